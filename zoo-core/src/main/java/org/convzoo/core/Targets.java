package org.convzoo.core;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.convzoo.data.Batch;
import org.convzoo.data.Randoms;

/** Targets of a training step: one-hot rows, smoothed, and blended with the pictures by mix-up. */
final class Targets {
    private Targets() {}

    /**
     * Rows [N, numClasses] that sum to 1: 1 - s + s/K for the label, s/K for the others.
     *
     * @param smoothing s of Szegedy et al. 2016, section 7
     */
    static float[] of(int[] labels, int numClasses, double smoothing) {
        float[] rows = new float[labels.length * numClasses];
        float off = (float) (smoothing / numClasses);
        Arrays.fill(rows, off);
        for (int i = 0; i < labels.length; i++) {
            rows[i * numClasses + labels[i]] += (float) (1 - smoothing);
        }
        return rows;
    }

    /**
     * Blends each picture and its target with another of the same batch, by one weight for the batch (Zhang et al. 2018,
     * equation 1): x = lambda x_i + (1 - lambda) x_j, lambda from Beta(alpha, alpha).
     *
     * @param keys name the batch, so that a resumed training blends alike
     */
    static void mixup(Batch batch, float[] targets, double alpha, long... keys) {
        int n = batch.size();
        float lambda = (float) beta(Randoms.keyed(keys), alpha);
        int[] partner = Randoms.permutation(n, keys);
        blend(batch.features(), n, partner, lambda);
        blend(targets, n, partner, lambda);
    }

    private static void blend(float[] rows, int n, int[] partner, float lambda) {
        int length = rows.length / n;
        float[] original = rows.clone();
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < length; k++) {
                rows[i * length + k] =
                        lambda * original[i * length + k] + (1 - lambda) * original[partner[i] * length + k];
            }
        }
    }

    /** Beta(a, a) by Jöhnk's rejection, in logarithms so that a small a does not underflow; the mean tries grow with a. */
    static double beta(SplittableRandom random, double a) {
        while (true) {
            double x = StrictMath.log(1 - random.nextDouble()) / a;
            double y = StrictMath.log(1 - random.nextDouble()) / a;
            double max = Math.max(x, y);
            double logSum = max + StrictMath.log(StrictMath.exp(x - max) + StrictMath.exp(y - max));
            if (logSum <= 0) {
                return StrictMath.exp(x - logSum);
            }
        }
    }
}
