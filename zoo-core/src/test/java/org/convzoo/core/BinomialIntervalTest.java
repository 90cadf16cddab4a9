package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialIntervalTest {
    /** Computed by Wilson's formula with z = 1.959964 outside of Java. */
    @ParameterizedTest
    @CsvSource({
        "0.5, 4, 0.150039, 0.849961",
        "0, 10, 0, 0.277533",
        "1, 10, 0.722467, 1",
        "0.875, 10000, 0.868374, 0.881338",
    })
    void isWilsons(double share, int trials, double low, double high) {
        BinomialInterval interval = BinomialInterval.of(share, trials);
        assertThat(interval.low()).isCloseTo(low, within(1e-6));
        assertThat(interval.high()).isCloseTo(high, within(1e-6));
    }
}
