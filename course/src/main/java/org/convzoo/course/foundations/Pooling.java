package org.convzoo.course.foundations;

import java.util.Arrays;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberGrid;
import org.convzoo.course.NumberTable;
import org.convzoo.course.SignedMap;
import org.convzoo.course.foundations.PoolingSteps.Kind;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * Of each window the largest number, or the mean: smaller maps, channel by channel, with nothing to learn. Windows of 2 x 2 at stride 2 are usual.
 *
 * <p>C x H x W becomes C x H' x W', sides by {@link OutputSize}.
 *
 * <p>Source: as {@link PoolingSteps}.
 */
public final class Pooling {
    private static final double[][] NUMBERS = {{1, 3, 2, 1}, {2, 9, 1, 1}, {1, 3, 2, 3}, {5, 6, 1, 2}};
    private static final int SIDE = 192, F = 2, WINDOW = 4;

    private Pooling() {}

    /** What DL4J's pooling layer has to learn. */
    static long parameters(PoolingType type) {
        SubsamplingLayer layer =
                new SubsamplingLayer.Builder(type).kernelSize(F, F).stride(F, F).build();
        layer.setNIn(InputType.convolutional(4, 4, 1), true);
        return layer.initializer().numParams(layer);
    }

    /** Sixteen numbers pooled both ways, and the edges of a picture. */
    public static Exhibit demonstrate() {
        NumberTable table = NumberTable.of(2, "POOLING", "4 x 4 BECOMES 2 x 2", "F", "S", "PARAMETERS");
        table.row("maximum", rows(pool(NUMBERS, F, Kind.MAX)), F, F, parameters(PoolingType.MAX));
        table.row("average", rows(pool(NUMBERS, F, Kind.AVERAGE)), F, F, parameters(PoolingType.AVG));
        double[][] edges = positive(EdgeDetection.apply(DrawnScene.grey()[0][0], EdgeDetection.Filter.SOBEL.weights()));
        double[][] most = pool(edges, WINDOW, Kind.MAX), mean = pool(edges, WINDOW, Kind.AVERAGE);
        double white = SignedMap.largest(edges);
        NumberTable maps = NumberTable.of(1, "MAP OF EDGES", "HEIGHT", "WIDTH", "STRONGEST ANSWER");
        maps.row("as it is", edges.length, edges[0].length, white);
        maps.row("maximum of 4 x 4", most.length, most[0].length, SignedMap.largest(most));
        maps.row("average of 4 x 4", mean.length, mean[0].length, SignedMap.largest(mean));
        return new Exhibit(
                table.text() + "\n" + maps.text(),
                3,
                List.of(
                        new Panel(NumberGrid.of(NUMBERS, NumberGrid.quarters(2)), List.of("four windows of 2 x 2")),
                        new Panel(
                                NumberGrid.of(pool(NUMBERS, F, Kind.MAX), NumberGrid.quarters(1)), List.of("maximum")),
                        new Panel(
                                NumberGrid.of(pool(NUMBERS, F, Kind.AVERAGE), NumberGrid.quarters(1)),
                                List.of("average")),
                        new Panel(SignedMap.of(edges, SIDE), List.of("Sobel's edges, rectified")),
                        new Panel(SignedMap.of(most, white, SIDE), List.of("maximum of 4 x 4, 23 x 23")),
                        new Panel(SignedMap.of(mean, white, SIDE), List.of("average of 4 x 4, 23 x 23"))));
    }

    /** Without the negative numbers, as after a rectified linear unit. */
    private static double[][] positive(double[][] numbers) {
        return Arrays.stream(numbers)
                .map(row ->
                        Arrays.stream(row).map(number -> Math.max(0, number)).toArray())
                .toArray(double[][]::new);
    }

    /** Windows side by side. */
    private static double[][] pool(double[][] numbers, int f, Kind kind) {
        return PoolingSteps.forward(new double[][][][] {{numbers}}, f, f, kind)[0][0];
    }

    private static String rows(double[][] numbers) {
        StringBuilder text = new StringBuilder();
        for (double[] row : numbers) {
            text.append(text.isEmpty() ? "" : " |");
            for (double number : row) {
                text.append(' ').append(NumberTable.decimals(number, 2));
            }
        }
        return text.toString().strip();
    }
}
