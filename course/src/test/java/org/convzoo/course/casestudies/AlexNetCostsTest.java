package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.junit.jupiter.api.Test;

class AlexNetCostsTest {
    @Test
    void denseLayersHaveTheParametersAndConvolutionsTheWork() {
        ModelSummary net = AlexNetCosts.net();
        List<Row> dense = net.layers().stream()
                .filter(row -> Nets.counts(row) && row.output().size() == 1)
                .toList();
        assertThat(dense).hasSize(3);
        assertThat(net.parameters()).isEqualTo(62_378_344);
        assertThat(dense.stream().mapToLong(Row::parameters).sum()).isEqualTo(58_631_144);
        assertThat(net.multiplyAdds()).isEqualTo(1_135_256_096);
        assertThat(dense.stream().mapToLong(Row::multiplyAdds).sum()).isEqualTo(58_621_952);
    }

    @Test
    void onTwoGpusItHasSixtyOneMillion() {
        assertThat(AlexNetCosts.net().layers().stream()
                        .mapToLong(AlexNetCosts::onTwoGpus)
                        .sum())
                .isEqualTo(60_965_224);
    }

    @Test
    void theFirstLayerHas55Columns() {
        Row conv1 = Nets.row(AlexNetCosts.net(), "conv1");
        assertThat(conv1.output()).containsExactly(96L, 55L, 55L);
        assertThat(Nets.values(conv1)).isEqualTo(290_400);
    }
}
