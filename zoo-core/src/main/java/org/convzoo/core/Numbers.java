package org.convzoo.core;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** Numbers out of ND4J's arrays. */
public final class Numbers {
    private Numbers() {}

    /**
     * All numbers of an array in row-major order, whatever its memory layout, as one copy of its memory: {@code DataBuffer.asFloat} asks for them one by
     * one, which takes a third of a millisecond for what a detector says about a picture.
     *
     * @throws ArithmeticException if they are more than an array of Java can hold
     */
    public static float[] of(INDArray array) {
        if (array.isEmpty()) {
            return new float[0];
        }
        float[] numbers = new float[Math.toIntExact(array.length())];
        INDArray floats = array.castTo(DataType.FLOAT); // itself if it is that
        boolean plain = floats.offset() == 0 && floats.ordering() == 'c' && Shape.hasDefaultStridesForShape(floats);
        (plain ? floats : floats.dup('c')).data().asNioFloat().get(numbers);
        return numbers;
    }
}
