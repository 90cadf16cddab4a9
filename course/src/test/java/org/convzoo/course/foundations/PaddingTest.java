package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaddingTest {
    @Test
    void aCornerIsSeenMoreOftenWithPadding() {
        double[][] valid = Padding.timesSeen(6, 3, 0),
                same = Padding.timesSeen(6, 3, 1),
                full = Padding.timesSeen(6, 3, 2);
        assertThat(valid[0][0]).isEqualTo(1);
        assertThat(same[0][0]).isEqualTo(4);
        assertThat(full[0][0]).isEqualTo(9);
        assertThat(valid[3][3]).isEqualTo(9).isEqualTo(same[3][3]);
    }
}
