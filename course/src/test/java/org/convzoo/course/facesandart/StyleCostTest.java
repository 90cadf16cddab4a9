package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.data.Image;
import org.convzoo.style.Costs;
import org.junit.jupiter.api.Test;

class StyleCostTest {
    @Test
    void placesDoNotMatter() {
        double[][][] values = {{{1, 2, 0}, {3, 1, 0}}, {{0, 1, 1}, {2, 0, 1}}};
        double[][] gram = StyleCost.gram(values);
        assertThat(gram).isDeepEqualTo(new double[][] {{15, 8}, {8, 7}});
        double[][][] moved = StyleCost.shuffled(values, 5, 3, 4, 0, 2, 1);
        assertThat(moved[0]).isDeepEqualTo(new double[][] {{0, 3, 1}, {1, 0, 2}});
        assertThat(StyleCost.gram(moved)).isDeepEqualTo(gram);
    }

    @Test
    void aTextureThatIsMovedKeepsItsStyleAndNotItsContent() {
        List<Costs> costs = StyleCost.costs(
                RandomVgg.engine(),
                DrawnTexture.WAVES.picture(0),
                List.copyOf(StyleCost.pictures().values()));
        Costs itself = costs.get(0), moved = costs.get(1), tiles = costs.get(2);
        assertThat(itself.content()).isZero();
        assertThat(itself.style()).isLessThan(1e-6 * tiles.style());
        assertThat(moved.style()).isLessThan(0.1 * tiles.style());
        assertThat(moved.content()).isGreaterThan(0.3 * tiles.content());
    }

    @Test
    void texturesAreTheSameEachTime() {
        Image waves = DrawnTexture.WAVES.picture(0);
        assertThat(DrawnTexture.WAVES.picture(0).pixels()).containsExactly(waves.pixels());
        assertThat(DrawnTexture.WAVES.picture(5).at(0, 10, 10)).isEqualTo(waves.at(0, 15, 15));
    }

    @Test
    void theTextDoesNotHangOnTheLastDigits() {
        assertThat(StyleCost.demonstrate(Engine.STOCK).text())
                .isEqualTo(StyleCost.demonstrate(Engine.ONEDNN).text());
    }
}
