package org.convzoo.benchmarks;

import java.util.List;

/** Of a few measurements, in a form that one slow round does not move. */
final class Statistics {
    private Statistics() {}

    static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    /** The interquartile range as a part of the median. */
    static double spread(List<Double> values) {
        return (quantile(values, 0.75) - quantile(values, 0.25)) / median(values);
    }

    /** Linear between the two nearest values, as R's default and NumPy's. */
    static double quantile(List<Double> values, double q) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values to take a quantile of");
        }
        List<Double> sorted = values.stream().sorted().toList();
        double position = q * (sorted.size() - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (position - below) * (sorted.get(above) - sorted.get(below));
    }
}
