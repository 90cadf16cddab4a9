package org.convzoo.course.facesandart;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a triplet of anchor, positive and negative has to teach: nothing where it is easy, little where it is semi-hard, most where it is hard, by
 * max(0, d(A, P) - d(A, N) + margin) of the squared distances.
 *
 * <p>Source: F. Schroff, D. Kalenichenko, J. Philbin, "FaceNet: A Unified Embedding for Face Recognition and Clustering", CVPR 2015, arXiv
 * 1503.03832, equation 1 and section 3.2.
 */
public enum TripletKind {
    /** The negative is farther than the positive by the margin or more: no loss, no slope. */
    EASY,
    /** The negative is farther than the positive, but not by the margin: a loss below the margin. */
    SEMI_HARD,
    /** The negative is as near as the positive or nearer: a loss of the margin or more. */
    HARD;

    /**
     * The kind of a triplet.
     *
     * @param positive squared distance of anchor and positive
     * @param negative squared distance of anchor and negative
     */
    public static TripletKind of(double positive, double negative, double margin) {
        return negative >= positive + margin ? EASY : negative > positive ? SEMI_HARD : HARD;
    }

    /** The loss of a triplet. */
    public static double loss(double positive, double negative, double margin) {
        return Math.max(0, positive - negative + margin);
    }

    /**
     * How many of each kind there are among all triplets of a batch.
     *
     * @param points of the batch, [N][dimensions]
     * @param people whose each is, [N]
     */
    public static Map<TripletKind, Integer> count(double[][] points, int[] people, double margin) {
        Map<TripletKind, Integer> counts = new EnumMap<>(TripletKind.class);
        for (TripletKind kind : values()) {
            counts.put(kind, 0);
        }
        for (int anchor = 0; anchor < points.length; anchor++) {
            for (int positive = 0; positive < points.length; positive++) {
                for (int negative = 0; negative < points.length; negative++) {
                    if (positive != anchor
                            && people[positive] == people[anchor]
                            && people[negative] != people[anchor]) {
                        double near = squared(points[anchor], points[positive]);
                        double far = squared(points[anchor], points[negative]);
                        counts.merge(of(near, far, margin), 1, Integer::sum);
                    }
                }
            }
        }
        return counts;
    }

    /** The squared distance. */
    static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }
        return sum;
    }
}
