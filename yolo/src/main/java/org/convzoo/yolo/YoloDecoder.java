package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.convzoo.core.Numbers;
import org.convzoo.core.detection.Detection;
import org.convzoo.data.Box;
import org.convzoo.yolo.YoloHead.Anchor;
import org.convzoo.yolo.YoloHead.Classes;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * From a head's numbers to boxes (Redmon, Farhadi 2017, section 2, "direct location prediction"): the centre is the cell's corner and a
 * sigmoid, the size the anchor's times an exponential, the score objectness times the class's probability.
 */
public final class YoloDecoder {
    private static final int OBJECTNESS = 4;

    /** A larger power of e is no picture's. */
    private static final double MOST = 10;

    private YoloDecoder() {}

    /**
     * Boxes of one picture, before suppression.
     *
     * @param head what the channels mean
     * @param output [N, channels, rows, columns], before any activation
     * @param picture which of the N
     * @param height rows of the net's input, in pixels; boxes are in them
     * @param width columns
     * @param threshold score below which a box is left out; one box may have several classes
     * @throws IllegalArgumentException if the output does not have the head's channels
     */
    public static List<Detection> decode(
            YoloHead head, INDArray output, int picture, int height, int width, double threshold) {
        if (output.rank() != 4 || output.size(1) != head.channels()) {
            throw new IllegalArgumentException("a head of " + head.channels() + " channels cannot read an output of "
                    + Arrays.toString(output.shape()));
        }
        int rows = (int) output.size(2), columns = (int) output.size(3);
        int plane = rows * columns;
        float[] values = Numbers.of(output.get(NDArrayIndex.point(picture))); // [channels][rows][columns]
        List<Detection> found = new ArrayList<>();
        double[] classes = new double[head.numClasses()];
        for (int a = 0; a < head.anchors().size(); a++) {
            Anchor anchor = head.anchors().get(a);
            for (int cell = 0; cell < plane; cell++) {
                int first = a * head.boxChannels() * plane + cell;
                double objectness = sigmoid(values[first + OBJECTNESS * plane]);
                if (!(objectness >= threshold)) {
                    continue; // no class can reach it
                }
                for (int c = 0; c < classes.length; c++) {
                    classes[c] = values[first + (OBJECTNESS + 1 + c) * plane];
                }
                probabilities(head.classes(), classes);
                Box box = null;
                for (int c = 0; c < classes.length; c++) {
                    double score = objectness * classes[c];
                    if (score >= threshold && score > 0) {
                        if (box == null) {
                            int row = cell / columns, column = cell % columns;
                            double x = column + centre(head, values[first]);
                            double y = row + centre(head, values[first + plane]);
                            box = Box.ofCenter(
                                    x / columns * width,
                                    y / rows * height,
                                    anchor.width() * Math.exp(Math.min(MOST, values[first + 2 * plane])) * width,
                                    anchor.height() * Math.exp(Math.min(MOST, values[first + 3 * plane])) * height);
                        }
                        found.add(new Detection(box, c, score));
                    }
                }
            }
        }
        return found;
    }

    private static double centre(YoloHead head, double value) {
        return sigmoid(value) * head.reach() - (head.reach() - 1) / 2;
    }

    private static void probabilities(Classes kind, double[] logits) {
        if (kind == Classes.INDEPENDENT) {
            for (int c = 0; c < logits.length; c++) {
                logits[c] = sigmoid(logits[c]);
            }
            return;
        }
        double max = Double.NEGATIVE_INFINITY, sum = 0;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        for (int c = 0; c < logits.length; c++) {
            logits[c] = Math.exp(logits[c] - max);
            sum += logits[c];
        }
        for (int c = 0; c < logits.length; c++) {
            logits[c] /= sum;
        }
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
