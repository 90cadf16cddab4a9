package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EpochMetricsTest {
    @Test
    void writesNumbersWithAPointWhateverTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            EpochMetrics epoch = new EpochMetrics(3, 0.002, 0.25, 0.125, 0.9875, 12.5, 1234.5);

            assertThat(epoch.toCsv()).isEqualTo("3,0.002,0.25,0.125,0.9875,12.5,1234.5");
            assertThat(EpochMetrics.csvHeader("accuracy").split(","))
                    .hasSameSizeAs(epoch.toCsv().split(","));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Property
    void readsBackWhatItWrote(@ForAll @IntRange(min = 1) int epoch, @ForAll double a, @ForAll double b) {
        EpochMetrics metrics = new EpochMetrics(epoch, a, b, a / 3, b / 7, Math.sqrt(Math.abs(a)), b);

        assertThat(EpochMetrics.ofCsv(metrics.toCsv() + "\r")).isEqualTo(metrics);
    }

    @Test
    void refusesOtherLines() {
        assertThatThrownBy(() -> EpochMetrics.ofCsv("1,2,3"))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("7 columns, got 3");
        assertThatThrownBy(() -> EpochMetrics.ofCsv(EpochMetrics.csvHeader("accuracy")))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("no number");
    }

    @Test
    void prefersAccuracyThenLossThenTheEarlier() {
        EpochMetrics low = new EpochMetrics(1, 0.1, 1, 0.5, 0.90, 1, 1);
        EpochMetrics high = new EpochMetrics(2, 0.1, 1, 0.9, 0.91, 1, 1);
        EpochMetrics surer = new EpochMetrics(3, 0.1, 1, 0.4, 0.91, 1, 1);
        EpochMetrics same = new EpochMetrics(4, 0.1, 1, 0.4, 0.91, 1, 1);
        assertThat(high.betterThan(low)).isTrue();
        assertThat(low.betterThan(high)).isFalse();
        assertThat(surer.betterThan(high)).isTrue();
        assertThat(same.betterThan(surer)).isFalse();
    }
}
