package org.convzoo.core;

import org.convzoo.onednn.InputGradient;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How much a class's logit changes with each pixel: K. Simonyan, A. Vedaldi, A. Zisserman, "Deep Inside Convolutional Networks:
 * Visualising Image Classification Models and Saliency Maps", ICLR workshop 2014, arXiv 1312.6034, section 3.1.
 */
final class Saliency {
    private Saliency() {}

    /**
     * The largest |d logit / d x| over the channels of each pixel.
     *
     * @param logits gradient of the net's logits with respect to its input
     * @param x one picture, [1, C, H, W]
     * @param classIndex whose logit
     * @return H x W
     */
    static HeatMap of(InputGradient logits, INDArray x, int classIndex) {
        INDArray gradient = logits.apply(x, values -> new INDArray[] {oneHot(values[0], classIndex)});
        INDArray largest = Nd4j.math().abs(gradient).max(1); // 1 x H x W
        return new HeatMap((int) x.size(2), (int) x.size(3), Numbers.of(largest));
    }

    /** The gradient of one logit with respect to all. */
    static INDArray oneHot(INDArray logits, int classIndex) {
        INDArray epsilon = Nd4j.zeros(logits.dataType(), logits.shape());
        epsilon.putScalar(0, classIndex, 1);
        return epsilon;
    }
}
