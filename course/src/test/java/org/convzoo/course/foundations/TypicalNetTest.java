package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.core.ModelSummary;
import org.junit.jupiter.api.Test;

class TypicalNetTest {
    @Test
    void sidesShrinkAndChannelsGrow() {
        ModelSummary net = TypicalNet.summary();
        assertThat(net.parameters()).isEqualTo(61_706);
        List<List<Long>> maps = net.layers().stream()
                .map(ModelSummary.Row::output)
                .filter(shape -> shape.size() == 3)
                .toList();
        assertThat(maps)
                .containsExactly(
                        List.of(6L, 28L, 28L), List.of(6L, 14L, 14L), List.of(16L, 10L, 10L), List.of(16L, 5L, 5L));
        for (int i = 1; i < maps.size(); i++) {
            assertThat(maps.get(i).get(0))
                    .isGreaterThanOrEqualTo(maps.get(i - 1).get(0));
            assertThat(maps.get(i).get(1)).isLessThan(maps.get(i - 1).get(1));
        }
    }

    @Test
    void mostParametersAreDense() {
        long dense = TypicalNet.summary().layers().stream()
                .filter(row -> row.output().size() == 1)
                .mapToLong(ModelSummary.Row::parameters)
                .sum();
        assertThat(dense).isEqualTo(59_134);
    }
}
