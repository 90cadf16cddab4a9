package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Supplier;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ConvolutionStepsTest {
    private static final double CLOSE = 1e-6, H = 1e-5;

    @Test
    void aStepIsASumOfProducts() {
        double[][][] slice = {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}};
        double[][][] filter = {{{1, 0}, {0, -1}}, {{0.5, 0}, {0, 2}}};
        assertThat(ConvolutionSteps.singleStep(slice, filter, 10)).isEqualTo(10 + 1 - 4 + 2.5 + 16);
    }

    @Test
    void zerosGoAround() {
        double[][][][] padded = ConvolutionSteps.zeroPad(new double[][][][] {{{{1, 2, 3}, {4, 5, 6}}}}, 2);
        assertThat(padded[0][0]).isDeepEqualTo(new double[][] {
            {0, 0, 0, 0, 0, 0, 0},
            {0, 0, 0, 0, 0, 0, 0},
            {0, 0, 1, 2, 3, 0, 0},
            {0, 0, 4, 5, 6, 0, 0},
            {0, 0, 0, 0, 0, 0, 0},
            {0, 0, 0, 0, 0, 0, 0}
        });
    }

    @ParameterizedTest
    @CsvSource({"3,1,0", "3,1,1", "3,2,1", "2,1,0", "2,2,0", "2,3,2", "1,1,0", "5,2,2"})
    void agreesWithDl4jForwardsAndBackwards(int f, int stride, int padding) {
        double[][][][] x = Volumes.random(2, 3, 7, 6, 1);
        double[][][][] w = Volumes.random(4, 3, f, f, 2);
        double[] b = Volumes.random(1, 1, 1, 4, 3)[0][0][0];
        Dl4jLayer layer = Dl4jLayer.convolution(x, w, b, stride, padding);

        double[][][][] z = ConvolutionSteps.forward(x, w, b, stride, padding);
        INDArray expected = layer.forward(x);
        assertThat(expected.shape()).containsExactly(2, 4, z[0][0].length, z[0][0][0].length);
        assertThat(Dl4jLayer.difference(expected, Nd4j.createFromArray(z))).isLessThan(CLOSE);

        double[][][][] dz = Volumes.random(2, 4, z[0][0].length, z[0][0][0].length, 4);
        ConvolutionSteps.Gradients gradients = ConvolutionSteps.backward(dz, x, w, stride, padding);
        Pair<Gradient, INDArray> slopes = layer.backward(dz);
        assertThat(Dl4jLayer.difference(slopes.getSecond(), Nd4j.createFromArray(gradients.x())))
                .isLessThan(CLOSE);
        Gradient weights = slopes.getFirst();
        assertThat(Dl4jLayer.difference(
                        weights.getGradientFor(ConvolutionParamInitializer.WEIGHT_KEY),
                        Nd4j.createFromArray(gradients.w())))
                .isLessThan(CLOSE);
        assertThat(Dl4jLayer.difference(
                        weights.getGradientFor(ConvolutionParamInitializer.BIAS_KEY),
                        Nd4j.createFromArray(gradients.b())))
                .isLessThan(CLOSE);
    }

    /** The cost is the sum of the outputs, each times a fixed slope; central differences of it. */
    @ParameterizedTest
    @CsvSource({"3,1,1", "2,2,0", "3,2,1"})
    void slopesAreThoseOfDifferences(int f, int stride, int padding) {
        double[][][][] x = Volumes.random(2, 2, 5, 6, 5);
        double[][][][] w = Volumes.random(3, 2, f, f, 6);
        double[] b = {0.3, -0.2, 0.1};
        double[][][][] z = ConvolutionSteps.forward(x, w, b, stride, padding);
        double[][][][] dz = Volumes.random(2, 3, z[0][0].length, z[0][0][0].length, 7);
        ConvolutionSteps.Gradients gradients = ConvolutionSteps.backward(dz, x, w, stride, padding);
        Supplier<Double> cost = () -> Volumes.dot(ConvolutionSteps.forward(x, w, b, stride, padding), dz);
        assertThat(Volumes.largestError(x, gradients.x(), cost, H)).isLessThan(CLOSE);
        assertThat(Volumes.largestError(w, gradients.w(), cost, H)).isLessThan(CLOSE);
        assertThat(Volumes.largestError(new double[][][][] {{{b}}}, new double[][][][] {{{gradients.b()}}}, cost, H))
                .isLessThan(CLOSE);
    }

    @Test
    void aBiasChangesEachOutput() {
        double[][][][] x = Volumes.random(1, 1, 4, 4, 8);
        double[][][][] w = Volumes.random(1, 1, 3, 3, 9);
        double without = ConvolutionSteps.forward(x, w, new double[] {0}, 1, 0)[0][0][1][1];
        assertThat(ConvolutionSteps.forward(x, w, new double[] {2.5}, 1, 0)[0][0][1][1])
                .isCloseTo(without + 2.5, within(1e-12));
    }
}
