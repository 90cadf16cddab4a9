package org.convzoo.core;

/**
 * What of an architecture can be chosen: the size of its input, its width and its classes.
 *
 * @param numClasses outputs of the last layer, at least 1
 * @param channels planes of the input, 1 (grey) or 3
 * @param height rows of the input
 * @param width columns of the input
 * @param widthFactor factor on the number of filters and hidden units; 1 is the paper's net
 * @param stem whether stride and pooling before the first block suit large or small pictures
 */
public record Spec(int numClasses, int channels, int height, int width, double widthFactor, Stem stem) {
    private static final int MAX_CLASSES = 1_000_000;
    private static final int MAX_SIDE = 8192;
    private static final int SMALL_SIDE = 64;
    private static final int SMALLEST_SIDE = 32;

    /** What stands before the first block. */
    public enum Stem {
        /** As in the paper, for pictures of about 224 pixels. */
        IMAGENET,
        /** Without the early stride and pooling, for pictures of 28 to 64 pixels. */
        SMALL
    }

    public Spec {
        require(numClasses >= 1 && numClasses <= MAX_CLASSES, "numClasses must be >= 1, got " + numClasses);
        require(channels == 1 || channels == 3, "channels must be 1 or 3, got " + channels);
        require(height >= 1 && height <= MAX_SIDE, "height must be 1 to " + MAX_SIDE + ", got " + height);
        require(width >= 1 && width <= MAX_SIDE, "width must be 1 to " + MAX_SIDE + ", got " + width);
        require(widthFactor > 0 && widthFactor <= 16, "widthFactor must be above 0 and at most 16, got " + widthFactor);
        require(stem != null, "stem must be given");
    }

    public static Spec of(int numClasses, int channels, int height, int width) {
        return new Spec(numClasses, channels, height, width, 1, Stem.IMAGENET);
    }

    public Spec withClasses(int numClasses) {
        return new Spec(numClasses, channels, height, width, widthFactor, stem);
    }

    public Spec withInput(int channels, int height, int width) {
        return new Spec(numClasses, channels, height, width, widthFactor, stem);
    }

    public Spec withWidthFactor(double widthFactor) {
        return new Spec(numClasses, channels, height, width, widthFactor, stem);
    }

    public Spec withStem(Stem stem) {
        return new Spec(numClasses, channels, height, width, widthFactor, stem);
    }

    /** With the stem that suits the size of the input: {@link Stem#SMALL} up to 64 pixels. */
    public Spec withFittingStem() {
        return withStem(hasSmallInput() ? Stem.SMALL : Stem.IMAGENET);
    }

    /** Whether the input has at most 64 pixels in each direction. */
    public boolean hasSmallInput() {
        return Math.max(height, width) <= SMALL_SIDE;
    }

    /**
     * For pictures of a size: small ones are taken as they are, but at 32 pixels at least, others are scaled to the input that is
     * here. The stem is the one that fits.
     *
     * @param channels of the pictures, 1 or 3
     */
    public Spec forPictures(int channels, int height, int width) {
        Spec same = withInput(channels, Math.max(SMALLEST_SIDE, height), Math.max(SMALLEST_SIDE, width));
        return (same.hasSmallInput() ? same : withInput(channels, this.height, this.width)).withFittingStem();
    }

    /**
     * Refuses an input that is too small.
     *
     * @param architecture its id
     * @param smallest rows and columns that it needs
     */
    public void requireSide(String architecture, int smallest) {
        require(
                Math.min(height, width) >= smallest,
                architecture + " needs an input of at least " + smallest + "x" + smallest + ", got " + height + "x"
                        + width);
    }

    /** {@code units} scaled by the width factor, at least 1. */
    public int scaled(int units) {
        return Math.max(1, (int) Math.round(units * widthFactor));
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
