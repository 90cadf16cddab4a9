package org.convzoo.course.foundations;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberGrid;
import org.convzoo.course.NumberTable;

/**
 * Steps between the windows of a filter. Stride 2 halves the sides; a window that would hang over the edge is not computed, which is the floor of the
 * formula in {@link OutputSize}.
 *
 * <p>n x n becomes floor((n + 2p - f) / s + 1) on each side.
 *
 * <p>Source: as {@link OutputSize}.
 */
public final class Stride {
    /** n, f, p, s: small ones, and first layers of LeNet-5, AlexNet (as printed, and as it can be computed), VGG, ResNet. */
    private static final int[][] CASES = {
        {7, 3, 0, 1},
        {7, 3, 0, 2},
        {8, 3, 0, 2},
        {7, 3, 1, 3},
        {28, 5, 2, 1},
        {224, 11, 0, 4},
        {227, 11, 0, 4},
        {224, 11, 2, 4},
        {224, 3, 1, 1},
        {224, 7, 3, 2}
    };

    private static final int N = 7, F = 3, S = 2;

    private Stride() {}

    /** The formula beside what DL4J's layer says. */
    public static Exhibit demonstrate() {
        NumberTable table = NumberTable.of(0, "N", "F", "P", "S", "(N + 2P - F) / S + 1", "FLOOR", "DL4J");
        for (int[] one : CASES) {
            int n = one[0], f = one[1], p = one[2], s = one[3];
            table.row(
                    n,
                    f,
                    p,
                    s,
                    (double) (n + 2 * p - f) / s + 1,
                    OutputSize.of(n, f, p, s),
                    LayerSize.convolution(n, f, p, s));
        }
        double[][] picture = new double[N][N];
        for (int i = 0; i < N * N; i++) {
            picture[i / N][i % N] = i * i % 10;
        }
        double[][] out = ConvolutionSteps.forward(
                new double[][][][] {{picture}},
                new double[][][][] {{EdgeDetection.Filter.VERTICAL.weights()}},
                new double[] {0},
                S,
                0)[0][0];
        List<Panel> panels = new ArrayList<>();
        for (int j = 0; j < out[0].length; j++) {
            panels.add(new Panel(
                    NumberGrid.of(picture, NumberGrid.window(N, N, 0, j * S, F)),
                    List.of("window " + (j + 1) + " of the first row")));
        }
        for (int j = 0; j < out[0].length; j++) {
            panels.add(new Panel(
                    NumberGrid.of(out, NumberGrid.window(out.length, out[0].length, 0, j, 1)),
                    List.of("gives this number of 3 x 3")));
        }
        return new Exhibit(table.text(), 3, panels);
    }
}
