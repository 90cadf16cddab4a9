package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayerParametersTest {
    @Test
    void tenFiltersHave280() {
        assertThat(LayerParameters.of(3, 3, 10)).isEqualTo(280);
        for (int f = 1; f <= 11; f += 2) {
            assertThat(LayerParameters.ofDl4j(f, 7, 5)).isEqualTo(LayerParameters.of(f, 7, 5));
        }
    }

    @Test
    void theSmallNetEndsIn1960() {
        assertThat(LayerParameters.demonstrate().text())
                .contains("convolution 3          5  2  0       7      7        40      20,040")
                .contains("1,960");
    }
}
