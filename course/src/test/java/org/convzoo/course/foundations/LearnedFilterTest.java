package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;

import org.convzoo.course.foundations.EdgeDetection.Filter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearnedFilterTest {
    @ParameterizedTest
    @EnumSource(names = {"SOBEL", "HORIZONTAL"})
    void comesToSobelsNumbers(Filter filter) {
        double[][] picture = LearnedFilter.picture();
        double[][] wanted = EdgeDetection.apply(picture, filter.weights());
        double before = LearnedFilter.largestDifference(LearnedFilter.learn(picture, wanted, 0), filter.weights());
        double[][] learned = LearnedFilter.learn(picture, wanted, 100);
        assertThat(before).isGreaterThan(0.5);
        assertThat(LearnedFilter.largestDifference(learned, filter.weights())).isLessThan(1e-3);
    }
}
