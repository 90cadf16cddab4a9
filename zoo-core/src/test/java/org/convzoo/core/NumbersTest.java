package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class NumbersTest {
    private final INDArray array =
            Nd4j.arange(24).castTo(DataType.FLOAT).reshape('c', 2, 3, 4).dup('c');

    @Test
    void ofAnArrayOfItsOwn() {
        assertThat(Numbers.of(array)).containsExactly(to(24));
    }

    @Test
    void ofViewsAndOtherLayouts() {
        assertThat(Numbers.of(array.dup('f'))).containsExactly(to(24));
        assertThat(Numbers.of(array.permute(2, 0, 1))).startsWith(0, 4, 8, 12, 16, 20, 1);
        assertThat(Numbers.of(array.get(NDArrayIndex.point(1))))
                .containsExactly(12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        assertThat(Numbers.of(array.get(NDArrayIndex.point(0)))).containsExactly(to(12));
        assertThat(Numbers.of(array.get(NDArrayIndex.all(), NDArrayIndex.point(1), NDArrayIndex.interval(1, 3))))
                .containsExactly(5, 6, 17, 18);
    }

    @Test
    void ofOtherTypesAndOfNothing() {
        assertThat(Numbers.of(array.castTo(DataType.DOUBLE))).containsExactly(to(24));
        assertThat(Numbers.of(Nd4j.scalar(7f))).containsExactly(7);
        assertThat(Numbers.of(Nd4j.empty(DataType.FLOAT))).isEmpty();
    }

    private static float[] to(int end) {
        float[] numbers = new float[end];
        IntStream.range(0, end).forEach(i -> numbers[i] = i);
        return numbers;
    }
}
