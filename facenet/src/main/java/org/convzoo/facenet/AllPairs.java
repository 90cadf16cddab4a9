package org.convzoo.facenet;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The distances of all pairs of labelled embeddings, each pair once. Where there are more than {@value #MAX_DIFFERENT} pairs of two
 * people, every k-th of them stands for all: the rates stay, the memory does not grow with the square of the pictures.
 *
 * @param distances [pairs]
 * @param same [pairs]: whether both are of one person
 */
@SuppressWarnings("ArrayRecordComponent") // numbers by the million; compared by nobody
public record AllPairs(double[] distances, boolean[] same) {
    static final long MAX_DIFFERENT = 1_000_000;

    /**
     * Computes them.
     *
     * @param embeddings of one length
     * @param people whose each is: any number that is the person's own
     */
    public static AllPairs of(List<float[]> embeddings, int[] people) {
        return of(embeddings, people, MAX_DIFFERENT);
    }

    static AllPairs of(List<float[]> embeddings, int[] people, long maxDifferent) {
        int n = people.length;
        Map<Integer, Long> pictures = new HashMap<>();
        Arrays.stream(people).forEach(person -> pictures.merge(person, 1L, Long::sum));
        long sames = pictures.values().stream().mapToLong(k -> k * (k - 1) / 2).sum();
        long differents = (long) n * (n - 1) / 2 - sames;
        long step = Math.max(1, (differents + maxDifferent - 1) / maxDifferent);
        int count = Math.toIntExact(sames + (differents + step - 1) / step);
        double[] distances = new double[count];
        boolean[] same = new boolean[count];
        long different = 0;
        int k = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                boolean one = people[i] == people[j];
                if (one || different++ % step == 0) {
                    same[k] = one;
                    distances[k++] = FaceEmbedder.distance(embeddings.get(i), embeddings.get(j));
                }
            }
        }
        return new AllPairs(distances, same);
    }

    /** Measured at the threshold that suits these pairs best. */
    public PairMetrics metrics() {
        return PairMetrics.of(distances, same);
    }
}
