package org.convzoo.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import onnx.Onnx.TensorProto;
import org.convzoo.onednn.OneDnn;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array of the file, of 32-bit floats.
 *
 * @param name unique in the file
 * @param shape of one dimension or more
 * @param values asked for when they are written
 */
record Weight(String name, List<Long> shape, Supplier<INDArray> values) {
    /** Values that are handed on at a time. */
    private static final int CHUNK = 1 << 15;

    static Weight of(String name, INDArray like, Supplier<INDArray> values) {
        return new Weight(name, LongStream.of(like.shape()).boxed().toList(), values);
    }

    long bytes() {
        return Float.BYTES * shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** What the file says of it before its values. */
    TensorProto.Builder header() {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addAllDims(shape);
    }

    /** Its values in C order and little-endian, as ONNX has them; read where they lie, if they lie in that order. */
    void write(OutputStream out) throws IOException {
        INDArray plain = OneDnn.rowMajor(values.get());
        try {
            copy(OneDnn.floats(plain), out);
        } finally {
            Reference.reachabilityFence(plain); // the buffer does not keep its memory
        }
    }

    private void copy(FloatBuffer floats, OutputStream out) throws IOException {
        long count = bytes() / Float.BYTES;
        byte[] chunk = new byte[CHUNK * Float.BYTES];
        FloatBuffer into = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        for (int from = 0; from < count; from += CHUNK) {
            int n = (int) Math.min(CHUNK, count - from);
            into.put(0, floats, from, n);
            out.write(chunk, 0, n * Float.BYTES);
        }
    }
}
