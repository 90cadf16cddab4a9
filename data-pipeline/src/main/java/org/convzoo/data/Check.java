package org.convzoo.data;

/** Argument checks of the transforms: {@code degrees must be >= 0, got -3}. */
final class Check {
    private Check() {}

    static void atLeast(double least, String name, double value) {
        if (!(value >= least) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be >= " + text(least) + ", got " + text(value));
        }
    }

    static void between(double least, double most, String name, double value) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    name + " must be between " + text(least) + " and " + text(most) + ", got " + text(value));
        }
    }

    static void above(double bound, String name, double value) {
        if (!(value > bound) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be > " + text(bound) + ", got " + text(value));
        }
    }

    /** Height and width of a picture to be made; a model file, which is untrusted, may name them. */
    static void size(long height, long width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("height and width must be >= 1, got " + height + "x" + width);
        }
        if (height > ImageReader.MAX_PIXELS || width > ImageReader.MAX_PIXELS / height) {
            throw new IllegalArgumentException("height x width must be at most " + ImageReader.MAX_PIXELS / 1_000_000
                    + " million pixels, got " + height + "x" + width);
        }
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Float.toString((float) value);
    }
}
