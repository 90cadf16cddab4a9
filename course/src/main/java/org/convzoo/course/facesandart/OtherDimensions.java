package org.convzoo.course.facesandart;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.Plot;
import org.convzoo.course.SignedMap;
import org.convzoo.course.foundations.OutputSize;

/**
 * A filter may slide along one axis, over a signal such as a cardiogram, or along three, through a volume such as a tomogram. All else stays: it is as deep as
 * what it reads, gives one number per place, and n becomes n - f + 1 along each axis.
 *
 * <p>Shapes: C x T with F filters of C x f becomes F x T'; C x D x H x W with F filters of C x f x f x f becomes F x D' x H' x W'.
 *
 * <p>Source: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016, arXiv 1603.07285, section 1.1: nothing there depends on
 * the number of axes.
 */
public final class OtherDimensions {
    private static final int SAMPLES = 120, BEAT = 30, SIDE = 24, SHOWN = 120;

    /** A rise and a fall, as a heart's beat has it. */
    private static final double[] BEATS = {-1, -1, 4, -1, -1};

    private OtherDimensions() {}

    /**
     * Along one axis.
     *
     * @param x [C][T]
     * @param w [F][C][f]
     * @return [F][T - f + 1]
     */
    public static double[][] convolve(double[][] x, double[][][] w) {
        int f = w[0][0].length;
        double[][] z = new double[w.length][OutputSize.of(x[0].length, f, 0, 1)];
        for (int k = 0; k < w.length; k++) {
            for (int t = 0; t < z[k].length; t++) {
                for (int c = 0; c < x.length; c++) {
                    for (int i = 0; i < f; i++) {
                        z[k][t] += x[c][t + i] * w[k][c][i];
                    }
                }
            }
        }
        return z;
    }

    /**
     * Along three axes.
     *
     * @param x [C][D][H][W]
     * @param w [F][C][f][f][f]
     * @return [F][D - f + 1][H - f + 1][W - f + 1]
     */
    public static double[][][][] convolve(double[][][][] x, double[][][][][] w) {
        int f = w[0][0].length;
        int depth = OutputSize.of(x[0].length, f, 0, 1);
        int height = OutputSize.of(x[0][0].length, f, 0, 1);
        int width = OutputSize.of(x[0][0][0].length, f, 0, 1);
        double[][][][] z = new double[w.length][depth][height][width];
        for (int k = 0; k < w.length; k++) {
            for (int d = 0; d < depth; d++) {
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        z[k][d][i][j] = product(x, w[k], d, i, j);
                    }
                }
            }
        }
        return z;
    }

    /** The sum of the products of a filter and the cube below it. */
    private static double product(double[][][][] x, double[][][][] filter, int depth, int top, int left) {
        double sum = 0;
        for (int c = 0; c < filter.length; c++) {
            for (int d = 0; d < filter[c].length; d++) {
                for (int i = 0; i < filter[c].length; i++) {
                    for (int j = 0; j < filter[c].length; j++) {
                        sum += x[c][depth + d][top + i][left + j] * filter[c][d][i][j];
                    }
                }
            }
        }
        return sum;
    }

    /** Beats with noise, [1][120]. */
    static double[][] signal() {
        Random random = new Random(1);
        double[] signal = new double[SAMPLES];
        for (int t = 0; t < SAMPLES; t++) {
            int phase = t % BEAT;
            double slow = Math.max(0, 1 - Math.abs(phase - 20) / 6.0) * 0.4;
            signal[t] = (phase == 8 ? 1 : 0) + slow + 0.06 * random.nextGaussian();
        }
        return new double[][] {signal};
    }

    /** A ball in a box, [1][24][24][24]. */
    static double[][][][] volume() {
        double[][][] volume = new double[SIDE][SIDE][SIDE];
        for (int d = 0; d < SIDE; d++) {
            for (int i = 0; i < SIDE; i++) {
                for (int j = 0; j < SIDE; j++) {
                    double radius = Math.sqrt((d - 12) * (d - 12) + (i - 11) * (i - 11) + (j - 13) * (j - 13));
                    volume[d][i][j] = Math.max(0, Math.min(1, 8.5 - radius));
                }
            }
        }
        return new double[][][][] {volume};
    }

    /** Dense tissue in front minus that behind, [1][1][3][3][3]: edges along the first axis. */
    static double[][][][][] frontMinusBack() {
        double[][][][][] w = new double[1][1][3][3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                w[0][0][0][i][j] = 1;
                w[0][0][2][i][j] = -1;
            }
        }
        return w;
    }

    /** Shapes along one, two and three axes, a signal and a volume. */
    public static Exhibit demonstrate() {
        NumberTable table = NumberTable.of(4, "AXES", "INPUT", "FILTERS", "OUTPUT", "PARAMETERS");
        row(table, 1, 120, 1, 5, 16);
        row(table, 1, 116, 16, 5, 32);
        row(table, 2, 24, 1, 3, 16);
        row(table, 2, 22, 16, 3, 32);
        row(table, 3, 24, 1, 3, 16);
        row(table, 3, 22, 16, 3, 32);
        return new Exhibit(table.text(), 2, panels());
    }

    /** Of n along each axis and C channels. */
    private static void row(NumberTable table, int axes, int n, int channels, int f, int filters) {
        int out = OutputSize.of(n, f, 0, 1);
        table.row(
                String.valueOf(axes),
                channels + times(n, axes),
                filters + " of " + channels + times(f, axes),
                filters + times(out, axes),
                parameters(axes, channels, f, filters));
    }

    /** Weights and biases of F filters of C x f^axes. */
    static int parameters(int axes, int channels, int f, int filters) {
        int weights = channels;
        for (int axis = 0; axis < axes; axis++) {
            weights *= f;
        }
        return filters * (weights + 1);
    }

    private static String times(int side, int axes) {
        return (" x " + side).repeat(axes);
    }

    private static List<Panel> panels() {
        double[][] x = signal(), z = convolve(x, new double[][][] {{BEATS}});
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel(
                new Plot("sample", 0, SAMPLES, "signal", -0.5, 1.5)
                        .line(
                                "signal",
                                IntStream.range(0, SAMPLES).asDoubleStream().toArray(),
                                x[0])
                        .picture(),
                List.of("one axis: 1 x 120, a beat each 30 samples")));
        panels.add(new Panel(
                new Plot("sample", 0, SAMPLES, "answer", -2, 6)
                        .line(
                                "answer",
                                IntStream.range(0, z[0].length)
                                        .mapToDouble(t -> t + 2)
                                        .toArray(),
                                z[0])
                        .picture(),
                List.of("1 x 116: the filter -1 -1 4 -1 -1 finds them")));
        double[][][] volume = volume()[0], edges = convolve(volume(), frontMinusBack())[0];
        panels.add(slices(volume, new int[] {5, 9, 13, 18}, 1, "three axes: a ball, slices 5, 9, 13, 18 of 24"));
        panels.add(slices(edges, new int[] {4, 8, 12, 17}, 9, "front minus back: its two faces, of opposite sign"));
        return panels;
    }

    private static Panel slices(double[][][] volume, int[] which, double largest, String caption) {
        return new Panel(
                Montage.of(
                        IntStream.of(which)
                                .mapToObj(d -> SignedMap.of(volume[d], largest, SHOWN))
                                .toList(),
                        2),
                List.of(caption));
    }
}
