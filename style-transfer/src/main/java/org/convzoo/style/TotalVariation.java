package org.convzoo.style;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Mean over all values of a picture of the squared differences to the neighbours on the right and below: what is low in a picture without
 * noise (A. Mahendran, A. Vedaldi, "Understanding Deep Image Representations by Inverting Them", CVPR 2015, arXiv 1412.0035, section 3.1,
 * with beta = 2).
 */
final class TotalVariation {
    private TotalVariation() {}

    /**
     * The cost.
     *
     * @param picture [1, C, H, W]
     * @param slope to which {@code weight} times its slope by the picture is added; null where nobody asks
     */
    static double of(INDArray picture, double weight, INDArray slope) {
        double sum = 0;
        for (int axis = 2; axis < 4; axis++) {
            long length = picture.size(axis);
            if (length < 2) {
                continue;
            }
            INDArray difference = part(picture, axis, 1, length).sub(part(picture, axis, 0, length - 1));
            sum += Nd4j.getBlasWrapper().dot(difference.ravel(), difference.ravel());
            if (slope != null) {
                difference.muli(2 * weight / picture.length());
                part(slope, axis, 1, length).addi(difference);
                part(slope, axis, 0, length - 1).subi(difference);
            }
            difference.close();
        }
        return sum / picture.length();
    }

    private static INDArray part(INDArray picture, int axis, long from, long to) {
        INDArrayIndex[] all = {NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all()};
        all[axis] = NDArrayIndex.interval(from, to);
        return picture.get(all);
    }
}
