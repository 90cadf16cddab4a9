package org.convzoo.facenet;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.core.Roc;

/**
 * How well distances tell pairs of one person from pairs of two: a pair is called the same where its distance is at most the
 * threshold. The curve is {@link Roc}'s of the negated distances.
 *
 * @param pairs how many were looked at
 * @param accuracy share of all pairs told rightly at the threshold. Of all pairs of a data set few are of one person, so whoever
 *     always says "different" comes close to 1: see {@code balancedAccuracy}
 * @param auc area under the ROC curve: the probability that a random pair of one person is closer than a random pair of two
 * @param eer equal error rate: where the false-accept and the false-reject rate meet on the curve, interpolated between its corners
 * @param threshold a distance
 * @param balancedAccuracy mean of the shares of same and of different pairs that are told rightly at the threshold
 * @param falseAcceptRate share of the pairs of two people called the same at the threshold
 * @param falseRejectRate share of the pairs of one person called different at the threshold
 * @param bestAccuracy the accuracy that the best threshold for these very pairs would have
 */
public record PairMetrics(
        long pairs,
        double accuracy,
        double auc,
        double eer,
        double threshold,
        double balancedAccuracy,
        double falseAcceptRate,
        double falseRejectRate,
        double bestAccuracy) {
    private static final double ROUNDING = 1e-9; // so that 0.29 of 100 pairs are 29

    /**
     * Measured at the threshold that has the best balanced accuracy on these pairs.
     *
     * @param distances [N], none of them NaN
     * @param same [N]: whether the pair is of one person
     * @throws IllegalArgumentException if there are no same or no different pairs
     */
    public static PairMetrics of(double[] distances, boolean[] same) {
        Roc roc = roc(distances, same);
        return at(calibrated(roc, distances), roc, distances, same);
    }

    /** Measured at a threshold that was chosen elsewhere. */
    public static PairMetrics of(double[] distances, boolean[] same, double threshold) {
        return at(threshold, roc(distances, same), distances, same);
    }

    /**
     * The threshold with the best balanced accuracy on these pairs: half-way from the last distance that it accepts to the
     * next, so that it does not hang on one pair's last digit.
     */
    public static double calibrate(double[] distances, boolean[] same) {
        return calibrated(roc(distances, same), distances);
    }

    /**
     * The largest threshold at which no more than a share of the pairs of two people is accepted.
     *
     * @param falseAcceptRate 0 to 1, less than 1
     */
    public static double calibrate(double[] distances, boolean[] same, double falseAcceptRate) {
        if (!(falseAcceptRate >= 0 && falseAcceptRate < 1)) {
            throw new IllegalArgumentException("a false-accept rate must be 0 to below 1, got " + falseAcceptRate);
        }
        double[] different = IntStream.range(0, distances.length)
                .filter(i -> !same[i])
                .mapToDouble(i -> distances[i])
                .sorted()
                .toArray();
        if (different.length == 0) {
            throw new IllegalArgumentException("a false-accept rate needs pairs of two people");
        }
        // In double arithmetic 0.29 * 100 is a little less than 29.
        int accepted = Math.min((int) (falseAcceptRate * different.length + ROUNDING), different.length - 1);
        double firstRefused = different[accepted];
        double lastAccepted = Arrays.stream(distances)
                .filter(distance -> distance < firstRefused)
                .max()
                .orElse(Math.nextDown(firstRefused));
        return between(lastAccepted, firstRefused);
    }

    private static Roc roc(double[] distances, boolean[] same) {
        return Roc.of(Arrays.stream(distances).map(distance -> -distance).toArray(), same);
    }

    /** Balanced accuracy is linear along each side of the curve, so its best is at a corner. */
    private static double calibrated(Roc roc, double[] distances) {
        Roc.Point best = roc.points().get(0);
        for (Roc.Point point : roc.points()) {
            if (point.truePositiveRate() - point.falsePositiveRate()
                    > best.truePositiveRate() - best.falsePositiveRate()) {
                best = point;
            }
        }
        double lastAccepted = -best.threshold();
        double firstRefused = Arrays.stream(distances)
                .filter(distance -> distance > lastAccepted)
                .min()
                .orElse(lastAccepted);
        return between(lastAccepted, firstRefused);
    }

    /** The middle, or the lower one where the numbers leave no room: the upper must stay refused. */
    private static double between(double lastAccepted, double firstRefused) {
        double middle = lastAccepted + (firstRefused - lastAccepted) / 2;
        return middle < firstRefused ? middle : lastAccepted;
    }

    private static PairMetrics at(double threshold, Roc roc, double[] distances, boolean[] same) {
        long positives = 0;
        long falseAccepts = 0;
        long falseRejects = 0;
        for (int i = 0; i < same.length; i++) {
            boolean accepted = distances[i] <= threshold;
            positives += same[i] ? 1 : 0;
            falseAccepts += accepted && !same[i] ? 1 : 0;
            falseRejects += !accepted && same[i] ? 1 : 0;
        }
        long negatives = same.length - positives;
        double falseAcceptRate = (double) falseAccepts / negatives;
        double falseRejectRate = (double) falseRejects / positives;
        double share = (double) positives / same.length;
        double bestAccuracy = roc.points().stream()
                .mapToDouble(p -> share * p.truePositiveRate() + (1 - share) * (1 - p.falsePositiveRate()))
                .max()
                .orElseThrow();
        return new PairMetrics(
                same.length,
                1 - (double) (falseAccepts + falseRejects) / same.length,
                roc.auc(),
                equalErrorRate(roc.points()),
                threshold,
                1 - (falseAcceptRate + falseRejectRate) / 2,
                falseAcceptRate,
                falseRejectRate,
                bestAccuracy);
    }

    /** Where the curve crosses the line from (0, 1) to (1, 0). */
    private static double equalErrorRate(List<Roc.Point> curve) {
        Roc.Point before = curve.get(0);
        for (Roc.Point point : curve) {
            double excess = excess(point);
            if (excess >= 0) {
                double part = excess(before) / (excess(before) - excess); // excess(before) is below 0
                return before.falsePositiveRate() + part * (point.falsePositiveRate() - before.falsePositiveRate());
            }
            before = point;
        }
        throw new AssertionError("a curve ends at (1, 1)");
    }

    /** By how much more is falsely accepted than falsely refused. */
    private static double excess(Roc.Point point) {
        return point.falsePositiveRate() - (1 - point.truePositiveRate());
    }
}
