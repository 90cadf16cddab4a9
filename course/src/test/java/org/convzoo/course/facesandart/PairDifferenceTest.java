package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PairDifferenceTest {
    @Test
    void theChiSquareFormHasAPoleWhereFeaturesCancel() {
        PairDifference form = PairDifference.CHI_SQUARE;
        assertThat(form.of(0.3, -0.2)).isCloseTo(2.5, within(1e-9));
        assertThat(form.of(0.3, -0.299)).isCloseTo(358.8, within(0.1));
        assertThat(form.of(0.3, -0.301)).as("on the other side").isCloseTo(-361.2, within(0.1));
        assertThat(form.of(0.3, -0.3)).isInfinite();
        assertThat(PairDifference.ABSOLUTE.of(0.3, -0.3)).isEqualTo(0.6);
    }

    @Test
    void withoutNegativeFeaturesItIsNeverMoreThanTheAbsoluteOne() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            double a = random.nextInt(4) == 0 ? 0 : random.nextDouble(), b = random.nextDouble();
            double form = PairDifference.CHI_SQUARE.of(a, b);
            assertThat(form).isBetween(0.0, PairDifference.ABSOLUTE.of(a, b) + 1e-15);
            assertThat(PairDifference.CHI_SQUARE.of(b, a)).as("the order").isEqualTo(form);
        }
        assertThat(PairDifference.CHI_SQUARE.of(0, 0)).isZero();
    }
}
