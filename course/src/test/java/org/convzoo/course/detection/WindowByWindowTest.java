package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.convzoo.core.detection.Detection;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

class WindowByWindowTest {
    @Test
    void aSmallStrideFindsTheCars() {
        ComputationGraph classifier = CarClassifier.trained();
        DrawnRoad road = WindowByWindow.road();
        double[][] scores = WindowByWindow.scores(classifier, road, 2);
        assertThat(scores).hasDimensions(26, 41);
        List<Detection> all = WindowByWindow.detections(scores, WindowByWindow.windows(2));
        List<Detection> found = WindowByWindow.suppressed(all);
        assertThat(found.size()).isLessThan(all.size());
        assertThat(WindowByWindow.hits(found, road)).isEqualTo(3);
        double[][] coarse = WindowByWindow.scores(classifier, road, 8);
        assertThat(coarse).hasDimensions(7, 11);
        assertThat(WindowByWindow.hits(WindowByWindow.detections(coarse, WindowByWindow.windows(8)), road))
                .isLessThan(3);
    }

    @Test
    void multiplyAddsAreThoseOfThreeLayers() {
        assertThat(WindowByWindow.multiplyAdds(CarClassifier.net()))
                .isEqualTo(4 * 4 * 3 * 12 * 4 * 9 + 12 * 4 * 9 * 8 + 8 * 2);
    }

    @Test
    void roadsHaveThreeCarsApart() {
        DrawnRoad road = CarClassifier.road(new Random(5));
        assertThat(road.things()).hasSize(5);
        assertThat(road.things())
                .filteredOn(thing -> thing.label() == DrawnRoad.CAR)
                .hasSize(3);
    }
}
