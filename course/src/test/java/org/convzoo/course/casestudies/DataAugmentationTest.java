package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.convzoo.course.DrawnScene;
import org.convzoo.data.Image;
import org.junit.jupiter.api.Test;

class DataAugmentationTest {
    @Test
    void movedDigitsAreReadByANetThatSawSuch() {
        SmallNet still = DataAugmentation.trained(0), moved = DataAugmentation.trained(2);
        assertThat(DataAugmentation.right(moved, 2)).isGreaterThan(DataAugmentation.right(still, 2) + 50);
        assertThat(DataAugmentation.right(moved, 0)).isGreaterThan(DataAugmentation.right(still, 0));
    }

    @Test
    void componentsAreOrthogonalAndShiftAllPixelsAlike() {
        Image scene = DrawnScene.picture();
        PcaColors colors = new PcaColors(scene);
        double[] first = colors.direction(0), second = colors.direction(1);
        assertThat(first[0] * second[0] + first[1] * second[1] + first[2] * second[2])
                .isCloseTo(0, within(1e-12));
        assertThat(colors.deviation(0)).isGreaterThan(colors.deviation(1));
        Image shifted = colors.shifted(scene, 0.1);
        float red = shifted.at(0, 40, 60) - scene.at(0, 40, 60);
        assertThat(red).isCloseTo((float) (0.1 * colors.deviation(0) * first[0]), within(1e-3f));
        assertThat(shifted.at(0, 80, 10) - scene.at(0, 80, 10)).isCloseTo(red, within(1e-3f));
    }
}
