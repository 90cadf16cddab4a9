package org.convzoo.onednn;

/**
 * A form F(m x m, 3x3) of Winograd's algorithm (Lavin and Gray 2016, arXiv 1509.09308, section 4): with d a patch of (m+2)x(m+2) pixels, g
 * a kernel and Y the m x m pixels of the result, Y = A' [(G g G') o (B' d B)] A. The larger the tile, the fewer multiplications, and the
 * less exact the result.
 */
enum WinogradForm {
    /** 16 multiplications for 4 results, whose error is that of direct ones. */
    F2(2) {
        @Override
        void input(int i, float[][] d, int first, int step, float[] to, int n) {
            WinogradTransforms.input(i, d[first], d[first + step], d[first + 2 * step], d[first + 3 * step], to, n);
        }

        @Override
        void output(int i, float[][] m, int first, int step, float[] to, int n) {
            WinogradTransforms.output(i, m[first], m[first + step], m[first + 2 * step], m[first + 3 * step], to, n);
        }

        @Override
        void kernel(int i, float[] g0, float[] g1, float[] g2, float[] to, int n) {
            WinogradTransforms.kernel(i, g0, g1, g2, to, n);
        }
    },
    /** 36 multiplications for 16 results, about twice as far from the exact ones. */
    F4(4) {
        @Override
        void input(int i, float[][] d, int first, int step, float[] to, int n) {
            WinogradTransforms4.input(i, d, first, step, to, n);
        }

        @Override
        void output(int i, float[][] m, int first, int step, float[] to, int n) {
            WinogradTransforms4.output(i, m, first, step, to, n);
        }

        @Override
        void kernel(int i, float[] g0, float[] g1, float[] g2, float[] to, int n) {
            WinogradTransforms4.kernel(i, g0, g1, g2, to, n);
        }
    };

    /** Pixels of the result along a side of a tile. */
    final int tile;

    /** Pixels of the input that they depend on, and the numbers that become of them, along a side. */
    final int patch;

    WinogradForm(int tile) {
        this.tile = tile;
        this.patch = tile + 2;
    }

    /**
     * The form for a plan. A training keeps all digits: a rectifier that opens where it should not, or a maximum that another pixel wins, turns a
     * gradient. Elsewhere nets may lose some, and lose fewer than by direct sums over as many channels.
     */
    static WinogradForm of(PlanBuilder plan) {
        return plan.training && !plan.frozen ? F2 : F4;
    }

    /** Multiplications for a tile, and products of matrices for all. */
    int products() {
        return patch * patch;
    }

    /** Tiles along a side of so many pixels; the last may be ragged. */
    long tiles(long pixels) {
        return (pixels + tile - 1) / tile;
    }

    /** Row {@code i} of B' times the values {@code d[first]}, {@code d[first + step]}, ... */
    abstract void input(int i, float[][] d, int first, int step, float[] to, int n);

    /** Row {@code i} of A' times the values {@code m[first]}, {@code m[first + step]}, ... */
    abstract void output(int i, float[][] m, int first, int step, float[] to, int n);

    /** Row {@code i} of G times three values. */
    abstract void kernel(int i, float[] g0, float[] g1, float[] g2, float[] to, int n);
}
