package org.convzoo.core;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

/**
 * Where a share lies with 95 % confidence that was measured on so many pictures: Wilson's score interval (E. B. Wilson, "Probable
 * Inference, the Law of Succession, and Statistical Inference", JASA 1927), which stays within 0 to 1 and is good for small numbers.
 *
 * @param low end
 * @param high end
 */
public record BinomialInterval(double low, double high) {
    private static final double CONFIDENCE = 0.95;

    /**
     * Of a measured share, such as an accuracy.
     *
     * @param share 0 to 1
     * @param trials pictures it was measured on, at least 1
     */
    public static BinomialInterval of(double share, int trials) {
        int successes = (int) Math.round(share * trials);
        ConfidenceInterval interval = new WilsonScoreInterval().createInterval(trials, successes, CONFIDENCE);
        return new BinomialInterval(Math.max(0, interval.getLowerBound()), Math.min(1, interval.getUpperBound()));
    }
}
