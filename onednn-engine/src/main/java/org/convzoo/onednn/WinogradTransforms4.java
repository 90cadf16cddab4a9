package org.convzoo.onednn;

/**
 * The transforms of F(4x4, 3x3) by Toom and Cook's construction on the points 0, ±a, ±b and infinity (Barabasz et al. 2020, arXiv
 * 1803.10986). With a = 5/8 and b = 3/2 the results are half as far from the exact ones as with Lavin and Gray's 1 and 2, and B' and A' are
 * exact in binary. Row i of B' has the coefficients of the polynomial that vanishes on all finite points but the i-th, row k of A' the
 * points' k-th powers, row i of G those powers over the polynomial's value at its point. Loops as in {@link WinogradTransforms}.
 */
final class WinogradTransforms4 {
    private static final float A = 0.625f, B = 1.5f, A2 = A * A, B2 = B * B;

    private WinogradTransforms4() {}

    /** Row {@code i} of B' times six values. */
    static void input(int i, float[][] d, int first, int step, float[] to, int n) {
        float[] d1 = d[first + step], d2 = d[first + 2 * step], d3 = d[first + 3 * step], d4 = d[first + 4 * step];
        switch (i) {
            case 0 -> quartic(d[first], d2, d4, to, n);
            case 1 -> evenAndOdd(d4, d2, d3, d1, B2, A, to, n);
            case 2 -> evenAndOdd(d4, d2, d3, d1, B2, -A, to, n);
            case 3 -> evenAndOdd(d4, d2, d3, d1, A2, B, to, n);
            case 4 -> evenAndOdd(d4, d2, d3, d1, A2, -B, to, n);
            default -> quartic(d1, d3, d[first + 5 * step], to, n);
        }
    }

    /** (x^2 - a^2) (x^2 - b^2). */
    private static void quartic(float[] d0, float[] d2, float[] d4, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = A2 * B2 * d0[i] - (A2 + B2) * d2[i] + d4[i];
        }
    }

    /** (x + point) x (x^2 - square). */
    private static void evenAndOdd(
            float[] d4, float[] d2, float[] d3, float[] d1, float square, float point, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = d4[i] - square * d2[i] + point * (d3[i] - square * d1[i]);
        }
    }

    /** Row {@code i} of A' times six values. */
    static void output(int i, float[][] m, int first, int step, float[] to, int n) {
        float[] a = m[first + step],
                minusA = m[first + 2 * step],
                b = m[first + 3 * step],
                minusB = m[first + 4 * step];
        switch (i) {
            case 0 -> sum(m[first], a, minusA, b, minusB, to, n);
            case 1 -> differences(a, minusA, b, minusB, to, n);
            case 2 -> squares(a, minusA, b, minusB, to, n);
            default -> cubes(m[first + 5 * step], a, minusA, b, minusB, to, n);
        }
    }

    private static void sum(float[] m, float[] a, float[] minusA, float[] b, float[] minusB, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = m[i] + (a[i] + minusA[i]) + (b[i] + minusB[i]);
        }
    }

    private static void differences(float[] a, float[] minusA, float[] b, float[] minusB, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = A * (a[i] - minusA[i]) + B * (b[i] - minusB[i]);
        }
    }

    private static void squares(float[] a, float[] minusA, float[] b, float[] minusB, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = A2 * (a[i] + minusA[i]) + B2 * (b[i] + minusB[i]);
        }
    }

    private static void cubes(float[] m, float[] a, float[] minusA, float[] b, float[] minusB, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = m[i] + A * A2 * (a[i] - minusA[i]) + B * B2 * (b[i] - minusB[i]);
        }
    }

    /** Row {@code i} of G times three values. */
    static void kernel(int i, float[] g0, float[] g1, float[] g2, float[] to, int n) {
        switch (i) {
            case 0 -> power(g0, g1, g2, 0, A2 * B2, to, n);
            case 1 -> power(g0, g1, g2, A, 2 * A2 * (A2 - B2), to, n);
            case 2 -> power(g0, g1, g2, -A, 2 * A2 * (A2 - B2), to, n);
            case 3 -> power(g0, g1, g2, B, 2 * B2 * (B2 - A2), to, n);
            case 4 -> power(g0, g1, g2, -B, 2 * B2 * (B2 - A2), to, n);
            default -> System.arraycopy(g2, 0, to, 0, n);
        }
    }

    private static void power(float[] g0, float[] g1, float[] g2, float point, float scale, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = (g0[i] + point * point * g2[i] + point * g1[i]) / scale;
        }
    }
}
