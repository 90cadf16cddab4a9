package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.convzoo.core.Calibration.Bin;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void agreesWithHandComputedNumbers() {
        // Bin 12 holds 0.75 and 0.78, one right: |1 - 1.53| = 0.53. Bin 15 holds 0.95 and 1, both right: |2 - 1.95| =
        // 0.05.
        Calibration calibration =
                Calibration.of(new double[] {0.75, 0.95, 0.78, 1}, new boolean[] {true, true, false, true});

        assertThat(calibration.error()).isCloseTo((0.53 + 0.05) / 4, within(1e-12));
        assertThat(calibration.bins()).hasSize(15);
        assertThat(calibration.bins().stream().mapToInt(Bin::images).sum()).isEqualTo(4);
        Bin bin = calibration.bins().get(11);
        assertThat(bin.from()).isEqualTo(11 / 15.0);
        assertThat(bin.to()).isEqualTo(12 / 15.0);
        assertThat(bin.images()).isEqualTo(2);
        assertThat(bin.confidence()).isCloseTo(0.765, within(1e-12));
        assertThat(bin.accuracy()).isEqualTo(0.5);
        assertThat(calibration.bins().get(0)).isEqualTo(new Bin(0, 1 / 15.0, 0, 0, 0));
    }

    @Test
    void binsAreOpenBelowAndClosedAbove() {
        Calibration calibration = Calibration.of(new double[] {0.2, Math.nextUp(0.2), 0}, new boolean[3]);

        assertThat(calibration.bins().get(2).images()).isEqualTo(1);
        assertThat(calibration.bins().get(3).images()).isEqualTo(1);
        assertThat(calibration.bins().get(0).images()).isEqualTo(1);
    }

    @Test
    void isZeroForACertainNetThatIsAlwaysRight() {
        assertThat(Calibration.of(new double[] {1, 1}, new boolean[] {true, true})
                        .error())
                .isZero();
    }
}
