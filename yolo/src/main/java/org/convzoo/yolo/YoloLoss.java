package org.convzoo.yolo;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.convzoo.yolo.YoloHead.Anchor;
import org.convzoo.yolo.YoloHead.Classes;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * What a detector's head is off by, summed over the boxes of all cells; for DL4J's {@code CnnLossLayer} with no activation, which hands
 * over one row per cell.
 *
 * <p>A row of labels is laid out as a row of outputs ({@link YoloHead}). For a box that a thing was given to: the centre within the cell,
 * 0 to 1; the logarithms of width and height over the anchor's; {@value #THING}; its classes. For one that nothing was given to {@value #NOTHING} as
 * objectness, for one that is to be left in peace {@value #IGNORED}; its other numbers do not matter.
 *
 * <ul>
 *   <li>objectness: cross-entropy, of all boxes that are not ignored;
 *   <li>centre: cross-entropy of sigmoids, size: half the squared difference of the logarithms; both of a thing's box, and times
 *       {@code boxWeight} and 2 less the thing's share of the picture, so that small ones count;
 *   <li>class: cross-entropy, of softmax or of sigmoids, of a thing's box.
 * </ul>
 *
 * <p>Sources: Redmon, Farhadi 2018, arXiv 1804.02767, section 2.1; the factor for small things is of Darknet's {@code yolo_layer.c}.
 * DL4J's {@code Yolo2OutputLayer} is not used: it cannot ignore a box, and doubles what it asks for where two things share a cell.
 */
public final class YoloLoss implements ILossFunction {
    /** Objectness in the labels. */
    public static final int THING = 1, NOTHING = 0, IGNORED = -1;

    private static final int OBJECTNESS = 4;

    private final List<Anchor> anchors;

    @JsonProperty
    private final int numClasses;

    @JsonProperty
    private final Classes classes;

    @JsonProperty
    private final double reach; // of the centre; the loss does not need it, but who reads the outputs does

    @JsonProperty
    private final double boxWeight;

    @JsonProperty
    private final double nothingWeight;

    /**
     * A loss.
     *
     * @param anchors of the head, [width, height] each
     * @param numClasses of the head
     * @param classes of the head
     * @param reach of the head
     * @param boxWeight factor on centre and size
     * @param nothingWeight factor on the objectness of boxes without a thing, which are many
     */
    @JsonCreator
    public YoloLoss(
            @JsonProperty("anchors") double[][] anchors,
            @JsonProperty("numClasses") int numClasses,
            @JsonProperty("classes") Classes classes,
            @JsonProperty("reach") double reach,
            @JsonProperty("boxWeight") double boxWeight,
            @JsonProperty("nothingWeight") double nothingWeight) {
        this.anchors = Arrays.stream(anchors)
                .map(anchor -> new Anchor(anchor[0], anchor[1]))
                .toList();
        this.numClasses = numClasses;
        this.classes = classes;
        this.reach = reach;
        this.boxWeight = boxWeight;
        this.nothingWeight = nothingWeight;
    }

    /** With a weight of 1 for all. */
    public static YoloLoss of(YoloHead head) {
        return new YoloLoss(pairs(head.anchors()), head.numClasses(), head.classes(), head.reach(), 1, 1);
    }

    /** The head that this is the loss of. */
    YoloHead head(String output) {
        return new YoloHead(output, anchors, numClasses, classes, reach);
    }

    @JsonProperty
    double[][] anchors() { // ND4J's Jackson does not know records
        return pairs(anchors);
    }

    private static double[][] pairs(List<Anchor> anchors) {
        return anchors.stream()
                .map(anchor -> new double[] {anchor.width(), anchor.height()})
                .toArray(double[][]::new);
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        double sum = scored(labels, preOutput, activation, mask, new double[1], null);
        return average ? sum / preOutput.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        double[] scores = new double[(int) preOutput.size(0)];
        scored(labels, preOutput, activation, mask, scores, null);
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
        double sum = scored(labels, preOutput, activation, mask, new double[1], gradient);
        INDArray slopes =
                Nd4j.createFromArray(gradient).castTo(preOutput.dataType()).reshape(preOutput.shape());
        return new Pair<>(average ? sum / preOutput.size(0) : sum, slopes);
    }

    @Override
    public String name() {
        return "YoloLoss";
    }

    /**
     * The sum.
     *
     * @param scores one per row, or a single one that all rows share
     * @param gradient of the sum; null where nobody asks
     */
    private double scored(
            INDArray labels,
            INDArray preOutput,
            IActivation activation,
            INDArray mask,
            double[] scores,
            double[] gradient) {
        int box = OBJECTNESS + 1 + numClasses;
        int width = anchors.size() * box;
        if (!(activation instanceof ActivationIdentity) || mask != null) {
            throw new IllegalArgumentException("a detector's loss takes no activation and no mask");
        }
        if (preOutput.size(1) != width || !labels.equalShapes(preOutput)) {
            throw new IllegalArgumentException("a detector's loss needs rows of " + width + " numbers, got labels "
                    + Arrays.toString(labels.shape()) + " and outputs "
                    + Arrays.toString(preOutput.shape()));
        }
        double[] z = preOutput.dup('c').data().asDouble();
        double[] y = labels.dup('c').data().asDouble();
        double sum = 0;
        for (int row = 0; row * width < z.length; row++) {
            double score = 0;
            for (int a = 0; a < anchors.size(); a++) {
                score += box(anchors.get(a), z, y, row * width + a * box, gradient);
            }
            scores[scores.length == 1 ? 0 : row] += score;
            sum += score;
        }
        return sum;
    }

    /** Of one box, whose numbers begin at {@code first}. */
    private double box(Anchor anchor, double[] z, double[] y, int first, double[] gradient) {
        double objectness = y[first + OBJECTNESS];
        if (objectness == IGNORED) {
            return 0;
        }
        if (objectness != THING) {
            return entropy(z, 0, first + OBJECTNESS, nothingWeight, gradient);
        }
        double score = entropy(z, 1, first + OBJECTNESS, 1, gradient);
        double share = anchor.width() * Math.exp(y[first + 2]) * anchor.height() * Math.exp(y[first + 3]);
        double weight = boxWeight * (2 - Math.min(1, share));
        for (int i = 0; i < 2; i++) {
            score += entropy(z, y[first + i], first + i, weight, gradient);
        }
        for (int i = 2; i < OBJECTNESS; i++) {
            double off = z[first + i] - y[first + i];
            score += weight * off * off / 2;
            if (gradient != null) {
                gradient[first + i] = weight * off;
            }
        }
        int from = first + OBJECTNESS + 1;
        if (classes == Classes.EXCLUSIVE) {
            return score + softmax(z, y, from, gradient);
        }
        for (int c = from; c < from + numClasses; c++) {
            score += entropy(z, y[c], c, 1, gradient);
        }
        return score;
    }

    /** Cross-entropy of a sigmoid, computed so that large numbers do not overflow. */
    private static double entropy(double[] z, double target, int i, double weight, double[] gradient) {
        if (gradient != null) {
            gradient[i] = weight * (YoloDecoder.sigmoid(z[i]) - target);
        }
        return weight * (Math.max(z[i], 0) - z[i] * target + Math.log1p(Math.exp(-Math.abs(z[i]))));
    }

    private double softmax(double[] z, double[] y, int from, double[] gradient) {
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
        return other instanceof YoloLoss loss
                && anchors.equals(loss.anchors)
                && numClasses == loss.numClasses
                && classes == loss.classes
                && reach == loss.reach
                && boxWeight == loss.boxWeight
                && nothingWeight == loss.nothingWeight;
    }

    @Override
    public int hashCode() {
        return Objects.hash(anchors, numClasses, classes, reach, boxWeight, nothingWeight);
    }
}
