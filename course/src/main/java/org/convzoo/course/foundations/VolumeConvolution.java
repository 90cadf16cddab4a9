package org.convzoo.course.foundations;

import java.util.Arrays;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Shown;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.SignedMap;

/**
 * A filter is as deep as what it reads, and gives one number per place: its sum goes over all channels. As many filters as there are, so many
 * channels has the output.
 *
 * <p>C x n x n with F filters of C x f x f becomes F x (n - f + 1) x (n - f + 1); here 3 x 96 x 96 becomes 2 x 94 x 94.
 *
 * <p>Source: as {@link ConvolutionSteps}.
 */
public final class VolumeConvolution {
    private static final int SIDE = 192;

    private VolumeConvolution() {}

    /** Two filters of 3 x 3 x 3, [2][3][3][3]: vertical edges in red alone, and in all colours together. */
    static double[][][][] filters() {
        double[][] edges = EdgeDetection.Filter.VERTICAL.weights();
        double[][] nothing = new double[3][3];
        return new double[][][][] {{edges, nothing, nothing}, {edges, edges, edges}};
    }

    /** Shapes, and where red's edges are others than those of all colours. */
    public static Exhibit demonstrate() {
        double[][][][] x = DrawnScene.colors(), w = filters();
        double[][][][] z = ConvolutionSteps.forward(x, w, new double[w.length], 1, 0);
        NumberTable table = NumberTable.of(
                1, "WHAT", "NUMBERS", "CHANNELS", "HEIGHT", "WIDTH", "ANSWER AT THE SQUARE", "AT THE DISC");
        table.row("picture", 1, 3, DrawnScene.SIDE, DrawnScene.SIDE, "", "");
        table.row("filters", w.length, 3, 3, 3, "", "");
        table.row("output", 1, z[0].length, z[0][0].length, z[0][0][0].length, "", "");
        table.row("of red alone", 1, 1, z[0][0].length, z[0][0][0].length, square(z[0][0]), disc(z[0][0]));
        table.row("of all colours", 1, 1, z[0][0].length, z[0][0][0].length, square(z[0][1]), disc(z[0][1]));
        return new Exhibit(
                table.text(),
                3,
                List.of(
                        new Panel(
                                Shown.fitted(DrawnScene.picture(), SIDE).toBufferedImage(),
                                List.of("3 channels of 96 x 96")),
                        new Panel(SignedMap.of(z[0][0], SIDE), List.of("edges in red alone, 94 x 94")),
                        new Panel(SignedMap.of(z[0][1], SIDE), List.of("edges in all colours, 94 x 94"))));
    }

    /** The largest magnitude at the left edge of the red square. */
    static double square(double[][] map) {
        return largest(map[26], 8, 16);
    }

    /** The same at the left edge of the green disc. */
    static double disc(double[][] map) {
        return largest(map[63], 34, 42);
    }

    private static double largest(double[] row, int from, int to) {
        return Arrays.stream(row, from, to).map(Math::abs).max().orElseThrow();
    }
}
