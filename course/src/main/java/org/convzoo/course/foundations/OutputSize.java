package org.convzoo.course.foundations;

/**
 * The side of what a convolution or pooling gives: floor((n + 2p - f) / s) + 1. A window that would reach beyond the padded picture is left out,
 * hence the floor.
 *
 * <p>Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, arXiv:1603.07285, relationship 6.
 */
public final class OutputSize {
    private OutputSize() {}

    /**
     * Rows or columns of the output.
     *
     * @param n of the input
     * @param f of the filter
     * @param p zeros at each end
     * @param s steps between windows
     */
    public static int of(int n, int f, int p, int s) {
        if (n < 1 || f < 1 || p < 0 || s < 1) {
            throw new IllegalArgumentException(
                    "sides and stride must be >= 1 and padding >= 0, got n=" + n + " f=" + f + " p=" + p + " s=" + s);
        }
        if (f > n + 2 * p) {
            throw new IllegalArgumentException(
                    "a filter of " + f + " does not fit into " + n + " with a padding of " + p);
        }
        return Math.floorDiv(n + 2 * p - f, s) + 1;
    }

    /** The padding that keeps the size at stride 1: (f - 1) / 2 zeros at each end, for filters of odd sides. */
    public static int samePadding(int f) {
        if (f < 1 || f % 2 == 0) {
            throw new IllegalArgumentException("the same padding at both ends needs an odd filter, got " + f);
        }
        return (f - 1) / 2;
    }
}
