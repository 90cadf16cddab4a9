package org.convzoo.course.foundations;

import java.util.Arrays;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberGrid;
import org.convzoo.course.NumberTable;

/**
 * Zeros around a picture. Without them (valid) each convolution takes f - 1 rows and columns away, and what is at the edge is seen by few windows;
 * with (f - 1) / 2 of them at each end (same) the size stays.
 *
 * <p>n x n becomes (n + 2p - f + 1) x (n + 2p - f + 1) at stride 1.
 *
 * <p>Source: as {@link OutputSize}.
 */
public final class Padding {
    private static final int N = 6, F = 3;

    private Padding() {}

    /**
     * How many outputs see each pixel: the slopes of their sum, for a filter of ones.
     *
     * @return [n][n]
     */
    public static double[][] timesSeen(int n, int f, int padding) {
        double[][][][] x = new double[1][1][n][n];
        double[][][][] filter = ones(f), slopes = ones(OutputSize.of(n, f, padding, 1));
        return ConvolutionSteps.backward(slopes, x, filter, 1, padding).x()[0][0];
    }

    private static double[][][][] ones(int side) {
        double[][][][] ones = new double[1][1][side][side];
        for (double[][] plane : ones[0]) {
            for (double[] row : plane) {
                Arrays.fill(row, 1);
            }
        }
        return ones;
    }

    /** Sizes without and with padding, and how often a corner is seen. */
    public static Exhibit demonstrate() {
        NumberTable table = NumberTable.of(
                1, "PADDING", "N", "F", "P", "OUTPUT", "DL4J", "A CORNER IS SEEN BY", "THE MIDDLE IS SEEN BY");
        for (int f : new int[] {3, 5}) {
            row(table, "valid", f, 0);
            row(table, "same", f, OutputSize.samePadding(f));
        }
        row(table, "full", F, F - 1);
        return new Exhibit(
                table.text(),
                2,
                List.of(
                        new Panel(NumberGrid.of(counted(0)), List.of("6 x 6: a 3 x 3 filter fits in 4 x 4 places")),
                        new Panel(
                                NumberGrid.of(counted(1), ring()),
                                List.of("one zero around, 8 x 8: it fits in 6 x 6 places")),
                        new Panel(NumberGrid.of(timesSeen(N, F, 0)), List.of("windows that see a pixel, valid")),
                        new Panel(NumberGrid.of(timesSeen(N, F, 1)), List.of("windows that see a pixel, same"))));
    }

    private static void row(NumberTable table, String name, int f, int p) {
        double[][] seen = timesSeen(N, f, p);
        table.row(name, N, f, p, OutputSize.of(N, f, p, 1), LayerSize.convolution(N, f, p, 1), (int) seen[0][0], (int)
                seen[N / 2][N / 2]);
    }

    /** 1 to 36 with zeros around. */
    private static double[][] counted(int padding) {
        double[][][][] x = new double[1][1][N][N];
        for (int i = 0; i < N * N; i++) {
            x[0][0][i / N][i % N] = i + 1;
        }
        return ConvolutionSteps.zeroPad(x, padding)[0][0];
    }

    private static int[][] ring() {
        int[][] groups = new int[N + 2][N + 2];
        for (int i = 0; i < N + 2; i++) {
            groups[i][0] = groups[i][N + 1] = groups[0][i] = groups[N + 1][i] = NumberGrid.PADDING;
        }
        return groups;
    }
}
