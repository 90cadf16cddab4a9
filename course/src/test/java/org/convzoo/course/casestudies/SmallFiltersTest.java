package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;

import org.convzoo.core.ModelSummary;
import org.convzoo.vgg.Vgg;
import org.junit.jupiter.api.Test;

class SmallFiltersTest {
    @Test
    void threeLayersSeeSevenPixelsWithFewerWeights() {
        assertThat(SmallFilters.view(1)).isDeepEqualTo(new double[][] {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}});
        assertThat(SmallFilters.view(2)[0]).containsExactly(1, 2, 3, 2, 1);
        assertThat(SmallFilters.view(3)).hasDimensions(7, 7);
        assertThat(SmallFilters.weights(3, 3, 512)).isEqualTo(27L * 512 * 512);
        assertThat(SmallFilters.weights(1, 7, 512)).isEqualTo(49L * 512 * 512);
    }

    @Test
    void mostParametersAreTheFirstDenseLayers() {
        ModelSummary net = Nets.summary(Vgg.VGG16);
        assertThat(Nets.depth(net)).isEqualTo(16);
        assertThat(net.parameters()).isEqualTo(138_357_544);
        assertThat(net.multiplyAdds()).isEqualTo(15_470_264_320L);
        assertThat(Nets.row(net, "fc6").parameters()).isEqualTo(102_764_544);
    }
}
