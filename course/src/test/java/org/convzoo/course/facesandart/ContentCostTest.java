package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.data.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCostTest {
    @ParameterizedTest
    @ValueSource(strings = {"conv1_1", "conv2_1", "conv3_1", "conv4_2"})
    void aPictureItselfCostsNothing(String layer) {
        List<Image> pictures = List.copyOf(ContentCost.pictures().values());
        double[] costs = ContentCost.costs(RandomVgg.engine(), layer, pictures.get(0), pictures);
        assertThat(costs[0]).isZero();
        assertThat(costs[1]).as("noise").isPositive();
        assertThat(costs[2]).as("moved by one costs less than by eight").isLessThan(costs[3]);
    }

    /** Beside what even grey costs. */
    @Test
    void deepLayersMindNoiseLess() {
        List<Image> pictures = List.copyOf(ContentCost.pictures().values());
        double[] early = ContentCost.costs(RandomVgg.engine(), "conv1_1", pictures.get(0), pictures);
        double[] deep = ContentCost.costs(RandomVgg.engine(), "conv4_2", pictures.get(0), pictures);
        assertThat(deep[1] / deep[4]).isLessThan(0.5 * early[1] / early[4]);
    }

    @Test
    void theTextDoesNotHangOnTheLastDigits() {
        Map<String, Image> pictures = ContentCost.pictures();
        assertThat(ContentCost.table(Engine.STOCK, pictures)).isEqualTo(ContentCost.table(Engine.ONEDNN, pictures));
    }
}
