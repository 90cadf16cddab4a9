package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.foundations.EdgeDetection.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EdgeDetectionTest {
    @Test
    void aStepBecomesABandOfThirty() {
        double[][] picture = EdgeDetection.lightToDark();
        double[][] edges = EdgeDetection.apply(picture, Filter.VERTICAL.weights());
        assertThat(edges)
                .isDeepEqualTo(new double[][] {{0, 30, 30, 0}, {0, 30, 30, 0}, {0, 30, 30, 0}, {0, 30, 30, 0}});
        assertThat(EdgeDetection.apply(picture, Filter.HORIZONTAL.weights())).isDeepEqualTo(new double[4][4]);
        assertThat(EdgeDetection.apply(picture, Filter.SOBEL.weights())[0]).containsExactly(0, 40, 40, 0);
        assertThat(EdgeDetection.apply(picture, Filter.SCHARR.weights())[0]).containsExactly(0, 160, 160, 0);
    }

    @ParameterizedTest
    @EnumSource
    void evenGroundHasNoEdges(Filter filter) {
        double[][] even = new double[5][5];
        for (double[] row : even) {
            Arrays.fill(row, 7);
        }
        assertThat(EdgeDetection.apply(even, filter.weights())).isDeepEqualTo(new double[3][3]);
    }

    @Test
    void theSquareHasEdgesOfBothSigns() {
        double[][] edges = EdgeDetection.apply(DrawnScene.grey()[0][0], Filter.VERTICAL.weights());
        assertThat(edges[26][11]).as("pale to red").isCloseTo(1.13, within(0.01));
        assertThat(edges[26][41]).as("red to pale").isCloseTo(-1.22, within(0.1));
        assertThat(edges[26][26]).as("within").isZero();
    }

    @Test
    void strengthDoesNotAskForTheDirection() {
        double[][] across = EdgeDetection.lightToDark(), down = new double[6][6];
        Arrays.fill(down[0], 10);
        Arrays.fill(down[1], 10);
        Arrays.fill(down[2], 10);
        assertThat(EdgeDetection.strength(across)[1]).containsExactly(0, 40, 40, 0);
        assertThat(EdgeDetection.strength(down)[1]).containsExactly(40, 40, 40, 40);
    }
}
