package org.convzoo.style;

import org.convzoo.onednn.MatrixProduct;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Which channels of a layer speak up together, wherever in the picture: the style, as Gatys et al. 2016 (equation 3) have it. */
public final class Gram {
    private Gram() {}

    /**
     * Sums over all places of the products of two channels.
     *
     * @param values [1, C, H, W]
     * @return C x C
     */
    public static INDArray of(INDArray values) {
        INDArray channels = channels(values);
        INDArray gram = Nd4j.createUninitialized(values.dataType(), channels.size(0), channels.size(0));
        MatrixProduct.multiply(channels, channels.transpose(), gram);
        return gram;
    }

    /**
     * What a change of each value does to a cost, of which it is known what a change of the matrix does.
     *
     * @param slope of the cost by the matrix, C x C, symmetric
     * @return slope by the values, [1, C, H, W]; an array of its own
     */
    public static INDArray backward(INDArray values, INDArray slope) {
        INDArray result = Nd4j.createUninitialized(values.dataType(), values.shape(), 'c');
        try (INDArray twice = slope.mul(2)) {
            MatrixProduct.multiply(twice, channels(values), channels(result));
        }
        return result;
    }

    /** [1, C, H, W] seen as C x HW. */
    private static INDArray channels(INDArray values) {
        return values.reshape('c', values.size(1), values.size(2) * values.size(3));
    }
}
