package org.convzoo.style;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Numbers in a file. */
final class Floats {
    private Floats() {}

    static void write(DataOutput out, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
        bytes.asFloatBuffer().put(values);
        out.write(bytes.array());
    }

    static float[] read(DataInput in, int count) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(count, Float.BYTES)];
        in.readFully(bytes);
        float[] values = new float[count];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return values;
    }
}
