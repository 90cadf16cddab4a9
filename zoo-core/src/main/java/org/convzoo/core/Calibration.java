package org.convzoo.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a net that says 80 % is right four times out of five (Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural
 * Networks", ICML 2017, section 2).
 *
 * @param error expected calibration error, equation 3: the mean of |accuracy - confidence| over the bins, weighted by pictures; 0
 *     is perfect, below 1
 * @param bins {@value #BINS} of equal width, also the empty ones
 */
public record Calibration(double error, List<Bin> bins) {
    static final int BINS = 15;

    /**
     * The pictures whose predicted class has a probability in ({@code from}, {@code to}].
     *
     * @param confidence mean probability of the predicted class, 0 for an empty bin
     * @param accuracy share of right predictions, 0 for an empty bin
     */
    public record Bin(double from, double to, int images, double confidence, double accuracy) {}

    public Calibration {
        bins = List.copyOf(bins);
    }

    /**
     * From the predictions of a part.
     *
     * @param confidence [N], probability of the predicted class
     * @param right [N], whether that class is the true one
     */
    static Calibration of(double[] confidence, boolean[] right) {
        int[] images = new int[BINS];
        int[] hits = new int[BINS];
        double[] sum = new double[BINS];
        for (int i = 0; i < confidence.length; i++) {
            int bin = Math.min(BINS - 1, Math.max(0, (int) Math.ceil(confidence[i] * BINS) - 1));
            images[bin]++;
            hits[bin] += right[i] ? 1 : 0;
            sum[bin] += confidence[i];
        }
        double error = 0;
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < BINS; b++) {
            int n = Math.max(1, images[b]);
            bins.add(new Bin((double) b / BINS, (double) (b + 1) / BINS, images[b], sum[b] / n, (double) hits[b] / n));
            error += Math.abs(hits[b] - sum[b]) / confidence.length;
        }
        return new Calibration(error, bins);
    }
}
