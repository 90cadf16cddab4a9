package org.convzoo.benchmarks;

import java.util.List;

/** Of nets, compared. */
final class Outputs {
    private Outputs() {}

    /** One behind the other, of a net with several. */
    static float[] joined(List<float[]> outputs) {
        float[] all =
                new float[outputs.stream().mapToInt(values -> values.length).sum()];
        int at = 0;
        for (float[] values : outputs) {
            System.arraycopy(values, 0, all, at, values.length);
            at += values.length;
        }
        return all;
    }

    /** Distance as a part of what is expected, both as 2-norms; NaN if a number is. */
    static double difference(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new IllegalStateException("it gave " + actual.length + " numbers instead of " + expected.length);
        }
        double distance = 0, norm = 0;
        for (int i = 0; i < actual.length; i++) {
            distance += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(distance / norm);
    }

    /**
     * Standard deviation of what a softmax was given, as far as its probabilities tell. Near 0 they are all alike, whatever the net
     * computes, and comparing them proves nothing.
     */
    static double contrast(float[] probabilities) {
        double sum = 0, squares = 0;
        for (float probability : probabilities) {
            sum += Math.log(probability);
            squares += Math.pow(Math.log(probability), 2);
        }
        double mean = sum / probabilities.length;
        return Math.sqrt(squares / probabilities.length - mean * mean);
    }
}
