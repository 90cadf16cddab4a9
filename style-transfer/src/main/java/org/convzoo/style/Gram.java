package org.convzoo.style;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Which channels of a layer speak up together, wherever in the picture: the style, as Gatys et al. 2016 (equation 3) have it. */
final class Gram {
    private Gram() {}

    /**
     * Sums over all places of the products of two channels.
     *
     * @param values [1, C, H, W]
     * @return C x C
     */
    static INDArray of(INDArray values) {
        INDArray rows = rows(values); // C x HW
        return rows.mmul(rows.transpose());
    }

    /**
     * What a change of each value does to a cost, of which it is known what a change of the matrix does.
     *
     * @param slope of the cost by the matrix, C x C, symmetric
     * @return slope by the values, [1, C, H, W]
     */
    static INDArray backward(INDArray values, INDArray slope) {
        INDArray rows = rows(values);
        INDArray transposed = Nd4j.createUninitialized(
                values.dataType(), new long[] {rows.size(1), rows.size(0)}, 'f'); // so that its memory is C x HW
        Nd4j.gemm(rows.transpose(), slope, transposed, false, false, 2, 0);
        return transposed.transpose().reshape('c', values.shape());
    }

    private static INDArray rows(INDArray values) {
        return values.reshape('c', values.size(1), values.size(2) * values.size(3));
    }
}
