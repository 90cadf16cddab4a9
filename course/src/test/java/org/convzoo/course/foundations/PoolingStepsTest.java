package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import org.convzoo.course.foundations.PoolingSteps.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PoolingStepsTest {
    private static final double CLOSE = 1e-6, H = 1e-5;

    @Test
    void ofAWindowTheLargestOrTheMean() {
        double[][][][] x = {{{{1, 3, 2, 1}, {2, 9, 1, 1}, {1, 3, 2, 3}, {5, 6, 1, 2}}}};
        assertThat(PoolingSteps.forward(x, 2, 2, Kind.MAX)[0][0]).isDeepEqualTo(new double[][] {{9, 2}, {6, 3}});
        assertThat(PoolingSteps.forward(x, 2, 2, Kind.AVERAGE)[0][0])
                .isDeepEqualTo(new double[][] {{3.75, 1.25}, {3.75, 2}});
    }

    @Test
    void slopesGoToTheLargestOrToAll() {
        double[][][][] x = {{{{1, 3}, {4, 4}}}};
        double[][][][] slope = {{{{2}}}};
        assertThat(PoolingSteps.backward(slope, x, 2, 2, Kind.MAX)[0][0])
                .as("of equal ones to the first")
                .isDeepEqualTo(new double[][] {{0, 0}, {2, 0}});
        assertThat(PoolingSteps.backward(slope, x, 2, 2, Kind.AVERAGE)[0][0])
                .isDeepEqualTo(new double[][] {{0.5, 0.5}, {0.5, 0.5}});
    }

    @ParameterizedTest
    @CsvSource({"2,2,MAX", "3,1,MAX", "3,2,MAX", "2,3,MAX", "2,2,AVERAGE", "3,1,AVERAGE", "3,2,AVERAGE", "2,3,AVERAGE"})
    void agreesWithDl4jAndWithDifferences(int f, int stride, Kind kind) {
        double[][][][] x = Volumes.random(2, 3, 7, 6, 1);
        Dl4jLayer layer = Dl4jLayer.pooling(x, f, stride, kind);
        double[][][][] a = PoolingSteps.forward(x, f, stride, kind);
        INDArray expected = layer.forward(x);
        assertThat(expected.shape()).containsExactly(2, 3, a[0][0].length, a[0][0][0].length);
        assertThat(Dl4jLayer.difference(expected, Nd4j.createFromArray(a))).isLessThan(CLOSE);

        double[][][][] da = Volumes.random(2, 3, a[0][0].length, a[0][0][0].length, 2);
        double[][][][] dx = PoolingSteps.backward(da, x, f, stride, kind);
        assertThat(Dl4jLayer.difference(layer.backward(da).getSecond(), Nd4j.createFromArray(dx)))
                .isLessThan(CLOSE);
        Supplier<Double> cost = () -> Volumes.dot(PoolingSteps.forward(x, f, stride, kind), da);
        assertThat(Volumes.largestError(x, dx, cost, H)).isLessThan(CLOSE);
    }
}
