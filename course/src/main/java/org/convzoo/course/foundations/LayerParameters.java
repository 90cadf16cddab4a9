package org.convzoo.course.foundations;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.SignedMap;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/**
 * The numbers that a convolution learns: F filters of f x f x C weights, and a bias for each. How large the picture is does not matter.
 *
 * <p>C x H x W with F filters of f x f: (f f C + 1) F parameters.
 *
 * <p>Source: as {@link ConvolutionSteps}.
 */
public final class LayerParameters {
    private static final int FILTERS = 10, F = 3, CHANNELS = 3;
    private static final int SIDE = 135;

    private LayerParameters() {}

    /** By the formula. */
    public static long of(int f, int channels, int filters) {
        return ((long) f * f * channels + 1) * filters;
    }

    /** By DL4J's layer. */
    static long ofDl4j(int f, int channels, int filters) {
        ConvolutionLayer layer =
                new ConvolutionLayer.Builder(f, f).nIn(channels).nOut(filters).build();
        return layer.initializer().numParams(layer);
    }

    /** A layer of ten filters, and three layers of which each reads the one before. */
    public static Exhibit demonstrate() {
        NumberTable layers = NumberTable.of(1, "LAYER", "WEIGHTS OF A FILTER", "BIAS", "FILTERS", "PARAMETERS", "DL4J");
        row(layers, "10 filters of 3 x 3 x 3", F, CHANNELS, FILTERS);
        row(layers, "LeNet-5's first, 5 x 5 x 1", 5, 1, 6);
        row(layers, "LeNet-5's second, 5 x 5 x 6", 5, 6, 16);
        row(layers, "AlexNet's first, 11 x 11 x 3", 11, 3, 96);
        row(layers, "1 x 1 x 256", 1, 256, 64);
        NumberTable net =
                NumberTable.of(1, "A NET ON 39 x 39 x 3", "F", "S", "P", "HEIGHT", "WIDTH", "CHANNELS", "PARAMETERS");
        int side = 39, channels = 3;
        net.row("picture", "", "", "", side, side, channels, 0);
        int[][] steps = {{3, 1, 10}, {5, 2, 20}, {5, 2, 40}};
        for (int i = 0; i < steps.length; i++) {
            int f = steps[i][0], s = steps[i][1], filters = steps[i][2];
            side = OutputSize.of(side, f, 0, s);
            net.row("convolution " + (i + 1), f, s, 0, side, side, filters, of(f, channels, filters));
            channels = filters;
        }
        net.row("as one row of numbers", "", "", "", 1, 1, side * side * channels, 0);
        return new Exhibit(layers.text() + "\n" + net.text(), 5, panels());
    }

    private static void row(NumberTable table, String name, int f, int channels, int filters) {
        table.row(name, f * f * channels, 1, filters, of(f, channels, filters), ofDl4j(f, channels, filters));
    }

    /** Ten filters as a training would begin with: their red, green and blue weights side by side. */
    private static List<Panel> panels() {
        double[][][][] w = Volumes.random(FILTERS, CHANNELS, F, F, 1);
        List<Panel> panels = new ArrayList<>();
        for (double[][][] filter : w) {
            double[][] beside = new double[F][CHANNELS * F];
            for (int i = 0; i < F; i++) {
                for (int j = 0; j < CHANNELS * F; j++) {
                    beside[i][j] = filter[j / F][i][j % F];
                }
            }
            panels.add(new Panel(
                    SignedMap.of(beside, SIDE),
                    List.of("filter " + (panels.size() + 1) + ":", "3 x 9 weights, a bias")));
        }
        return panels;
    }
}
