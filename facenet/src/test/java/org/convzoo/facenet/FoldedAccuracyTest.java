package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FoldedAccuracyTest {
    /** Three folds by hand: two agree that 1 is the same and 3 is not, the third has it at 5 and 7. */
    @Test
    void eachFoldIsJudgedByTheOthers() {
        double[] distances = {1, 3, 1, 3, 5, 7};
        boolean[] same = {true, false, true, false, true, false};
        int[] fold = {0, 0, 1, 1, 2, 2};
        FoldedAccuracy accuracy = FoldedAccuracy.of(distances, same, fold);
        // The others of fold 2 separate at 2, which refuses 5 and 7; those of folds 0 and 1 have several best
        // thresholds, the lowest is 2.
        assertThat(accuracy.thresholds()).containsExactly(2.0, 2.0, 2.0);
        assertThat(accuracy.folds()).containsExactly(1.0, 1.0, 0.5);
        assertThat(accuracy.accuracy()).isCloseTo(2.5 / 3, within(1e-12));
        // Standard deviation of 1, 1, 1/2 is sqrt(1/12); of the mean, sqrt(1/36).
        assertThat(accuracy.standardError()).isCloseTo(1 / 6.0, within(1e-12));
    }

    @Test
    void oneFoldCannotBeJudged() {
        assertThatThrownBy(() -> FoldedAccuracy.of(new double[] {1, 2}, new boolean[] {true, false}, new int[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("to judge folds by each other takes two or more, got 1");
    }
}
