package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.core.detection.Overlap;
import org.convzoo.course.detection.SuppressionSteps.Step;
import org.convzoo.data.LabelledBox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuppressionStepsTest {
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.5, 0.7, 0.9})
    void keepsWhatTheZooKeeps(double iou) {
        List<Detection> all = SuppressionSteps.candidates(SuppressionSteps.road());
        List<Step> steps = SuppressionSteps.steps(all, iou);
        assertThat(steps.stream().map(Step::kept))
                .containsExactlyElementsOf(NonMaxSuppression.of(iou).apply(all));
        assertThat(steps.size()
                        + steps.stream()
                                .mapToInt(step -> step.suppressed().size())
                                .sum())
                .isEqualTo(all.size());
    }

    @Test
    void oneBoxForEachThing() {
        DrawnRoad road = SuppressionSteps.road();
        List<Detection> sure = SuppressionSteps.atLeast(SuppressionSteps.SCORE, SuppressionSteps.candidates(road));
        List<Step> steps = SuppressionSteps.steps(sure, SuppressionSteps.IOU);
        assertThat(steps).hasSize(3);
        for (LabelledBox thing : road.things()) {
            assertThat(steps)
                    .filteredOn(step -> step.kept().label() == thing.label()
                            && Overlap.iou(step.kept().box(), thing.box()) > 0.8)
                    .hasSize(1);
        }
    }
}
