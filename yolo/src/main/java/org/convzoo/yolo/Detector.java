package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.data.Box;
import org.convzoo.data.BoxBatch.Origin;
import org.convzoo.data.Frame;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds things in pictures of any size.
 *
 * @param graph its outputs are those of the heads, in their order
 * @param heads what the outputs mean
 * @param preprocessing from a picture to the net's input; it must tell where its result lies on the picture, as {@code Fit} and {@code
 *     Resize} do
 * @param suppression which of several boxes of a thing stays
 */
public record Detector(
        ComputationGraph graph, List<YoloHead> heads, Preprocessing preprocessing, NonMaxSuppression suppression) {
    public Detector {
        heads = List.copyOf(heads);
        if (heads.size() != graph.getNumOutputArrays()) {
            throw new IllegalArgumentException(
                    "a net with " + graph.getNumOutputArrays() + " outputs needs as many heads, got " + heads.size());
        }
    }

    /**
     * Things with at least a score, the surest first; boxes are in pixels of the picture and end at its edges.
     *
     * @param threshold 0 to 1; 0.25 to look at, 0.001 to measure
     */
    public List<Detection> detect(Image picture, double threshold) {
        float[] input = new float[preprocessing.length()];
        preprocessing.normalize(preprocessing.prepare(picture), input, 0);
        INDArray[] outputs = graph.output(Nd4j.createFromArray(input)
                .reshape(1, preprocessing.channels(), preprocessing.height(), preprocessing.width()));
        Frame frame = preprocessing
                .frame(picture)
                .orElseThrow(
                        () -> new IllegalArgumentException("the preprocessing does not tell where its result lies"));
        return decode(outputs, 0, new Origin(picture.height(), picture.width(), frame), threshold);
    }

    /** The same from what the net says of one picture of a batch. */
    List<Detection> decode(INDArray[] outputs, int index, Origin origin, double threshold) {
        int height = preprocessing.height(), width = preprocessing.width();
        List<Detection> found = new ArrayList<>();
        for (int i = 0; i < outputs.length; i++) {
            found.addAll(YoloDecoder.decode(heads.get(i), outputs[i], index, height, width, threshold));
        }
        return suppression.apply(found).stream()
                .map(detection -> {
                    Box box = origin.frame()
                            .toPicture(detection.box(), height, width)
                            .clipped(origin.width(), origin.height());
                    return new Detection(box, detection.label(), detection.score());
                })
                .filter(detection -> detection.box().area() > 0)
                .toList();
    }
}
