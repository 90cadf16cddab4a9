package org.convzoo.course.casestudies;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.foundations.ConvolutionSteps;
import org.convzoo.resnet.ResNet;

/**
 * A block of a residual net: what its convolutions make of the input is added to the input, relu(branch(x) + x). Where the shape changes, a convolution of
 * 1 x 1 brings the input into the new one (the course's convolutional block). If the best that a block can do is to change nothing, its weights only
 * have to become 0; layers without the shortcut would have to learn to copy.
 *
 * <p>C x H x W becomes C x H x W here; in ResNet-50 an identity block has 256 x 56 x 56 on both sides, a projection block makes of that
 * 512 x 28 x 28. The convolutions here have no normalisation between them, those of the zoo have.
 *
 * <p>Source: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv:1512.03385, section 3.
 */
public final class ResidualBlock {
    private static final int CHANNELS = 8, SIDE = 8, F = 3;

    private final double[][][][] first;
    private final double[][][][] second;

    /**
     * A block of two convolutions.
     *
     * @param first filters, [C][C][3][3]
     * @param second filters, [C][C][3][3]
     */
    ResidualBlock(double[][][][] first, double[][][][] second) {
        this.first = first;
        this.second = second;
    }

    /**
     * With random filters.
     *
     * @param scale factor on them; at 1 a layer keeps the size of its input on average (He et al. 2015, arXiv:1502.01852, section 2.2)
     */
    static ResidualBlock random(int channels, double scale, Random random) {
        return new ResidualBlock(filters(channels, scale, random), filters(channels, scale, random));
    }

    private static double[][][][] filters(int channels, double scale, Random random) {
        double deviation = scale * Math.sqrt(2.0 / (channels * F * F));
        return gaussian(channels, channels, F, deviation, random);
    }

    private static double[][][][] gaussian(int n, int channels, int side, double deviation, Random random) {
        double[][][][] numbers = new double[n][channels][side][side];
        for (double[][][] volume : numbers) {
            for (double[][] plane : volume) {
                for (double[] row : plane) {
                    for (int i = 0; i < side; i++) {
                        row[i] = deviation * random.nextGaussian();
                    }
                }
            }
        }
        return numbers;
    }

    /** Convolution, relu, convolution: [N][C][H][W] in and out. */
    private double[][][][] branch(double[][][][] x) {
        double[] noBias = new double[first.length];
        return ConvolutionSteps.forward(relu(ConvolutionSteps.forward(x, first, noBias, 1, 1)), second, noBias, 1, 1);
    }

    /** With the shortcut: relu(branch(x) + x). */
    double[][][][] residual(double[][][][] x) {
        return relu(sum(branch(x), x));
    }

    /** Without: relu(branch(x)). */
    double[][][][] plain(double[][][][] x) {
        return relu(branch(x));
    }

    private static double[][][][] sum(double[][][][] a, double[][][][] b) {
        double[][][][] sum = new double[a.length][a[0].length][a[0][0].length][a[0][0][0].length];
        for (int n = 0; n < sum.length; n++) {
            for (int c = 0; c < sum[n].length; c++) {
                for (int i = 0; i < sum[n][c].length; i++) {
                    for (int j = 0; j < sum[n][c][i].length; j++) {
                        sum[n][c][i][j] = a[n][c][i][j] + b[n][c][i][j];
                    }
                }
            }
        }
        return sum;
    }

    /** Changes its argument. */
    private static double[][][][] relu(double[][][][] x) {
        for (double[][][] volume : x) {
            for (double[][] plane : volume) {
                for (double[] row : plane) {
                    for (int i = 0; i < row.length; i++) {
                        row[i] = Math.max(0, row[i]);
                    }
                }
            }
        }
        return x;
    }

    /** Input of a block: what a relu gives, [1][C][H][W]. */
    static double[][][][] input(int channels, int side, Random random) {
        return relu(gaussian(1, channels, side, 1, random));
    }

    /** How far an output is from the input, as a share of the input: |y - x| / |x|. */
    static double change(double[][][][] x, double[][][][] y) {
        double difference = 0, size = 0;
        for (int c = 0; c < x[0].length; c++) {
            for (int i = 0; i < x[0][c].length; i++) {
                for (int j = 0; j < x[0][c][i].length; j++) {
                    difference += square(y[0][c][i][j] - x[0][c][i][j]);
                    size += square(x[0][c][i][j]);
                }
            }
        }
        return Math.sqrt(difference / size);
    }

    private static double square(double number) {
        return number * number;
    }

    /** What a block changes as its weights grow from 0, and the blocks of ResNet-50. */
    public static Exhibit demonstrate() {
        NumberTable changes = NumberTable.of(
                0, "FACTOR ON THE WEIGHTS", "RESIDUAL BLOCK CHANGES ITS INPUT BY", "WITHOUT SHORTCUT BY");
        double[][][][] x = input(CHANNELS, SIDE, new Random(1));
        for (double scale : new double[] {0, 0.1, 0.3, 1}) {
            ResidualBlock block = random(CHANNELS, scale, new Random(2));
            changes.row(
                    NumberTable.decimals(scale, 1),
                    Nets.percent(change(x, block.residual(x))),
                    Nets.percent(change(x, block.plain(x))));
        }
        ModelSummary net = Nets.summary(ResNet.RESNET50);
        NumberTable blocks =
                NumberTable.of(4, "BLOCK OF RESNET-50", "SHORTCUT", "INPUT", "OUTPUT", "PARAMETERS", "OF THE SHORTCUT");
        for (String block : List.of("layer1.0", "layer1.1", "layer2.0", "layer2.1", "layer3.0", "layer4.0")) {
            blocks.row(
                    block,
                    projects(net, block) ? "1 x 1" : "identity",
                    input(net, block),
                    Nets.shape(Nets.row(net, block)),
                    parameters(net, block + "."),
                    parameters(net, block + ".downsample"));
        }
        return new Exhibit(
                changes.text() + "\n" + blocks.text(),
                2,
                List.of(
                        new Panel(drawing(net, "layer2.1"), List.of("identity block, layer2.1 of ResNet-50")),
                        new Panel(drawing(net, "layer2.0"), List.of("projection block, layer2.0 of ResNet-50"))));
    }

    private static boolean projects(ModelSummary net, String block) {
        return parameters(net, block + ".downsample") > 0;
    }

    private static String input(ModelSummary net, String block) {
        return Nets.shape(Nets.row(net, Nets.row(net, block + ".conv1").inputs().get(0)));
    }

    /** Of the layers whose names begin so. */
    static long parameters(ModelSummary net, String prefix) {
        return net.layers().stream()
                .filter(row -> row.name().startsWith(prefix))
                .mapToLong(Row::parameters)
                .sum();
    }

    private static BufferedImage drawing(ModelSummary net, String block) {
        List<String> convolutions = new ArrayList<>();
        for (int i = 1; i <= F; i++) {
            convolutions.add(box(Nets.row(net, block + ".conv" + i)));
        }
        List<String> shortcut = projects(net, block) ? List.of(box(Nets.row(net, block + ".downsample.0"))) : List.of();
        return BranchDrawing.of(
                "input\n" + input(net, block),
                List.of(convolutions, shortcut),
                "sum, then relu\n" + Nets.shape(Nets.row(net, block)));
    }

    private static String box(Row convolution) {
        int f = convolution.kernel().get(0), stride = convolution.stride().get(0);
        return f + " x " + f + (stride > 1 ? ", stride " + stride : "") + "\n" + Nets.shape(convolution);
    }
}
