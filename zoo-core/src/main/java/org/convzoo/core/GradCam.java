package org.convzoo.core;

import org.convzoo.onednn.InputGradient;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a layer sees what speaks for a class: R. R. Selvaraju, M. Cogswell, A. Das, R. Vedantam, D. Parikh, D. Batra, "Grad-CAM: Visual
 * Explanations from Deep Networks via Gradient-based Localization", ICCV 2017, arXiv 1610.02391, equations 1 and 2.
 *
 * @param weights one per channel: the mean over its places of the gradient of the class's logit
 * @param map the rectified weighted sum of the channels, as large as the layer's maps
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record GradCam(float[] weights, HeatMap map) {

    /**
     * Looks at a layer.
     *
     * @param gradient with respect to the layer; its taps are the logits and the layer itself
     * @param x one picture, [1, C, H, W]
     * @param classIndex whose logit
     */
    static GradCam of(InputGradient gradient, INDArray x, int classIndex) {
        INDArray[] maps = new INDArray[1];
        INDArray slope = gradient.apply(x, values -> {
            maps[0] = values[1].dup();
            return new INDArray[] {Saliency.oneHot(values[0], classIndex), values[1].like()};
        });
        int height = (int) slope.size(2);
        int width = (int) slope.size(3);
        float[] weights = Numbers.of(slope.mean(2, 3)); // equation 1
        float[] activations = Numbers.of(maps[0]);
        float[] sum = new float[height * width];
        for (int k = 0; k < weights.length; k++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weights[k] * activations[k * sum.length + i]; // equation 2
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] = Math.max(0, sum[i]);
        }
        return new GradCam(weights, new HeatMap(height, width, sum));
    }
}
