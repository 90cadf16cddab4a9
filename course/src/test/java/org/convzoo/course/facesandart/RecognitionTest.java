package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.convzoo.course.facesandart.Recognition.Errors;
import org.junit.jupiter.api.Test;

class RecognitionTest {
    @Test
    void errorsGrowAsTheFormulaSays() {
        List<Errors> measured = Recognition.measure();
        assertThat(measured).extracting(Errors::people).containsExactly(1, 10, 100, 1000);
        for (Errors errors : measured) {
            double expected = Recognition.atLeastOne(0.01, errors.people());
            double deviation = Math.sqrt(expected * (1 - expected) / 1000);
            assertThat(errors.strangersAccepted()).isCloseTo(expected, within(0.01 + 4 * deviation));
        }
        assertThat(measured.get(0).named()).isGreaterThan(0.9);
        assertThat(measured.get(3).named()).isLessThan(measured.get(0).named() - 0.1);
    }

    @Test
    void theFormulaByHand() {
        assertThat(Recognition.atLeastOne(0.5, 3)).isEqualTo(0.875);
        assertThat(Recognition.atLeastOne(0.01, 100)).isCloseTo(0.634, within(0.001));
        assertThat(Recognition.perComparison(0.875, 3)).isCloseTo(0.5, within(1e-12));
        assertThat(Recognition.perComparison(0.01, 100)).isCloseTo(1.005e-4, within(1e-7));
    }
}
