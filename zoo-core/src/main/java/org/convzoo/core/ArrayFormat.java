package org.convzoo.core;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The bytes of {@code Nd4j.write} for a row of floats, as {@code coefficients.bin} holds them, read with bounds.
 *
 * <p>Two buffers follow each other, the shape information and the values; each is a UTF string (allocation mode), a long (how
 * many), a UTF string (data type), and big-endian values. {@code Nd4j.read} allocates what the lengths claim before it has seen a
 * value; here the number of values must be the one that the net has.
 */
final class ArrayFormat {
    private static final String MODE = "MIXED_DATA_TYPES";
    private static final long FLOAT_FLAG = 8192; // libnd4j's ARRAY_FLOAT
    private static final int CHUNK = 1 << 14;
    private static final int MAX_SHAPE_INFO = 2 * 32 + 4;

    private ArrayFormat() {}

    /** Writes a row [1, n] of floats. */
    static void write(INDArray row, DataOutputStream out) throws IOException {
        long n = row.length();
        long[] shapeInfo = {2, 1, n, 1, 1, FLOAT_FLAG, 1, 'c'}; // rank, shape, strides, type, element stride, order
        out.writeUTF(MODE);
        out.writeLong(shapeInfo.length);
        out.writeUTF("LONG");
        for (long value : shapeInfo) {
            out.writeLong(value);
        }
        out.writeUTF(MODE);
        out.writeLong(n);
        out.writeUTF("FLOAT");
        FloatBuffer values = (row.isView() ? row.dup() : row).data().asNioFloat();
        ByteBuffer bytes = ByteBuffer.allocate(4 * CHUNK);
        float[] floats = new float[CHUNK];
        for (int from = 0; from < n; from += CHUNK) {
            int length = (int) Math.min(CHUNK, n - from);
            values.get(from, floats, 0, length);
            bytes.clear().asFloatBuffer().put(floats, 0, length);
            out.write(bytes.array(), 0, 4 * length);
        }
    }

    /**
     * Reads a row of {@code min} to {@code max} values.
     *
     * @throws ZooException if the bytes claim another shape or type
     */
    static INDArray read(DataInputStream in, long min, long max, String what) throws IOException {
        in.readUTF();
        long shapeLength = in.readLong();
        if (shapeLength < 4 || shapeLength > MAX_SHAPE_INFO || !in.readUTF().equals("LONG")) {
            throw new ZooException(what + " does not begin with an array's shape");
        }
        for (long i = 0; i < shapeLength; i++) {
            in.readLong(); // a row whatever its strides: the length below decides
        }
        in.readUTF();
        long length = in.readLong();
        String type = in.readUTF();
        if (!type.equals("FLOAT")) {
            throw new ZooException(what + " holds values of type " + printable(type) + ", not FLOAT");
        }
        if (length < min || length > max) {
            throw new ZooException(what + " claims " + length + " values, the net has " + max);
        }
        INDArray row = Nd4j.createUninitialized(DataType.FLOAT, 1, length);
        FloatBuffer values = row.data().asNioFloat();
        byte[] bytes = new byte[4 * CHUNK];
        float[] floats = new float[CHUNK];
        for (int from = 0; from < length; from += CHUNK) {
            int n = (int) Math.min(CHUNK, length - from);
            in.readFully(bytes, 0, 4 * n);
            ByteBuffer.wrap(bytes).asFloatBuffer().get(floats, 0, n);
            values.put(from, floats, 0, n);
        }
        return row;
    }

    private static String printable(String text) {
        return text.length() > 20 ? text.substring(0, 20) + "..." : text;
    }
}
