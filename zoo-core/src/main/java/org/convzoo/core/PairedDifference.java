package org.convzoo.core;

import java.util.HashSet;
import java.util.Set;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * By how much one classifier is better than another on the same pictures. Only the pictures count that one of them gets right and the
 * other wrong: of these, a binomial share goes to the first (exact McNemar test). The interval is that share's by Clopper and Pearson 1934, turned into a difference of
 * accuracies; it leaves 0 out just where the test is significant.
 *
 * @param accuracy of the first minus that of the second
 * @param low end of the 95 % interval
 * @param high end of it
 * @param onlyFirst pictures that only the first gets right
 * @param onlySecond pictures that only the second gets right
 * @param pValue probability of a split as uneven as this one, were both equally good
 */
public record PairedDifference(double accuracy, double low, double high, int onlyFirst, int onlySecond, double pValue) {
    private static final double TAIL = 0.025;
    private static final double PRECISION = 1e-12;

    /**
     * From two results on the same pictures.
     *
     * @throws IllegalArgumentException if they are not of the same data and part
     */
    public static PairedDifference of(EvaluationResult first, EvaluationResult second) {
        if (!first.data().equals(second.data())
                || !first.split().equals(second.split())
                || first.images() != second.images()) {
            throw new IllegalArgumentException("two results on other pictures: " + first.images() + " of "
                    + first.data() + " " + first.split() + ", " + second.images() + " of " + second.data() + " "
                    + second.split());
        }
        Set<Integer> wrongFirst = wrong(first);
        Set<Integer> wrongSecond = wrong(second);
        int both = (int) wrongFirst.stream().filter(wrongSecond::contains).count();
        return of(wrongSecond.size() - both, wrongFirst.size() - both, first.images());
    }

    private static Set<Integer> wrong(EvaluationResult result) {
        Set<Integer> wrong = new HashSet<>();
        result.mistakes().forEach(mistake -> wrong.add(mistake.index()));
        return wrong;
    }

    static PairedDifference of(int onlyFirst, int onlySecond, int images) {
        int n = onlyFirst + onlySecond;
        double unit = (double) n / images;
        double low = onlyFirst == 0 ? 0 : quantile(onlyFirst, onlySecond + 1, TAIL);
        double high = onlySecond == 0 ? 1 : quantile(onlyFirst + 1, onlySecond, 1 - TAIL);
        int less = Math.min(onlyFirst, onlySecond);
        double pValue =
                n == 0 ? 1 : Math.min(1, 2 * new BinomialDistribution(null, n, 0.5).cumulativeProbability(less));
        return new PairedDifference(
                (double) (onlyFirst - onlySecond) / images,
                (2 * low - 1) * unit + 0.0, // no -0
                (2 * high - 1) * unit,
                onlyFirst,
                onlySecond,
                pValue);
    }

    private static double quantile(double a, double b, double p) {
        return new BetaDistribution(null, a, b, PRECISION).inverseCumulativeProbability(p);
    }
}
