package org.convzoo.facenet;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Accuracy in the protocol of Labeled Faces in the Wild: each fold is judged with the threshold that suits all others best, so that no
 * pair has a say in its own threshold.
 *
 * @param accuracy mean over the folds
 * @param standardError of that mean: the folds' standard deviation (n - 1) over the square root of their number
 * @param folds the accuracy of each
 * @param thresholds the distance that each was judged with
 */
public record FoldedAccuracy(double accuracy, double standardError, List<Double> folds, List<Double> thresholds) {
    public FoldedAccuracy {
        folds = List.copyOf(folds);
        thresholds = List.copyOf(thresholds);
    }

    /**
     * Measures.
     *
     * @param distances [pairs]
     * @param same [pairs]
     * @param fold [pairs]: which fold each pair is in, from 0
     * @throws IllegalArgumentException if there are fewer than two folds, or one lacks pairs of either kind
     */
    public static FoldedAccuracy of(double[] distances, boolean[] same, int[] fold) {
        int count = Arrays.stream(fold).max().orElse(-1) + 1;
        if (count < 2) {
            throw new IllegalArgumentException("to judge folds by each other takes two or more, got " + count);
        }
        Double[] accuracies = new Double[count];
        Double[] thresholds = new Double[count];
        for (int f = 0; f < count; f++) {
            Part others = Part.of(distances, same, fold, f, false);
            Part own = Part.of(distances, same, fold, f, true);
            thresholds[f] = PairMetrics.calibrate(others.distances, others.same);
            accuracies[f] =
                    PairMetrics.of(own.distances, own.same, thresholds[f]).accuracy();
        }
        double mean = Arrays.stream(accuracies).mapToDouble(a -> a).sum() / count;
        double squares = Arrays.stream(accuracies)
                .mapToDouble(a -> (a - mean) * (a - mean))
                .sum();
        return new FoldedAccuracy(
                mean, Math.sqrt(squares / (count - 1) / count), List.of(accuracies), List.of(thresholds));
    }

    /** Some of the pairs. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(double[] distances, boolean[] same) {
        static Part of(double[] distances, boolean[] same, int[] fold, int which, boolean inside) {
            int[] places = IntStream.range(0, fold.length)
                    .filter(i -> (fold[i] == which) == inside)
                    .toArray();
            boolean[] kinds = new boolean[places.length];
            for (int i = 0; i < places.length; i++) {
                kinds[i] = same[places[i]];
            }
            return new Part(Arrays.stream(places).mapToDouble(i -> distances[i]).toArray(), kinds);
        }
    }
}
