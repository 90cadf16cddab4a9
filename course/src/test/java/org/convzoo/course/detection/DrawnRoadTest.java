package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.convzoo.data.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawnRoadTest {
    /** What differs from the empty road reaches to all edges of the box, and not beyond. */
    @ParameterizedTest
    @ValueSource(ints = {DrawnRoad.PERSON, DrawnRoad.CAR, DrawnRoad.MOTORCYCLE})
    void aThingTouchesTheEdgesOfItsBox(int label) {
        Image empty = DrawnRoad.of().picture();
        Image road = DrawnRoad.of(DrawnRoad.thing(label, 180, 150, 120, 80)).picture();
        int left = DrawnRoad.WIDTH, right = 0, top = DrawnRoad.HEIGHT, bottom = 0;
        for (int y = 0; y < DrawnRoad.HEIGHT; y++) {
            for (int x = 0; x < DrawnRoad.WIDTH; x++) {
                if (road.at(0, y, x) != empty.at(0, y, x)) {
                    left = Math.min(left, x);
                    right = Math.max(right, x + 1);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y + 1);
                }
            }
        }
        assertThat(List.of(left, top, right, bottom)).containsExactly(120, 110, 240, 190);
    }

    @Test
    void noiseHasItsDeviation() {
        DrawnRoad road = DrawnRoad.of();
        float[] clear = road.picture().pixels(),
                noisy = road.noisy(6, 1).picture().pixels();
        double squares = 0;
        for (int i = 0; i < clear.length; i++) {
            squares += Math.pow(noisy[i] - clear[i], 2) / clear.length;
        }
        assertThat(Math.sqrt(squares)).isCloseTo(6, within(0.1));
        assertThat(clear).hasSize(3 * DrawnRoad.HEIGHT * DrawnRoad.WIDTH);
    }
}
