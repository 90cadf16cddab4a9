package org.convzoo.course.foundations;

import java.util.Arrays;

/**
 * A pooling layer in plain loops, forwards and backwards. It has nothing to learn: backwards, each output's slope goes to the largest number of its
 * window (a mask says which), or to all of the window in equal shares.
 *
 * <p>Shapes are [N][C][H][W]; each channel is pooled on its own. Of several largest numbers the first gets the slope, in rows from the top.
 *
 * <p>Source: Goodfellow, Bengio and Courville, "Deep Learning", MIT Press 2016, section 9.3; the derivatives are the chain rule.
 */
public final class PoolingSteps {
    /** What stands for a window. */
    public enum Kind {
        MAX,
        AVERAGE
    }

    private PoolingSteps() {}

    /**
     * The whole layer, forwards.
     *
     * @param x [N][C][H][W]
     * @param f side of the window
     * @return [N][C][H'][W'], sides by {@link OutputSize} without padding
     */
    public static double[][][][] forward(double[][][][] x, int f, int stride, Kind kind) {
        int height = OutputSize.of(x[0][0].length, f, 0, stride);
        int width = OutputSize.of(x[0][0][0].length, f, 0, stride);
        double[][][][] a = new double[x.length][x[0].length][height][width];
        for (int n = 0; n < x.length; n++) {
            for (int c = 0; c < x[0].length; c++) {
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        double[][] window = window(x[n][c], i * stride, j * stride, f);
                        a[n][c][i][j] = kind == Kind.MAX ? max(window) : average(window);
                    }
                }
            }
        }
        return a;
    }

    /**
     * The whole layer, backwards. Where windows overlap, what they pass back adds up.
     *
     * @param da how much the cost changes with each output, [N][C][H'][W']
     * @param x the input of the forward pass, [N][C][H][W]
     * @return how much the cost changes with each input, [N][C][H][W]
     */
    public static double[][][][] backward(double[][][][] da, double[][][][] x, int f, int stride, Kind kind) {
        double[][][][] dx = new double[x.length][x[0].length][x[0][0].length][x[0][0][0].length];
        for (int n = 0; n < x.length; n++) {
            for (int c = 0; c < x[0].length; c++) {
                for (int i = 0; i < da[0][0].length; i++) {
                    for (int j = 0; j < da[0][0][0].length; j++) {
                        int top = i * stride, left = j * stride;
                        double slope = da[n][c][i][j];
                        double[][] share = kind == Kind.MAX
                                ? masked(slope, maskOfMax(window(x[n][c], top, left, f)))
                                : distributed(slope, f);
                        for (int u = 0; u < f; u++) {
                            for (int v = 0; v < f; v++) {
                                dx[n][c][top + u][left + v] += share[u][v];
                            }
                        }
                    }
                }
            }
        }
        return dx;
    }

    /** Where the largest number is: true at one place of [f][f]. */
    public static boolean[][] maskOfMax(double[][] window) {
        boolean[][] mask = new boolean[window.length][window[0].length];
        double max = max(window);
        for (int i = 0; i < window.length; i++) {
            for (int j = 0; j < window[0].length; j++) {
                if (window[i][j] == max) {
                    mask[i][j] = true;
                    return mask;
                }
            }
        }
        return mask; // nothing but NaN
    }

    /** A slope in equal shares over a window, [f][f]. */
    public static double[][] distributed(double slope, int f) {
        double[][] shares = new double[f][f];
        for (double[] row : shares) {
            Arrays.fill(row, slope / (f * f));
        }
        return shares;
    }

    private static double[][] masked(double slope, boolean[][] mask) {
        double[][] all = new double[mask.length][mask[0].length];
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < all[0].length; j++) {
                all[i][j] = mask[i][j] ? slope : 0;
            }
        }
        return all;
    }

    /** Of one channel [H][W], the part [f][f]. */
    static double[][] window(double[][] channel, int top, int left, int f) {
        return Arrays.stream(channel, top, top + f)
                .map(row -> Arrays.copyOfRange(row, left, left + f))
                .toArray(double[][]::new);
    }

    private static double max(double[][] window) {
        return Arrays.stream(window).flatMapToDouble(Arrays::stream).max().orElseThrow();
    }

    private static double average(double[][] window) {
        return Arrays.stream(window).flatMapToDouble(Arrays::stream).average().orElseThrow();
    }
}
