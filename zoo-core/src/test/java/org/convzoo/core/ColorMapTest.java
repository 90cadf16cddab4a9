package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ColorMapTest {
    @Test
    void lightnessRisesEvenly() {
        double first = lightness(ColorMap.of(0));
        double rise = lightness(ColorMap.of(1)) - first;
        assertThat(rise).isGreaterThan(75); // of 100
        for (int i = 1; i < 20; i++) {
            assertThat(lightness(ColorMap.of(i / 20.0))).isCloseTo(first + i / 20.0 * rise, within(6.0));
        }
        for (int i = 0; i < 255; i++) {
            assertThat(lightness(ColorMap.of((i + 1) / 255.0))).isGreaterThan(lightness(ColorMap.of(i / 255.0)));
        }
    }

    @Test
    void endsAreReached() {
        assertThat(ColorMap.of(-3)).isEqualTo(ColorMap.of(0));
        assertThat(ColorMap.of(7)).isEqualTo(ColorMap.of(1));
        assertThat(ColorMap.of(0)).isNotEqualTo(ColorMap.of(1));
    }

    /** CIE 1976 L*, 0 to 100. */
    private static double lightness(int rgb) {
        double y = 0.2126 * linear(rgb >> 16 & 0xff) + 0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
        return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
    }

    private static double linear(int value) {
        double v = value / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }
}
