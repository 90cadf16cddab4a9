package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.course.foundations.ConvolutionSteps;
import org.junit.jupiter.api.Test;

class PointwiseConvolutionTest {
    @Test
    void isADenseLayerAtEachPlace() {
        double[][][][] x = ResidualBlock.input(3, 5, new Random(1));
        double[][][][] z = ConvolutionSteps.forward(x, PointwiseConvolution.MIXES, new double[3], 1, 0);
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 5; j++) {
                    double sum = 0;
                    for (int c = 0; c < 3; c++) {
                        sum += PointwiseConvolution.MIXES[k][c][0][0] * x[0][c][i][j];
                    }
                    assertThat(z[0][k][i][j]).isCloseTo(sum, within(1e-12));
                }
            }
        }
    }

    @Test
    void costsATwentyFifthOfFiveByFive() {
        assertThat(PointwiseConvolution.multiplications(1, 192, 32, 28)).isEqualTo(4_816_896);
        assertThat(PointwiseConvolution.multiplications(5, 192, 32, 28)).isEqualTo(120_422_400);
    }

    @Test
    void isCountedAsTheZooDoes() {
        Row layer = Nets.row(InceptionModule.net(), "inception3a.branch3.0");
        assertThat(PointwiseConvolution.multiplications(1, 192, 16, 28)).isEqualTo(layer.multiplyAdds());
    }
}
