package org.convzoo.onednn;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The transforms of F(2x2, 3x3) (Lavin and Gray 2016, section 4.1), and what all {@linkplain WinogradForm forms} share. Each works on many
 * numbers side by side, in loops so simple that the virtual machine makes vector instructions of them: one result per loop, no shifted index.
 */
final class WinogradTransforms {
    private static final int CHUNK = 1 << 11;

    private WinogradTransforms() {}

    static void add(float[] a, float[] b, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] + b[i];
        }
    }

    static void subtract(float[] a, float[] b, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] - b[i];
        }
    }

    static void rectify(float[] a, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = Math.max(a[i], 0);
        }
    }

    /** @param slope below zero, less than 1 */
    static void rectify(float[] a, float slope, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = Math.max(a[i], slope * a[i]);
        }
    }

    private static void negate(float[] a, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = -a[i];
        }
    }

    private static void addAll(float[] a, float[] b, float[] c, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] + b[i] + c[i];
        }
    }

    private static void subtractAll(float[] a, float[] b, float[] c, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] - b[i] - c[i];
        }
    }

    private static void halfSum(float[] a, float[] b, float[] c, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = 0.5f * (a[i] + b[i] + c[i]);
        }
    }

    private static void halfAlternatingSum(float[] a, float[] b, float[] c, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = 0.5f * (a[i] - b[i] + c[i]);
        }
    }

    private static void addHalves(float[] a, float[] b, float[] c, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] + 0.5f * (b[i] + c[i]);
        }
    }

    private static void halfDifference(float[] a, float[] b, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = 0.5f * (a[i] - b[i]);
        }
    }

    /** Row {@code i} of B' times four values. */
    static void input(int i, float[] d0, float[] d1, float[] d2, float[] d3, float[] to, int n) {
        switch (i) {
            case 0 -> subtract(d0, d2, to, n);
            case 1 -> add(d1, d2, to, n);
            case 2 -> subtract(d2, d1, to, n);
            default -> subtract(d1, d3, to, n);
        }
    }

    /** Row {@code i} of A' times four values. */
    static void output(int i, float[] m0, float[] m1, float[] m2, float[] m3, float[] to, int n) {
        if (i == 0) {
            addAll(m0, m1, m2, to, n);
        } else {
            subtractAll(m1, m2, m3, to, n);
        }
    }

    /** Row {@code i} of A times two values. */
    static void outputGradient(int i, float[] y0, float[] y1, float[] to, int n) {
        switch (i) {
            case 0 -> System.arraycopy(y0, 0, to, 0, n);
            case 1 -> add(y0, y1, to, n);
            case 2 -> subtract(y0, y1, to, n);
            default -> negate(y1, to, n);
        }
    }

    /** Row {@code i} of G times three values. */
    static void kernel(int i, float[] g0, float[] g1, float[] g2, float[] to, int n) {
        switch (i) {
            case 0 -> System.arraycopy(g0, 0, to, 0, n);
            case 1 -> halfSum(g0, g1, g2, to, n);
            case 2 -> halfAlternatingSum(g0, g1, g2, to, n);
            default -> System.arraycopy(g2, 0, to, 0, n);
        }
    }

    /** Row {@code i} of G' times four values. */
    private static void kernelGradient(int i, float[] u0, float[] u1, float[] u2, float[] u3, float[] to, int n) {
        switch (i) {
            case 0 -> addHalves(u0, u1, u2, to, n);
            case 1 -> halfDifference(u1, u2, to, n);
            default -> addHalves(u3, u1, u2, to, n);
        }
    }

    /**
     * G g G' of all kernels.
     *
     * @param taps [3, 3, n]
     * @param to [patch, patch, n]
     * @param turned whether by half a turn, as a gradient runs back
     */
    static void kernels(WinogradForm form, FloatBuffer taps, FloatBuffer to, int n, boolean turned) {
        IntStream.range(0, (n + CHUNK - 1) / CHUNK).parallel().forEach(chunk -> {
            int from = chunk * CHUNK;
            int count = Math.min(CHUNK, n - from);
            float[][] g = new float[9][count];
            float[][] rows = new float[3][count];
            float[] u = new float[count];
            for (int tap = 0; tap < 9; tap++) {
                taps.get((turned ? 8 - tap : tap) * n + from, g[tap]);
            }
            for (int i = 0; i < form.patch; i++) {
                for (int x = 0; x < 3; x++) {
                    form.kernel(i, g[x], g[3 + x], g[6 + x], rows[x], count);
                }
                for (int j = 0; j < form.patch; j++) {
                    form.kernel(j, rows[0], rows[1], rows[2], u, count);
                    to.put((form.patch * i + j) * n + from, u);
                }
            }
        });
    }

    /**
     * G' U G, for U the sum of several.
     *
     * @param parts each [4, 4, n]
     * @param to [3, 3, n]
     */
    static void kernelGradients(List<FloatBuffer> parts, FloatBuffer to, int n) {
        IntStream.range(0, (n + CHUNK - 1) / CHUNK).parallel().forEach(chunk -> {
            int from = chunk * CHUNK;
            int count = Math.min(CHUNK, n - from);
            float[][] u = new float[16][count];
            float[][] rows = new float[4][count];
            float[] part = new float[count];
            for (int k = 0; k < 16; k++) {
                parts.get(0).get(k * n + from, u[k]);
                for (int p = 1; p < parts.size(); p++) {
                    parts.get(p).get(k * n + from, part);
                    add(u[k], part, u[k], count);
                }
            }
            for (int y = 0; y < 3; y++) {
                for (int j = 0; j < 4; j++) {
                    kernelGradient(y, u[j], u[4 + j], u[8 + j], u[12 + j], rows[j], count);
                }
                for (int x = 0; x < 3; x++) {
                    kernelGradient(x, rows[0], rows[1], rows[2], rows[3], part, count);
                    to.put((3 * y + x) * n + from, part);
                }
            }
        });
    }
}
