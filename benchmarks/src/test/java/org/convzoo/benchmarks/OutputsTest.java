package org.convzoo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OutputsTest {
    @Test
    void differenceIsRelative() {
        float[] expected = {3, -4}; // norm 5
        assertThat(Outputs.difference(new float[] {3, -4}, expected)).isZero();
        assertThat(Outputs.difference(new float[] {3, -3.5f}, expected)).isEqualTo(0.1);
        assertThat(Outputs.difference(new float[] {3e-3f, -3.5e-3f}, new float[] {3e-3f, -4e-3f}))
                .isEqualTo(0.1, within(1e-6));
    }

    @Test
    void noNumberIsNoDifference() {
        assertThat(Outputs.difference(new float[] {3, Float.NaN}, new float[] {3, 4}))
                .isNaN();
        assertThatThrownBy(() -> Outputs.difference(new float[1], new float[2]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("it gave 1 numbers instead of 2");
    }

    @Test
    void contrastIsThatOfTheLogits() {
        assertThat(Outputs.contrast(new float[] {0.25f, 0.25f, 0.25f, 0.25f})).isEqualTo(0, within(1e-6));
        double odds = Math.exp(2); // logits 1 and -1
        assertThat(Outputs.contrast(new float[] {(float) (odds / (1 + odds)), (float) (1 / (1 + odds))}))
                .isEqualTo(1, within(1e-6));
    }
}
