package org.convzoo.course.casestudies;

import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.course.foundations.ConvolutionSteps;
import org.convzoo.course.foundations.PoolingSteps;
import org.convzoo.data.Image;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * LeNet-5 with weights of the zoo, computed by the loops of week 1 in double precision, up to its last pooling and to the numbers that its classifier reads: what the native
 * kernels compute too, but the same to the last digit on every machine.
 *
 * <p>1 x 28 x 28, 6 x 28 x 28, 6 x 14 x 14, 16 x 10 x 10, 16 x 5 x 5 (400), 120, 84.
 */
public final class LeNetLoops {
    private final double[][][][] c1;
    private final double[][][][] c3;
    private final double[][] c5; // [400][120]
    private final double[][] f6; // [120][84]
    private final double[] c1Bias;
    private final double[] c3Bias;
    private final double[] c5Bias;
    private final double[] f6Bias;

    /** @param weights such as {@code lenet5.mnist} */
    LeNetLoops(String weights) {
        Model model = ModelZoo.load(weights);
        c1 = filters(model.graph().getParam("c1_W"));
        c3 = filters(model.graph().getParam("c3_W"));
        c5 = model.graph().getParam("c5_W").toDoubleMatrix();
        f6 = model.graph().getParam("f6_W").toDoubleMatrix();
        c1Bias = numbers(model.graph().getParam("c1_b"));
        c3Bias = numbers(model.graph().getParam("c3_b"));
        c5Bias = numbers(model.graph().getParam("c5_b"));
        f6Bias = numbers(model.graph().getParam("f6_b"));
    }

    private static double[] numbers(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    /** [F][C][f][f]. */
    private static double[][][][] filters(INDArray array) {
        int count = (int) array.size(0), channels = (int) array.size(1), f = (int) array.size(2);
        double[] numbers = numbers(array);
        double[][][][] filters = new double[count][channels][f][f];
        for (int i = 0; i < numbers.length; i++) {
            filters[i / (channels * f * f)][i / (f * f) % channels][i / f % f][i % f] = numbers[i];
        }
        return filters;
    }

    /** What s4 gives for a picture: 400 numbers, channel by channel. */
    double[] s4(Image digit) {
        double[][][][] x = new double[1][1][digit.height()][digit.width()];
        for (int i = 0; i < digit.pixels().length; i++) {
            x[0][0][i / digit.width()][i % digit.width()] = digit.pixels()[i] / 255;
        }
        double[][][][] s2 = halved(tanh(ConvolutionSteps.forward(x, c1, c1Bias, 1, 2))); // 6 x 14 x 14
        double[][][][] s4 = halved(tanh(ConvolutionSteps.forward(s2, c3, c3Bias, 1, 0))); // 16 x 5 x 5
        return row(s4[0]); // 400
    }

    /** What f6 makes of that: 84 numbers from -1 to 1. */
    double[] f6(double[] s4) {
        return dense(dense(s4, c5, c5Bias), f6, f6Bias); // 120, 84
    }

    private static double[][][][] halved(double[][][][] maps) {
        return PoolingSteps.forward(maps, 2, 2, PoolingSteps.Kind.AVERAGE);
    }

    private static double[][][][] tanh(double[][][][] maps) {
        for (double[][] plane : maps[0]) {
            for (double[] row : plane) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = StrictMath.tanh(row[i]);
                }
            }
        }
        return maps;
    }

    /** Channel by channel, row by row. */
    private static double[] row(double[][][] maps) {
        int side = maps[0].length;
        double[] row = new double[maps.length * side * side];
        for (int i = 0; i < row.length; i++) {
            row[i] = maps[i / (side * side)][i / side % side][i % side];
        }
        return row;
    }

    private static double[] dense(double[] x, double[][] w, double[] b) {
        double[] a = b.clone();
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < a.length; j++) {
                a[j] += x[i] * w[i][j];
            }
        }
        for (int j = 0; j < a.length; j++) {
            a[j] = StrictMath.tanh(a[j]);
        }
        return a;
    }
}
