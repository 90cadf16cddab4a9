package org.convzoo.course.foundations;

import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.SignedMap;
import org.deeplearning4j.nn.conf.layers.DenseLayer;

/**
 * What a convolution saves against the dense layer that could take its place: each output reads a few inputs only (sparsity of connections), and all
 * outputs of a channel use the same weights (parameter sharing).
 *
 * <p>3 x 32 x 32 with 6 filters of 5 x 5 becomes 6 x 28 x 28.
 *
 * <p>Source: Goodfellow, Bengio and Courville, "Deep Learning", MIT Press 2016, section 9.2.
 */
public final class ParameterSharing {
    private static final int N = 6, F = 3, SIDE = 480;

    private ParameterSharing() {}

    /** Weights and biases of a dense layer, as DL4J counts them. */
    static long dense(long inputs, long outputs) {
        DenseLayer layer = new DenseLayer.Builder().nIn(inputs).nOut(outputs).build();
        return layer.initializer().numParams(layer);
    }

    /**
     * The dense layer that computes a convolution of one channel without padding: a row per output, a column per input.
     *
     * @param filter [f][f]
     * @param n side of the input
     * @return [(n - f + 1)^2][n^2]
     */
    public static double[][] asDense(double[][] filter, int n) {
        int f = filter.length, m = OutputSize.of(n, f, 0, 1);
        double[][] matrix = new double[m * m][n * n];
        for (int i = 0; i < m * m; i++) {
            for (int u = 0; u < f; u++) {
                for (int v = 0; v < f; v++) {
                    matrix[i][(i / m + u) * n + i % m + v] = filter[u][v];
                }
            }
        }
        return matrix;
    }

    /** Two layers in numbers, and the smaller one's matrix as a picture. */
    public static Exhibit demonstrate() {
        NumberTable table = NumberTable.of(
                1, "LAYER", "PARAMETERS", "AS A DENSE LAYER", "TIMES", "INPUTS OF AN OUTPUT", "OF", "SHARE");
        row(table, "32 x 32 x 3 to 28 x 28 x 6, 5 x 5", 32, 3, 5, 6);
        row(table, "6 x 6 x 1 to 4 x 4 x 1, 3 x 3", N, 1, F, 1);
        row(table, "224 x 224 x 3 to 222 x 222 x 64, 3 x 3", 224, 3, 3, 64);
        double[][] filter = {{1, -2, 3}, {-4, 5, -6}, {7, -8, 9}};
        return new Exhibit(
                table.text(),
                1,
                List.of(new Panel(
                        SignedMap.of(asDense(filter, N), SIDE),
                        List.of(
                                "6 x 6 to 4 x 4 as a matrix: 16 rows and 36 columns.",
                                "144 of the 576 numbers are not 0, and only nine differ."))));
    }

    private static void row(NumberTable table, String name, int n, int channels, int f, int filters) {
        long m = OutputSize.of(n, f, 0, 1);
        long inputs = (long) n * n * channels, reads = (long) f * f * channels;
        long shared = LayerParameters.of(f, channels, filters), all = dense(inputs, m * m * filters);
        table.row(
                name, shared, all, all / shared, reads, inputs, NumberTable.decimals(100.0 * reads / inputs, 2) + " %");
    }
}
