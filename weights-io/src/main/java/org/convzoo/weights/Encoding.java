package org.convzoo.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a tensor's values lie in the file.
 *
 * @param type of what is stored
 * @param order of the bytes of one value
 * @param scale 1, or what a stored number of a quantised tensor is multiplied by
 * @param min 0, or what is added then
 */
record Encoding(ValueType type, ByteOrder order, double scale, double min) {
    static Encoding plain(ValueType type, ByteOrder order) {
        return new Encoding(type, order, 1, 0);
    }

    static Encoding littleEndian(ValueType type) {
        return plain(type, ByteOrder.LITTLE_ENDIAN);
    }

    boolean isQuantised() {
        return scale != 1 || min != 0;
    }

    double real(ByteBuffer buffer, int at) {
        double stored = type.real(buffer, at);
        return isQuantised() ? stored * scale + min : stored;
    }
}
