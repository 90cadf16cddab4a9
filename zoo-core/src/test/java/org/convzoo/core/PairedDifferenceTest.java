package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedDifferenceTest {
    /** p: twice the binomial tail, 2 * 56 / 1024 for 2 of 10; the interval of 8 of 10 is 0.44390 to 0.97479 (Clopper and Pearson). */
    @Test
    void knownFigures() {
        PairedDifference d = PairedDifference.of(8, 2, 1000);
        assertThat(d.accuracy()).isCloseTo(0.006, within(1e-12));
        assertThat(d.pValue()).isCloseTo(2 * 56 / 1024.0, within(1e-9));
        assertThat(d.low()).isCloseTo((2 * 0.44390 - 1) / 100, within(1e-6));
        assertThat(d.high()).isCloseTo((2 * 0.97479 - 1) / 100, within(1e-6));
    }

    /** 1 - 0.025^(1/5) = 0.52182. */
    @Test
    void allOnOneSide() {
        PairedDifference d = PairedDifference.of(5, 0, 50);
        assertThat(d.low()).isCloseTo((2 * (1 - 0.52182) - 1) / 10, within(1e-6));
        assertThat(d.high()).isCloseTo(0.1, within(1e-12));
        assertThat(PairedDifference.of(0, 5, 50).low()).isCloseTo(-0.1, within(1e-12));
        assertThat(PairedDifference.of(0, 5, 50).high()).isCloseTo(-d.low(), within(1e-9));
    }

    @Test
    void twinsDoNotDiffer() {
        assertThat(PairedDifference.of(0, 0, 50)).isEqualTo(new PairedDifference(0, 0, 0, 0, 0, 1));
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "6, 0", "8, 1", "9, 1", "20, 9", "25, 11", "30, 12", "40, 20", "3000, 2700"})
    void theIntervalLeavesOutZeroJustWhereTheTestIsSignificant(int first, int second) {
        PairedDifference d = PairedDifference.of(first, second, 10_000);
        assertThat(d.low() > 0).isEqualTo(d.pValue() < 0.05);
        assertThat(d.accuracy()).isBetween(d.low(), d.high());
    }

    @Test
    void comparesPictureByPicture() {
        // Right: the first on pictures 0, 1, 2, the second on 2, 3.
        EvaluationResult first = result(4, 0, 0, 0, 1);
        EvaluationResult second = result(4, 1, 1, 0, 0);
        PairedDifference d = PairedDifference.of(first, second);
        assertThat(d.onlyFirst()).isEqualTo(2);
        assertThat(d.onlySecond()).isEqualTo(1);
        assertThat(d.accuracy()).isCloseTo(0.25, within(1e-12));
        assertThatThrownBy(() -> PairedDifference.of(first, result(3, 0, 0, 0)))
                .hasMessage("two results on other pictures: 4 of d p, 3 of d p");
    }

    private static EvaluationResult result(int n, int... predicted) {
        float[][] probabilities = new float[n][2];
        for (int i = 0; i < n; i++) {
            probabilities[i][predicted[i]] = 1;
        }
        return EvaluationResult.of("m", "d", "p", List.of("a", "b"), probabilities, new int[n]);
    }
}
