package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.junit.jupiter.api.Test;

class PoolingTest {
    @Test
    void hasNothingToLearn() {
        assertThat(Pooling.parameters(PoolingType.MAX)).isZero();
        assertThat(Pooling.parameters(PoolingType.AVG)).isZero();
    }

    @Test
    void theMaximumKeepsTheStrongestAnswer() {
        String text = Pooling.demonstrate().text();
        String whole = strongest(text, "as it is");
        assertThat(strongest(text, "maximum of 4 x 4")).isEqualTo(whole);
        assertThat(Double.parseDouble(strongest(text, "average of 4 x 4"))).isLessThan(Double.parseDouble(whole));
    }

    private static String strongest(String text, String map) {
        String line =
                text.lines().filter(one -> one.startsWith(map)).findFirst().orElseThrow();
        return line.substring(line.lastIndexOf(' ') + 1);
    }
}
