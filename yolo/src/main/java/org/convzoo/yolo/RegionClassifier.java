package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.convzoo.data.LabelledBox;
import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds things by classifying what lies in proposed boxes (R-CNN): each is cut out and warped to the classifier's input; one class of the
 * classifier is "none of them".
 *
 * <p>Source: Girshick, Donahue, Darrell, Malik 2014, arXiv 1311.2524, sections 2.2 and 2.3, with the warping of appendix A. Deviations: the net's
 * softmax scores boxes, no support vector machines do, and boxes stay where they were proposed (no regression).
 *
 * <pre>{@code
 * Preprocessing input = Preprocessing.unit(24, 24, ChannelOrder.RGB, new Resize(24, 24));
 * RegionClassifier finder = RegionClassifier.of(net, RegionProposals.upTo(300), input, 0);
 * for (Detection found : finder.detect(picture, 0.5)) {
 *     System.out.println(classes.get(found.label()) + " at " + found.box());
 * }
 * }</pre>
 *
 * @param classifier takes [N, C, height, width], gives [N, numClasses] probabilities
 * @param proposals where to look
 * @param preprocessing from what was cut out to the classifier's input; its steps must leave that size whatever the shape, as {@code Resize}
 *     does
 * @param background the class that is no thing's
 * @param context of the proposal's surroundings that is cut out too, as a share of its sides, at each edge
 * @param batchSize boxes per pass
 * @param suppression which of several boxes of a thing stays
 */
public record RegionClassifier(
        ComputationGraph classifier,
        RegionProposals proposals,
        Preprocessing preprocessing,
        int background,
        double context,
        int batchSize,
        NonMaxSuppression suppression) {
    /** IoU with a thing from which a proposal counts as one of its class in training (section 2.3). */
    public static final double POSITIVE = 0.5;

    public RegionClassifier {
        if (background < 0 || batchSize < 1) {
            throw new IllegalArgumentException(
                    "background must be >= 0 and batchSize >= 1, got " + background + " and " + batchSize);
        }
        if (!(context >= 0 && context <= 1)) {
            throw new IllegalArgumentException("context must be 0 to 1, got " + context);
        }
    }

    /** With a sixteenth of surroundings, 64 boxes a pass, and suppression per class at 0.3. */
    public static RegionClassifier of(
            ComputationGraph classifier, RegionProposals proposals, Preprocessing preprocessing, int background) {
        return new RegionClassifier(
                classifier, proposals, preprocessing, background, 1 / 16.0, 64, NonMaxSuppression.of(0.3));
    }

    /**
     * Things with at least a score, the surest first.
     *
     * @param threshold 0 to 1
     * @return labels are the classifier's outputs, boxes in pixels of the picture
     */
    public List<Detection> detect(Image picture, double threshold) {
        List<Box> boxes = proposals.propose(picture);
        List<Detection> found = new ArrayList<>();
        for (int first = 0; first < boxes.size(); first += batchSize) {
            List<Box> batch = boxes.subList(first, Math.min(boxes.size(), first + batchSize));
            INDArray scores = classifier.output(input(picture, batch))[0];
            if (scores.rank() != 2 || scores.size(1) <= background) {
                throw new IllegalArgumentException("the classifier must give a row per box with a number for class "
                        + background + ", got " + scores.shapeInfoToString().strip());
            }
            for (int i = 0; i < batch.size(); i++) {
                for (int label = 0; label < scores.size(1); label++) {
                    double score = Math.min(1, scores.getDouble(i, label));
                    if (label != background && score >= threshold) {
                        found.add(new Detection(batch.get(i), label, score));
                    }
                }
            }
        }
        return suppression.apply(found);
    }

    /**
     * What the classifier sees of some boxes.
     *
     * @param boxes in pixels of the picture
     * @return [N, C, height, width]
     */
    public INDArray input(Image picture, List<Box> boxes) {
        float[] values = new float[Math.multiplyExact(boxes.size(), preprocessing.length())];
        for (int i = 0; i < boxes.size(); i++) {
            preprocessing.normalize(
                    preprocessing.prepare(cut(picture, boxes.get(i))), values, i * preprocessing.length());
        }
        return Nd4j.createFromArray(values)
                .reshape(boxes.size(), preprocessing.channels(), preprocessing.height(), preprocessing.width());
    }

    /**
     * The class that a box counts as in training: that of the thing that it overlaps with most, if by {@link #POSITIVE}.
     *
     * @param things labels are the classifier's outputs
     */
    public int label(Box box, List<LabelledBox> things) {
        int label = background;
        double best = 0;
        for (LabelledBox thing : things) {
            double iou = Overlap.iou(box, thing.box());
            if (iou >= POSITIVE && iou > best) {
                label = thing.label();
                best = iou;
            }
        }
        return label;
    }

    /** With its surroundings, as far as the picture reaches; whole pixels, at least one. */
    private Image cut(Image picture, Box box) {
        double across = context * box.width(), down = context * box.height();
        int left = edge(Math.floor(box.x() - across), 0, picture.width() - 1);
        int top = edge(Math.floor(box.y() - down), 0, picture.height() - 1);
        int width = edge(Math.ceil(box.right() + across), left + 1, picture.width()) - left;
        int height = edge(Math.ceil(box.bottom() + down), top + 1, picture.height()) - top;
        float[] pixels = new float[picture.channels() * height * width];
        for (int c = 0; c < picture.channels(); c++) {
            for (int y = 0; y < height; y++) {
                int from = (c * picture.height() + top + y) * picture.width() + left;
                System.arraycopy(picture.pixels(), from, pixels, (c * height + y) * width, width);
            }
        }
        return new Image(picture.channels(), height, width, pixels);
    }

    private static int edge(double at, int least, int most) {
        return (int) Math.max(least, Math.min(most, at));
    }
}
