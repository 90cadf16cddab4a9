package org.convzoo.yolo;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.convzoo.core.LogitsLoss;
import org.convzoo.yolo.YoloHead.Anchor;
import org.convzoo.yolo.YoloHead.Classes;
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
public final class YoloLoss extends LogitsLoss {
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
        super("a detector's loss");
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
    protected String misfit(int rows, int columns) {
        return columns == width() ? "" : "rows of " + width() + " numbers";
    }

    private int width() {
        return anchors.size() * (OBJECTNESS + 1 + numClasses);
    }

    @Override
    protected double[] scored(double[] z, double[] y, int rows, int columns, double[] gradient) {
        double[] scores = new double[rows];
        int box = OBJECTNESS + 1 + numClasses;
        for (int row = 0; row < rows; row++) {
            for (int a = 0; a < anchors.size(); a++) {
                scores[row] += box(anchors.get(a), z, y, row * columns + a * box, gradient);
            }
        }
        return scores;
    }

    /** Of one box, whose numbers begin at {@code first}. */
    private double box(Anchor anchor, double[] z, double[] y, int first, double[] gradient) {
        double objectness = y[first + OBJECTNESS];
        if (objectness == IGNORED) {
            return 0;
        }
        if (objectness != THING) {
            return sigmoidEntropy(z, 0, first + OBJECTNESS, nothingWeight, gradient);
        }
        double score = sigmoidEntropy(z, 1, first + OBJECTNESS, 1, gradient);
        double share = anchor.width() * Math.exp(y[first + 2]) * anchor.height() * Math.exp(y[first + 3]);
        double weight = boxWeight * (2 - Math.min(1, share));
        for (int i = 0; i < 2; i++) {
            score += sigmoidEntropy(z, y[first + i], first + i, weight, gradient);
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
            return score + softmaxEntropy(z, y, from, from + numClasses, gradient);
        }
        for (int c = from; c < from + numClasses; c++) {
            score += sigmoidEntropy(z, y[c], c, 1, gradient);
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
