package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.convzoo.core.Engine;
import org.convzoo.course.DrawnScene;
import org.convzoo.data.Image;
import org.convzoo.style.StyleObjective;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class TotalCostTest {
    @Test
    void theSlopeIsExact() {
        try (StyleObjective objective = TotalCost.small()) {
            for (Image picture : new Image[] {TotalCost.start(), DrawnScene.picture(), DrawnTexture.TILES.picture(0)}) {
                assertThat(TotalCost.slopeError(objective, RandomVgg.array(DataType.DOUBLE, TotalCost.small(picture))))
                        .isLessThan(5e-5);
            }
        }
    }

    @Test
    void gradientDescentLowersTheCost() {
        try (StyleObjective objective = TotalCost.objective(RandomVgg.engine())) {
            RandomVgg.Descent descent = new RandomVgg.Descent(objective, TotalCost.start(), TotalCost.RATE);
            double first = descent.now().costs().total();
            descent.step(10);
            double tenth = descent.now().costs().total();
            descent.step(10);
            assertThat(tenth).isLessThan(0.7 * first);
            assertThat(descent.now().costs().total()).isLessThan(tenth);
        }
    }

    @Test
    void theTextDoesNotHangOnTheLastDigits() {
        assertThat(TotalCost.table(Engine.STOCK, new ArrayList<>(), 0, 10))
                .isEqualTo(TotalCost.table(Engine.ONEDNN, new ArrayList<>(), 0, 10));
    }
}
