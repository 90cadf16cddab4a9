package org.convzoo.weights;

import java.nio.ByteBuffer;

/** How one value is stored. */
public enum ValueType {
    F64(8),
    F32(4),
    /** IEEE 754 half precision. */
    F16(2),
    /** The upper half of an F32. */
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U32(4),
    U16(2),
    U8(1),
    /** A byte; anything but 0 is true, read as 1. */
    BOOL(1);

    private static final int HALF_INFINITY = 0x7c00;
    private static final float HALF_SUBNORMAL = 0x1p-24f;

    private final int bytes;

    ValueType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one value. */
    public int bytes() {
        return bytes;
    }

    /** Whole numbers and truths; all of them fit a long. */
    public boolean isWhole() {
        return compareTo(I64) >= 0;
    }

    /** The value whose first byte is at {@code at}; the buffer's order counts. Exact, but for I64 beyond 2^53. */
    double real(ByteBuffer buffer, int at) {
        return switch (this) {
            case F64 -> buffer.getDouble(at);
            case F32 -> buffer.getFloat(at);
            case F16 -> half(buffer.getShort(at));
            case BF16 -> Float.intBitsToFloat(buffer.getShort(at) << 16);
            default -> (double) whole(buffer, at);
        };
    }

    /** The same of a type for which {@link #isWhole} holds. */
    long whole(ByteBuffer buffer, int at) {
        return switch (this) {
            case I64 -> buffer.getLong(at);
            case I32 -> buffer.getInt(at);
            case I16 -> buffer.getShort(at);
            case I8 -> buffer.get(at);
            case U32 -> Integer.toUnsignedLong(buffer.getInt(at));
            case U16 -> Short.toUnsignedInt(buffer.getShort(at));
            case U8 -> Byte.toUnsignedInt(buffer.get(at));
            case BOOL -> buffer.get(at) == 0 ? 0 : 1;
            default -> throw new IllegalStateException(this + " holds no whole numbers");
        };
    }

    /** Java 20 has {@code Float.float16ToFloat}. */
    private static float half(short bits) {
        int magnitude = bits & 0x7fff;
        int sign = (bits & 0x8000) << 16;
        if (magnitude < 0x0400) { // zero or subnormal
            float value = magnitude * HALF_SUBNORMAL;
            return sign == 0 ? value : -value;
        }
        // 10 bits of mantissa become 23; the exponent's bias 15 becomes 127, and its largest stays the largest.
        int bias = magnitude >= HALF_INFINITY ? 255 - 31 : 127 - 15;
        return Float.intBitsToFloat(sign | ((magnitude << 13) + (bias << 23)));
    }
}
