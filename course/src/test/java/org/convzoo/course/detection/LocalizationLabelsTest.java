package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.convzoo.yolo.Localization;
import org.junit.jupiter.api.Test;

class LocalizationLabelsTest {
    private static final Localization LOCALIZATION = new Localization(3, DrawnRoad.HEIGHT, DrawnRoad.WIDTH);
    private static final float[] CAR = LOCALIZATION.encode(LocalizationLabels.car());

    @Test
    void whereNothingIsOnlyPcCounts() {
        double first = LocalizationLabels.loss(LOCALIZATION.nothing(), new double[] {-4, 0, 0, 0, 0, 0, 0, 0});
        assertThat(first).isCloseTo(Math.log1p(Math.exp(-4)), within(1e-12));
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            double[] wild = random.doubles(8, -9, 9).toArray();
            wild[0] = -4;
            assertThat(LocalizationLabels.loss(LOCALIZATION.nothing(), wild)).isEqualTo(first);
            assertThat(LocalizationLabels.slopes(LOCALIZATION.nothing(), wild)).isEqualTo(1);
        }
    }

    @Test
    void aCarIsEightNumbers() {
        assertThat(CAR).containsExactly(new float[] {1, 0.55f, 0.7f, 0.3f, 0.5f, 0, 1, 0}, within(1e-6f));
        double[] beside = LocalizationLabels.answer(4, 0.65, 0.7, 0.3, 0.4, DrawnRoad.CAR);
        double[] right = LocalizationLabels.answer(4, 0.55, 0.7, 0.3, 0.5, DrawnRoad.CAR);
        assertThat(LocalizationLabels.loss(CAR, beside) - LocalizationLabels.loss(CAR, right))
                .as("five times two squares of 0.1")
                .isCloseTo(5 * 0.02, within(1e-6));
        assertThat(LocalizationLabels.slopes(CAR, beside)).isEqualTo(6); // p_c, x, width and the classes
    }
}
