package org.convzoo.course.casestudies;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberGrid;
import org.convzoo.course.NumberTable;
import org.convzoo.course.foundations.ConvolutionSteps;
import org.convzoo.vgg.Vgg;

/**
 * VGG's rule: filters of 3 x 3 only. Two such layers see 5 x 5 pixels, three see 7 x 7, with fewer weights than one layer of that size and a
 * non-linear function behind each. After each pooling the sides are half as long and the filters twice as many, up to 512.
 *
 * <p>VGG-16: 3 x 224 x 224, 64 x 224 x 224, 128 x 112 x 112, 256 x 56 x 56, 512 x 28 x 28, 512 x 14 x 14, 4096 twice, 1000.
 *
 * <p>Source: Simonyan, Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015, arXiv:1409.1556, sections 2.1
 * and 2.3.
 */
public final class SmallFilters {
    private static final int F = 3, DEEPEST = 3, CHANNELS = 512, STAGES = 5;

    private SmallFilters() {}

    /**
     * By how many paths one output of several layers of 3 x 3 reads each pixel: the slopes of that output, for filters of ones.
     *
     * @return [f][f] with f = 2 layers + 1
     */
    public static double[][] view(int layers) {
        double[][][][] ones = new double[1][1][F][F];
        for (double[] row : ones[0][0]) {
            Arrays.fill(row, 1);
        }
        double[][][][] slopes = {{{{1}}}};
        for (int i = 0; i < layers; i++) {
            int side = slopes[0][0].length + F - 1;
            slopes = ConvolutionSteps.backward(slopes, new double[1][1][side][side], ones, 1, 0)
                    .x();
        }
        return slopes[0][0];
    }

    /** Weights of so many layers of f x f that keep the number of channels, without biases. */
    static long weights(int layers, int f, long channels) {
        return (long) layers * f * f * channels * channels;
    }

    /** Small filters against large ones, then VGG-16 by stages. */
    public static Exhibit demonstrate() {
        NumberTable stacks = NumberTable.of(
                0, "LAYERS OF 3 x 3", "SEE", "WEIGHTS AT 512 CHANNELS", "OF ONE LAYER THAT SEES AS MUCH", "SHARE");
        for (int layers = 1; layers <= DEEPEST; layers++) {
            int sees = view(layers).length;
            long small = weights(layers, F, CHANNELS), large = weights(1, sees, CHANNELS);
            stacks.row(layers, sees + " x " + sees, small, large, Nets.percent((double) small / large));
        }
        ModelSummary net = Nets.summary(Vgg.VGG16);
        NumberTable table = NumberTable.of(2, "STAGE", "OUTPUT", "LAYERS", "PARAMETERS", "SHARE", "MULTIPLICATIONS");
        List<String> drawn = new ArrayList<>();
        for (int stage = 1; stage <= STAGES; stage++) {
            String name = "conv" + stage;
            List<Row> rows = net.layers().stream()
                    .filter(row -> row.name().startsWith(name + "_"))
                    .toList();
            row(table, name, net, rows);
            drawn.add(rows.get(rows.size() - 1).name());
        }
        drawn.add("pool" + STAGES);
        for (String name : List.of("fc6", "fc7", "output")) {
            row(table, name, net, List.of(Nets.row(net, name)));
            drawn.add(name);
        }
        table.row("", "", Nets.depth(net), net.parameters(), "", net.multiplyAdds());
        return new Exhibit(
                stacks.text() + "\n" + table.text(),
                1,
                List.of(
                        new Panel(views(), List.of("by how many paths an output reads each pixel")),
                        new Panel(
                                VolumeDrawing.of(Vgg.VGG16.defaultSpec(), net, drawn),
                                List.of("VGG-16: as high as the maps, as broad as there are channels, both as square"
                                        + " roots"))));
    }

    private static void row(NumberTable table, String stage, ModelSummary net, List<Row> rows) {
        long parameters = rows.stream().mapToLong(Row::parameters).sum();
        table.row(
                stage,
                Nets.shape(rows.get(0)),
                rows.size(),
                parameters,
                Nets.percent((double) parameters / net.parameters()),
                rows.stream().mapToLong(Row::multiplyAdds).sum());
    }

    private static BufferedImage views() {
        List<BufferedImage> grids = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (int layers = 1; layers <= DEEPEST; layers++) {
            double[][] view = view(layers);
            grids.add(NumberGrid.of(view, NumberGrid.window(view.length, view.length, 0, 0, view.length)));
            captions.add(
                    layers + (layers == 1 ? " layer" : " layers") + " of 3 x 3: " + view.length + " x " + view.length);
        }
        return Strip.of(DEEPEST, 0, grids, captions);
    }
}
