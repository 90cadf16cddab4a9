package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ParameterSharingTest {
    @Test
    void aMatrixDoesWhatTheConvolutionDoes() {
        double[][] x = Volumes.random(1, 1, 6, 6, 1)[0][0], filter = Volumes.random(1, 1, 3, 3, 2)[0][0];
        double[][] matrix = ParameterSharing.asDense(filter, 6), z = EdgeDetection.apply(x, filter);
        assertThat(new int[] {matrix.length, matrix[0].length}).containsExactly(16, 36);
        for (int i = 0; i < matrix.length; i++) {
            double sum = 0;
            for (int j = 0; j < matrix[0].length; j++) {
                sum += matrix[i][j] * x[j / 6][j % 6];
            }
            assertThat(sum).isCloseTo(z[i / 4][i % 4], within(1e-12));
        }
        double[] used = Arrays.stream(matrix)
                .flatMapToDouble(Arrays::stream)
                .filter(w -> w != 0)
                .toArray();
        assertThat(used).hasSize(144);
        assertThat(Arrays.stream(used).distinct().count()).isEqualTo(9);
    }

    @Test
    void fourteenMillionBecome456() {
        assertThat(LayerParameters.of(5, 3, 6)).isEqualTo(456);
        assertThat(ParameterSharing.dense(32 * 32 * 3, 28 * 28 * 6)).isEqualTo(14_455_392);
    }
}
