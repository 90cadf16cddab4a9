package org.convzoo.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import onnx.Onnx.TensorProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array of the file, of 32-bit floats.
 *
 * @param name unique in the file
 * @param shape of one dimension or more
 * @param values asked for when they are written
 */
record Weight(String name, List<Long> shape, Supplier<INDArray> values) {
    /** Arrays of more values are copied row by row of their first dimension. */
    private static final long WHOLE = 1 << 20;

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

    /** Its values in C order and little-endian, as ONNX has them. */
    void write(OutputStream out) throws IOException {
        INDArray array = values.get();
        if (array.length() <= WHOLE || array.rank() == 1) {
            copy(array, out);
        } else {
            for (long row = 0; row < array.size(0); row++) {
                copy(array.slice(row), out);
            }
        }
    }

    private static void copy(INDArray part, OutputStream out) throws IOException {
        try (INDArray dense = part.castTo(DataType.FLOAT).dup('c')) {
            float[] floats = dense.data().asFloat();
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * floats.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(floats);
            out.write(bytes.array());
        }
    }
}
