package org.convzoo.yolo;

import java.util.Objects;
import org.convzoo.core.LogitsLoss;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * What a classifier with localisation is off by, for a last layer with no activation. A row, of labels as of outputs, is
 * p_c, b_x, b_y, b_h, b_w, one number per class; {@link Localization} writes and reads it.
 *
 * <ul>
 *   <li>p_c, 1 where there is a thing, 0 where there is none: cross-entropy of a sigmoid;
 *   <li>the box, as shares of the picture: squared error, times {@code boxWeight};
 *   <li>classes: cross-entropy of softmax.
 * </ul>
 *
 * <p>Where p_c is 0 in the labels, nothing but p_c counts, and the other labels do not matter.
 *
 * <p>Sources: the sum is that of Sermanet et al. 2014, arXiv 1312.6229 (OverFeat), section 4, in one net; p_c as in Redmon et al. 2016, arXiv
 * 1506.02640, equation 3, with cross-entropy for its squared errors of probabilities.
 *
 * <pre>{@code
 * LocalizationLoss loss = LocalizationLoss.of(3);
 * INDArray labels = Nd4j.createFromArray(new double[][] {{1, 0.5, 0.5, 0.2, 0.4, 0, 1, 0}, {0, 0, 0, 0, 0, 0, 0, 0}});
 * double score = loss.computeScore(labels, outputs, new ActivationIdentity(), null, true);
 * INDArray gradient = loss.computeGradient(labels, outputs, new ActivationIdentity(), null);
 * }</pre>
 */
public final class LocalizationLoss extends LogitsLoss {
    @JsonProperty
    private final int numClasses;

    @JsonProperty
    private final double boxWeight;

    /**
     * A loss.
     *
     * @param numClasses classes of things
     * @param boxWeight factor on the box's squared error
     */
    @JsonCreator
    public LocalizationLoss(@JsonProperty("numClasses") int numClasses, @JsonProperty("boxWeight") double boxWeight) {
        super("a localisation's loss");
        if (numClasses < 1 || !(boxWeight >= 0 && Double.isFinite(boxWeight))) {
            throw new IllegalArgumentException(
                    "a localisation's loss needs classes and a weight >= 0, got " + numClasses + " and " + boxWeight);
        }
        this.numClasses = numClasses;
        this.boxWeight = boxWeight;
    }

    /** With a weight of 5 for the box, as in Redmon et al. 2016: its numbers are small. */
    public static LocalizationLoss of(int numClasses) {
        return new LocalizationLoss(numClasses, 5);
    }

    @Override
    protected String misfit(int rows, int columns) {
        int width = Localization.CLASSES + numClasses;
        return columns == width ? "" : "rows of " + width + " numbers";
    }

    @Override
    protected double[] scored(double[] z, double[] y, int rows, int columns, double[] gradient) {
        double[] scores = new double[rows];
        for (int row = 0; row < rows; row++) {
            int first = row * columns;
            double thing = y[first + Localization.THING];
            if (thing != 0 && thing != 1) {
                throw new IllegalArgumentException("a label of p_c must be 0 or 1, got " + thing);
            }
            scores[row] = sigmoidEntropy(z, thing, first + Localization.THING, 1, gradient);
            if (thing == 1) {
                for (int i = first + Localization.X; i <= first + Localization.WIDTH; i++) {
                    double off = z[i] - y[i];
                    scores[row] += boxWeight * off * off;
                    if (gradient != null) {
                        gradient[i] = 2 * boxWeight * off;
                    }
                }
                scores[row] += softmaxEntropy(z, y, first + Localization.CLASSES, first + columns, gradient);
            }
        }
        return scores;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LocalizationLoss loss && numClasses == loss.numClasses && boxWeight == loss.boxWeight;
    }

    @Override
    public int hashCode() {
        return Objects.hash(numClasses, boxWeight);
    }
}
