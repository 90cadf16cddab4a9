package org.convzoo.course.casestudies;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Shown;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.SignedMap;
import org.convzoo.course.foundations.ConvolutionSteps;
import org.convzoo.course.foundations.LayerParameters;

/**
 * A filter of 1 x 1: at each place a weighted sum of the channels there, the same at all places. It is a dense layer on the numbers of one place, and
 * the cheapest way to fewer channels; pooling makes the sides smaller, this the third one.
 *
 * <p>C x H x W with F filters of 1 x 1 becomes F x H x W; here 3 x 96 x 96 becomes 3 x 96 x 96, and in the table 192 x 28 x 28 becomes 32 x 28 x 28.
 *
 * <p>Source: Lin, Chen, Yan, "Network In Network", ICLR 2014, arXiv:1312.4400, section 3.1.
 */
public final class PointwiseConvolution {
    private static final int SIDE = 28, CHANNELS = 192, FILTERS = 32, SHOWN = 192;

    /** Filters of red, green and blue, [3][3][1][1]: how light a pixel is (ITU-R BT.601), red against green, blue against yellow. */
    static final double[][][][] MIXES = {
        {{{0.299}}, {{0.587}}, {{0.114}}}, {{{1}}, {{-1}}, {{0}}}, {{{-0.5}}, {{-0.5}}, {{1}}}
    };

    private static final List<String> NAMES = List.of("light", "red against green", "blue against yellow");

    private PointwiseConvolution() {}

    /** Multiplications of F filters of f x f x C on maps whose size stays. */
    public static long multiplications(int f, long channels, long filters, long side) {
        return (long) f * f * channels * filters * side * side;
    }

    /** What becomes of three pixels, and what fewer channels cost. */
    public static Exhibit demonstrate() {
        double[][][][] scene = DrawnScene.colors();
        double[][][][] mixed = ConvolutionSteps.forward(scene, MIXES, new double[MIXES.length], 1, 0);
        NumberTable pixels = NumberTable.of(2, "FILTER OF 1 x 1 x 3", "RED, GREEN, BLUE", "SQUARE", "DISC", "BEAM");
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel(
                Shown.fitted(DrawnScene.picture(), SHOWN).toBufferedImage(), List.of("3 channels of 96 x 96")));
        for (int k = 0; k < MIXES.length; k++) {
            double[][] map = mixed[0][k];
            pixels.row(NAMES.get(k), weights(MIXES[k]), map[25][20], map[70][62], map[46][46]);
            panels.add(new Panel(SignedMap.of(map, SHOWN), List.of(NAMES.get(k))));
        }
        NumberTable costs = NumberTable.of(2, "28 x 28 x 192 TO", "BY", "PARAMETERS", "MULTIPLICATIONS");
        costs.row("14 x 14 x 192", "maximum pooling", 0, 0);
        for (int f : new int[] {1, 3, 5}) {
            costs.row(
                    "28 x 28 x 32",
                    "32 filters of " + f + " x " + f + " x 192",
                    LayerParameters.of(f, CHANNELS, FILTERS),
                    multiplications(f, CHANNELS, FILTERS, SIDE));
        }
        return new Exhibit(pixels.text() + "\n" + costs.text(), 4, panels);
    }

    private static String weights(double[][][] filter) {
        List<String> weights = new ArrayList<>();
        for (double[][] channel : filter) {
            weights.add(NumberTable.decimals(channel[0][0], 3));
        }
        return String.join(" ", weights);
    }
}
