package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaceLandmarksTest {
    @Test
    void aShortTrainingFindsFiveLandmarks() {
        assertThat(FaceLandmarks.error(FaceLandmarks.trained(FaceLandmarks.STEPS)))
                .isLessThan(0.3);
    }

    @Test
    void sixtyFourLandmarksAre129Numbers() {
        assertThat(FaceLandmarks.outputs(64)).isEqualTo(129);
        assertThat(FaceLandmarks.outputs(5)).isEqualTo(11);
    }
}
