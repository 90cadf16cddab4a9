package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.convzoo.course.DrawnScene;
import org.junit.jupiter.api.Test;

class VolumeConvolutionTest {
    @Test
    void aFilterOfRedSeesTheDiscAndHardlyTheSquare() {
        double[][][][] x = DrawnScene.colors(), w = VolumeConvolution.filters();
        double[][][][] z = ConvolutionSteps.forward(x, w, new double[2], 1, 0);
        assertThat(new int[] {z.length, z[0].length, z[0][0].length, z[0][0][0].length})
                .containsExactly(1, 2, 94, 94);
        assertThat(VolumeConvolution.square(z[0][0])).isCloseTo(0.22, within(0.01));
        assertThat(VolumeConvolution.disc(z[0][0])).isCloseTo(1.63, within(0.01));
        assertThat(VolumeConvolution.square(z[0][1])).isCloseTo(3.21, within(0.01));
    }

    @Test
    void isTheSumOfItsChannels() {
        double[][][][] x = DrawnScene.colors();
        double[][] edges = EdgeDetection.Filter.VERTICAL.weights();
        double[][] all = ConvolutionSteps.forward(x, VolumeConvolution.filters(), new double[2], 1, 0)[0][1];
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            sum += EdgeDetection.apply(x[0][c], edges)[26][11];
        }
        assertThat(all[26][11]).isCloseTo(sum, within(1e-12));
    }
}
