package org.convzoo.facenet;

import java.util.Objects;
import org.convzoo.core.LogitsLoss;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Pulls embeddings of one person together and pushes those of others away: for an anchor A, a positive P (another picture of the same
 * person) and a negative N (a picture of somebody else)
 *
 * <pre>max(0, |f(A) - f(P)|^2 - |f(A) - f(N)|^2 + margin)</pre>
 *
 * <p>Triplets are made of the pictures of a batch; which of them count is {@link Mining}. The loss of a batch is the mean over those that
 * count and violate the margin, times the number of pictures, since DL4J divides by that. A picture's own is the share of the triplets whose
 * anchor it is.
 *
 * <p>Source: F. Schroff, D. Kalenichenko, J. Philbin, "FaceNet: A Unified Embedding for Face Recognition and Clustering", CVPR 2015, arXiv
 * 1503.03832, equations 1 to 4; the mining of whole batches is that of A. Hermans, L. Beyer, B. Leibe, "In Defense of the Triplet Loss
 * for Person Re-Identification", 2017, arXiv 1703.07737, equations 5 and 6.
 *
 * <p>Outputs are embeddings, [N, dimensions]; labels say who it is, [N, 1]: any number, one for each person.
 */
public final class TripletLoss extends LogitsLoss {
    /** Which triplets of a batch count. */
    public enum Mining {
        /** All of them. */
        BATCH_ALL,
        /** Of each anchor: the farthest positive with the nearest negative. */
        BATCH_HARD,
        /** Of each pair of anchor and positive: the nearest negative that is farther away than the positive; where there is none, the farthest. */
        SEMI_HARD
    }

    @JsonProperty
    private final double margin;

    @JsonProperty
    private final Mining mining;

    /**
     * A loss.
     *
     * @param margin by how much farther a negative is to be, in squares of the embeddings' distance; at least 0
     */
    @JsonCreator
    public TripletLoss(@JsonProperty("margin") double margin, @JsonProperty("mining") Mining mining) {
        super("the triplet loss");
        if (!(margin >= 0 && Double.isFinite(margin)) || mining == null) {
            throw new IllegalArgumentException(
                    "margin must be >= 0 and the mining given, got " + margin + " and " + mining);
        }
        this.margin = margin;
        this.mining = mining;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TripletLoss loss && loss.margin == margin && loss.mining == mining;
    }

    @Override
    public int hashCode() {
        return Objects.hash(margin, mining);
    }

    @Override
    protected String misfit(int rows, int columns) {
        return "";
    }

    @Override
    protected int labelColumns(int columns) {
        return 1;
    }

    @Override
    protected double[] scored(double[] z, double[] y, int rows, int columns, double[] gradient) {
        return new Batch(z, y, rows, columns).run(gradient);
    }

    /** The triplets of one batch. */
    private final class Batch {
        private final double[] z;
        private final double[] people;
        private final int rows;
        private final int columns;
        private final double[][] distance; // squares
        private final double[] scores;
        private final double[][] pull; // how much each distance weighs in the loss
        private long violations;

        Batch(double[] z, double[] people, int rows, int columns) {
            this.z = z;
            this.people = people;
            this.rows = rows;
            this.columns = columns;
            this.distance = new double[rows][rows];
            this.scores = new double[rows];
            this.pull = new double[rows][rows];
            for (int a = 0; a < rows; a++) {
                for (int b = 0; b < a; b++) {
                    double sum = 0;
                    for (int k = 0; k < columns; k++) {
                        double d = z[a * columns + k] - z[b * columns + k];
                        sum += d * d;
                    }
                    distance[a][b] = sum;
                    distance[b][a] = sum;
                }
            }
        }

        double[] run(double[] gradient) {
            for (int anchor = 0; anchor < rows; anchor++) {
                if (mining == Mining.BATCH_HARD) {
                    count(anchor, farthest(anchor, true), nearest(anchor, -1));
                    continue;
                }
                for (int positive = 0; positive < rows; positive++) {
                    if (positive != anchor && same(anchor, positive)) {
                        pair(anchor, positive);
                    }
                }
            }
            double scale = violations == 0 ? 0 : (double) rows / violations;
            for (int i = 0; i < rows; i++) {
                scores[i] *= scale;
            }
            if (gradient != null) {
                differentiate(gradient, scale);
            }
            return scores;
        }

        private void pair(int anchor, int positive) {
            if (mining == Mining.BATCH_ALL) {
                for (int negative = 0; negative < rows; negative++) {
                    if (!same(anchor, negative)) {
                        count(anchor, positive, negative);
                    }
                }
                return;
            }
            int farther = nearest(anchor, distance[anchor][positive]);
            count(anchor, positive, farther >= 0 ? farther : farthest(anchor, false));
        }

        private boolean same(int a, int b) {
            return people[a] == people[b];
        }

        /** Of the same person, or of others; -1 where there is none. */
        private int farthest(int anchor, boolean same) {
            int found = -1;
            for (int i = 0; i < rows; i++) {
                if (i != anchor
                        && same(anchor, i) == same
                        && (found < 0 || distance[anchor][i] > distance[anchor][found])) {
                    found = i;
                }
            }
            return found;
        }

        /** The nearest negative beyond a distance; -1 where there is none. */
        private int nearest(int anchor, double beyond) {
            int found = -1;
            for (int i = 0; i < rows; i++) {
                if (!same(anchor, i)
                        && distance[anchor][i] > beyond
                        && (found < 0 || distance[anchor][i] < distance[anchor][found])) {
                    found = i;
                }
            }
            return found;
        }

        private void count(int anchor, int positive, int negative) {
            if (positive < 0 || negative < 0) {
                return; // a person alone, or nobody else
            }
            double violation = distance[anchor][positive] - distance[anchor][negative] + margin;
            if (violation > 0) {
                violations++;
                scores[anchor] += violation;
                pull[anchor][positive]++;
                pull[anchor][negative]--;
            }
        }

        /** The slope of |a - b|^2 is 2 (a - b) for a, and the opposite for b. */
        private void differentiate(double[] gradient, double scale) {
            for (int a = 0; a < rows; a++) {
                for (int b = 0; b < rows; b++) {
                    double weight = 2 * scale * pull[a][b];
                    if (weight == 0) {
                        continue;
                    }
                    for (int k = 0; k < columns; k++) {
                        double slope = weight * (z[a * columns + k] - z[b * columns + k]);
                        gradient[a * columns + k] += slope;
                        gradient[b * columns + k] -= slope;
                    }
                }
            }
        }
    }
}
