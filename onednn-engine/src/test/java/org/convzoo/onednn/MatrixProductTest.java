package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class MatrixProductTest {
    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void isThatOfDoublePrecisionForAnyStrides(DataType type) {
        INDArray a = Nd4j.rand(DataType.DOUBLE, 37, 500), b = Nd4j.rand(DataType.DOUBLE, 500, 21);
        INDArray expected = a.mmul(b);
        for (char order : new char[] {'c', 'f'}) {
            for (boolean part : new boolean[] {false, true}) {
                INDArray c = Nd4j.createUninitialized(type, new long[] {37, 21}, order);
                MatrixProduct.multiply(laid(a, type, order, part), laid(b, type, order == 'c' ? 'f' : 'c', part), c);
                assertThat(Trial.distance(Trial.doubles(c)[0], expected)).isLessThan(1e-6);
            }
        }
    }

    /** The same numbers, in an order, and in a part of a larger matrix. */
    private static INDArray laid(INDArray matrix, DataType type, char order, boolean part) {
        INDArray whole = Nd4j.create(type, new long[] {matrix.size(0) + 3, matrix.size(1) + 5}, order);
        INDArray own = part
                ? whole.get(NDArrayIndex.interval(1, 1 + matrix.size(0)), NDArrayIndex.interval(2, 2 + matrix.size(1)))
                : Nd4j.create(type, matrix.shape(), order);
        return own.assign(matrix.castTo(type));
    }

    @Test
    void shapesMustFit() {
        assertThatThrownBy(() -> MatrixProduct.multiply(Nd4j.ones(2, 3), Nd4j.ones(2, 3), Nd4j.ones(2, 3)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
