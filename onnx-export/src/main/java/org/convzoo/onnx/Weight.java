package org.convzoo.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import onnx.Onnx.TensorProto;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
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
        INDArray array = values.get();
        if (array.dataType() == DataType.FLOAT && isRowMajor(array)) {
            long address =
                    array.data().address() + array.offset() * array.data().getElementSize();
            copy(new FloatPointer(new Address(address)).capacity(array.length()).asBuffer(), out);
            return;
        }
        try (INDArray dense = array.castTo(DataType.FLOAT).dup('c')) {
            copy(dense.data().asNioFloat(), out);
        }
    }

    /** What an array's order is called says nothing: that of a permuted one is 'c' too. */
    private static boolean isRowMajor(INDArray array) {
        long stride = 1;
        for (int i = array.rank() - 1; i >= 0; i--) {
            if (array.size(i) != 1 && array.stride(i) != stride) {
                return false;
            }
            stride *= array.size(i);
        }
        return true;
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

    /** Of numbers in native memory. */
    private static final class Address extends Pointer {
        Address(long value) {
            address = value;
        }
    }
}
