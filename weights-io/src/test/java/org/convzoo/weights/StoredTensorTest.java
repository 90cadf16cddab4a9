package org.convzoo.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the strides: the values that the indexes ask for. */
class StoredTensorTest {
    @SuppressWarnings("ArrayRecordComponent")
    private record Memory(byte[] bytes) implements Source {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /** Dimensions in any order of a memory larger than one window, with gaps between them. */
    @Property(tries = 100)
    void readsPermutedDimensions(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 13) Integer> sizes,
            @ForAll @IntRange(max = 3) int gap,
            @ForAll @IntRange(max = 5) int offset,
            @ForAll long seed)
            throws IOException {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        Long[] strides = new Long[sizes.size()];
        long stride = 1L + gap;
        for (int dimension : order) {
            strides[dimension] = stride;
            stride *= sizes.get(dimension);
        }
        double[] memory = new double[(int) stride + offset];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = i;
        }
        List<Long> shape = sizes.stream().map(Integer::longValue).toList();
        TensorInfo info = TensorInfo.of("x", ValueType.F32, shape);
        StoredTensor tensor = StoredTensor.of(
                new Memory(new Bytes().floats(memory).array()),
                info,
                Encoding.littleEndian(ValueType.F32),
                4L * offset,
                List.of(strides));
        double[] expected = new double[(int) info.count()];
        for (int i = 0; i < expected.length; i++) {
            long at = offset;
            for (int d = sizes.size() - 1, rest = i; d >= 0; rest /= sizes.get(d--)) {
                at += rest % sizes.get(d) * strides[d];
            }
            expected[i] = memory[(int) at];
        }
        double[] doubles = new double[expected.length];
        tensor.read(DoubleBuffer.wrap(doubles));
        assertThat(doubles).isEqualTo(expected);
        float[] floats = new float[expected.length + 1];
        FloatBuffer buffer = FloatBuffer.wrap(floats, 1, expected.length);
        tensor.read(buffer);
        assertThat(buffer.hasRemaining()).isFalse();
        for (int i = 0; i < expected.length; i++) {
            assertThat(floats[i + 1]).isEqualTo((float) expected[i]);
        }
    }
}
