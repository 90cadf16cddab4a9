package org.convzoo.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Receiver operating characteristic of scores that should be high for positives (Fawcett, "An introduction to ROC analysis",
 * Pattern Recognition Letters 27(8), 2006).
 *
 * @param auc area under the curve: the probability that a random positive scores above a random negative, a tie counting half
 *     (Mann-Whitney). Exact, not integrated over thresholds
 * @param points the curve's corners, from (0, 0) to (1, 1)
 */
public record Roc(double auc, List<Point> points) {
    /**
     * One corner.
     *
     * @param threshold positive is whoever scores at least this; the first one lies just above every score
     * @param falsePositiveRate share of the negatives called positive
     * @param truePositiveRate share of the positives called positive
     */
    public record Point(double threshold, double falsePositiveRate, double truePositiveRate) {}

    public Roc {
        points = List.copyOf(points);
    }

    /**
     * The curve of scored examples.
     *
     * @param scores [N], none of them NaN
     * @param positive [N]
     * @throws IllegalArgumentException if there are no positives or no negatives
     */
    public static Roc of(double[] scores, boolean[] positive) {
        if (scores.length != positive.length) {
            throw new IllegalArgumentException(scores.length + " scores for " + positive.length + " examples");
        }
        double[][] byClass = split(scores, positive);
        double[] negatives = byClass[0];
        double[] positives = byClass[1];
        if (negatives.length == 0 || positives.length == 0) {
            throw new IllegalArgumentException(
                    "a ROC curve needs positives and negatives, got " + positives.length + " and " + negatives.length);
        }

        // Downwards through the distinct scores; twice the pairs won, as an integer, so that no rounding creeps in.
        List<long[]> counts = new ArrayList<>(); // false and true positives so far
        List<Double> thresholds = new ArrayList<>();
        counts.add(new long[] {0, 0});
        thresholds.add(Math.nextUp(Math.max(last(positives), last(negatives))));
        long twiceWon = 0;
        int p = positives.length;
        int n = negatives.length;
        while (p > 0 || n > 0) {
            double threshold = Math.max(
                    p > 0 ? positives[p - 1] : Double.NEGATIVE_INFINITY,
                    n > 0 ? negatives[n - 1] : Double.NEGATIVE_INFINITY);
            int positivesBefore = p;
            int negativesBefore = n;
            while (p > 0 && positives[p - 1] >= threshold) {
                p--;
            }
            while (n > 0 && negatives[n - 1] >= threshold) {
                n--;
            }
            twiceWon += (long) (positivesBefore - p) * (2L * n + (negativesBefore - n));
            counts.add(new long[] {negatives.length - n, positives.length - p});
            thresholds.add(threshold);
        }
        double auc = twiceWon / (2.0 * positives.length * negatives.length);
        return new Roc(auc, corners(counts, thresholds, negatives.length, positives.length));
    }

    /** Scores of the negatives and of the positives, ascending. */
    private static double[][] split(double[] scores, boolean[] positive) {
        double[] negatives = new double[scores.length];
        double[] positives = new double[scores.length];
        int n = 0;
        int p = 0;
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("score " + i + " is not a number");
            }
            if (positive[i]) {
                positives[p++] = scores[i];
            } else {
                negatives[n++] = scores[i];
            }
        }
        double[][] both = {Arrays.copyOf(negatives, n), Arrays.copyOf(positives, p)};
        Arrays.sort(both[0]);
        Arrays.sort(both[1]);
        return both;
    }

    /** Leaves out the points on a straight line between their neighbours: the curve is the same and short. */
    private static List<Point> corners(List<long[]> counts, List<Double> thresholds, long negatives, long positives) {
        List<Point> corners = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            long[] here = counts.get(i);
            boolean corner = true;
            if (i > 0 && i < counts.size() - 1) {
                long[] before = counts.get(i - 1);
                long[] after = counts.get(i + 1);
                corner = (here[0] - before[0]) * (after[1] - here[1]) != (after[0] - here[0]) * (here[1] - before[1]);
            }
            if (corner) {
                corners.add(new Point(thresholds.get(i), (double) here[0] / negatives, (double) here[1] / positives));
            }
        }
        return corners;
    }

    private static double last(double[] ascending) {
        return ascending[ascending.length - 1];
    }
}
