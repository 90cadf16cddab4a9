package org.convzoo.yolo;

import java.util.Arrays;
import java.util.Objects;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
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
public final class LocalizationLoss implements ILossFunction {
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
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        double sum =
                Arrays.stream(scored(labels, preOutput, activation, mask, null)).sum();
        return average ? sum / preOutput.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        double[] scores = scored(labels, preOutput, activation, mask, null);
        return Nd4j.createFromArray(scores).castTo(preOutput.dataType()).reshape(scores.length, 1);
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return computeGradientAndScore(labels, preOutput, activation, mask, false)
                .getSecond();
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        double[] gradient = new double[(int) preOutput.length()];
        double sum = Arrays.stream(scored(labels, preOutput, activation, mask, gradient))
                .sum();
        INDArray slopes =
                Nd4j.createFromArray(gradient).castTo(preOutput.dataType()).reshape(preOutput.shape());
        return new Pair<>(average ? sum / preOutput.size(0) : sum, slopes);
    }

    @Override
    public String name() {
        return "LocalizationLoss";
    }

    /**
     * The loss of each row.
     *
     * @param gradient of their sum; null where nobody asks
     */
    private double[] scored(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, double[] gradient) {
        int width = Localization.CLASSES + numClasses;
        if (!(activation instanceof ActivationIdentity) || mask != null) {
            throw new IllegalArgumentException("a localisation's loss takes no activation and no mask");
        }
        if (preOutput.rank() != 2 || preOutput.size(1) != width || !labels.equalShapes(preOutput)) {
            throw new IllegalArgumentException("a localisation's loss needs rows of " + width + " numbers, got labels "
                    + Arrays.toString(labels.shape()) + " and outputs " + Arrays.toString(preOutput.shape()));
        }
        double[] z = preOutput.dup('c').data().asDouble();
        double[] y = labels.dup('c').data().asDouble();
        double[] scores = new double[z.length / width];
        for (int row = 0; row < scores.length; row++) {
            int first = row * width;
            double thing = y[first + Localization.THING];
            if (thing != 0 && thing != 1) {
                throw new IllegalArgumentException("a label of p_c must be 0 or 1, got " + thing);
            }
            scores[row] = thing(z, thing, first + Localization.THING, gradient);
            if (thing == 1) {
                for (int i = first + Localization.X; i <= first + Localization.WIDTH; i++) {
                    double off = z[i] - y[i];
                    scores[row] += boxWeight * off * off;
                    if (gradient != null) {
                        gradient[i] = 2 * boxWeight * off;
                    }
                }
                scores[row] += classes(z, y, first + Localization.CLASSES, gradient);
            }
        }
        return scores;
    }

    /** Cross-entropy of a sigmoid, computed so that large numbers do not overflow. */
    private static double thing(double[] z, double target, int i, double[] gradient) {
        if (gradient != null) {
            gradient[i] = YoloDecoder.sigmoid(z[i]) - target;
        }
        return Math.max(z[i], 0) - z[i] * target + Math.log1p(Math.exp(-Math.abs(z[i])));
    }

    /** Cross-entropy of softmax, likewise. */
    private double classes(double[] z, double[] y, int from, double[] gradient) {
        double max = Double.NEGATIVE_INFINITY, sum = 0, mass = 0, score = 0;
        for (int c = from; c < from + numClasses; c++) {
            max = Math.max(max, z[c]);
            mass += y[c];
        }
        for (int c = from; c < from + numClasses; c++) {
            sum += Math.exp(z[c] - max);
        }
        for (int c = from; c < from + numClasses; c++) {
            score -= y[c] * (z[c] - max - Math.log(sum));
            if (gradient != null) {
                gradient[c] = mass * Math.exp(z[c] - max) / sum - y[c];
            }
        }
        return score;
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
