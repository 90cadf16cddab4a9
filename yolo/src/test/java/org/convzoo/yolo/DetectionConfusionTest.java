package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.core.detection.Detection;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.junit.jupiter.api.Test;

class DetectionConfusionTest {
    private static final Box LEFT = new Box(0, 0, 10, 10), RIGHT = new Box(50, 0, 10, 10), LOW = new Box(0, 50, 10, 10);

    @Test
    void countsWhatIsTakenForWhat() {
        DetectionConfusion confusion = new DetectionConfusion(2, 0.25);
        confusion.add(
                List.of(
                        new Detection(LEFT, 0, 0.9), // right
                        new Detection(LEFT, 1, 0.8), // nothing is left there
                        new Detection(RIGHT, 1, 0.7), // a 0 taken for a 1
                        new Detection(LOW, 1, 0.2)), // too unsure
                List.of(new LabelledBox(LEFT, 0), new LabelledBox(RIGHT, 0), new LabelledBox(LOW, 1)));
        assertThat(confusion.counts()).isDeepEqualTo(new int[][] {{1, 1, 0}, {0, 0, 1}, {0, 1, 0}});
    }

    @Test
    void crowdsCountNeitherWay() {
        DetectionConfusion confusion = new DetectionConfusion(1, 0.25);
        confusion.add(List.of(new Detection(new Box(2, 2, 4, 4), 0, 0.9)), List.of(new LabelledBox(LEFT, 0, true)));
        assertThat(confusion.counts()).isDeepEqualTo(new int[][] {{0, 0}, {0, 0}});
    }
}
