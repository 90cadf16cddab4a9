package org.convzoo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void medianOfOddAndEvenNumbers() {
        assertThat(Statistics.median(List.of(9., 1., 5.))).isEqualTo(5);
        assertThat(Statistics.median(List.of(9., 1., 5., 2.))).isEqualTo(3.5);
        assertThat(Statistics.median(List.of(7.))).isEqualTo(7);
    }

    @Test
    void spreadIsTheInterquartileRangeOfTheMedian() {
        // Quartiles of 1 to 5 are 2 and 4, the median is 3.
        assertThat(Statistics.spread(List.of(5., 1., 4., 2., 3.))).isEqualTo(2 / 3., within(1e-12));
        assertThat(Statistics.spread(List.of(1., 2., 3., 4.))).isEqualTo(1.5 / 2.5, within(1e-12));
        assertThat(Statistics.spread(List.of(7.))).isZero();
    }

    @Test
    void oneSlowRoundMovesNeither() {
        List<Double> values = List.of(100., 100., 100., 100., 1.);
        assertThat(Statistics.median(values)).isEqualTo(100);
        assertThat(Statistics.spread(values)).isZero();
    }

    @Test
    void nothingHasNoMedian() {
        assertThatThrownBy(() -> Statistics.median(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
