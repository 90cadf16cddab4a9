package org.convzoo.weights;

import java.util.List;

/**
 * What a file says of one tensor, before its values are read.
 *
 * @param name unique in its file
 * @param dtype of the values; a quantised tensor has the type that it stands for
 * @param shape sizes, outermost first; empty: one number
 */
public record TensorInfo(String name, ValueType dtype, List<Long> shape) {
    /** As many dimensions as ND4J has. */
    static final int MAX_RANK = 32;

    /** What one Java array or buffer may hold. */
    static final long MAX_COUNT = Integer.MAX_VALUE - 8L;

    public TensorInfo {
        shape = List.copyOf(shape);
        String wrong = problem(shape);
        if (wrong != null) {
            throw new IllegalArgumentException("tensor " + name + " " + wrong);
        }
    }

    /** The same of a shape that comes from a file. */
    static TensorInfo of(String name, ValueType dtype, List<Long> shape) throws FormatException {
        String wrong = problem(shape);
        if (wrong != null) {
            throw new FormatException("tensor " + name + " " + wrong);
        }
        return new TensorInfo(name, dtype, shape);
    }

    private static String problem(List<Long> shape) {
        if (shape.size() > MAX_RANK) {
            return "has " + shape.size() + " dimensions, more than " + MAX_RANK;
        }
        long count = 1;
        for (long size : shape) {
            if (size < 0) {
                return "has the impossible shape " + shape;
            }
            if (size > MAX_COUNT || size * count > MAX_COUNT) { // neither product can overflow
                return "of shape " + shape + " has more than " + MAX_COUNT + " values";
            }
            count *= size;
        }
        return null;
    }

    /** Number of values. */
    public long count() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    /** The shape as ND4J takes it. */
    public long[] dimensions() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Bytes of the values where nothing else is said of how they are stored. */
    long bytes() {
        return count() * dtype.bytes();
    }
}
