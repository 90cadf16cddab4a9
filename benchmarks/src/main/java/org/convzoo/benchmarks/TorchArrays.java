package org.convzoo.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Arrays of libtorch, in its memory format "channels last" too: DJL has no call for that, but the transposed view of an [N, H, W, C]
 * array has those strides, and by them libtorch knows it.
 */
final class TorchArrays {
    private TorchArrays() {}

    /** @param values in the order of the shape, outside the heap */
    static NDArray create(NDManager manager, ByteBuffer values, Shape shape, boolean channelsLast) {
        if (!channelsLast || shape.dimension() != 4) {
            return manager.create(values, shape, DataType.FLOAT32);
        }
        long n = shape.get(0), c = shape.get(1), h = shape.get(2), w = shape.get(3);
        return manager.create(
                        transposed(values, (int) n, (int) c, (int) (h * w)), new Shape(n, h, w, c), DataType.FLOAT32)
                .transpose(0, 3, 1, 2);
    }

    private static ByteBuffer transposed(ByteBuffer values, int n, int channels, int positions) {
        FloatBuffer from = values.asFloatBuffer();
        ByteBuffer bytes = ByteBuffer.allocateDirect(values.remaining()).order(ByteOrder.nativeOrder());
        FloatBuffer to = bytes.asFloatBuffer();
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < positions; p++) {
                for (int c = 0; c < channels; c++) {
                    to.put(from.get((i * channels + c) * positions + p));
                }
            }
        }
        return bytes;
    }
}
