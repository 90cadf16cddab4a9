package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.course.facesandart.BinaryVerification.Judged;
import org.convzoo.course.facesandart.BinaryVerification.Pairs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BinaryVerificationTest {
    private static final List<float[]> TRAIN = BinaryVerification.features(Engine.ONEDNN, DrawnPeople.CALIBRATING);
    private static final List<float[]> TEST = BinaryVerification.features(Engine.ONEDNN, BinaryVerification.JUDGED);

    @ParameterizedTest
    @EnumSource
    void tellsPeopleApartWhomItHasNotSeen(PairDifference form) {
        Pairs train = Pairs.of(TRAIN), test = Pairs.of(TEST);
        assertThat(test.same()).hasSize(60 * 59 / 2);
        double[] probabilities = BinaryVerification.probabilities(form, train, test);
        Judged judged = Judged.of(probabilities, test.same());
        assertThat((judged.same() + judged.different()) / 2).isGreaterThan(0.8);
        for (double probability : probabilities) {
            assertThat(Math.abs(probability - 0.5))
                    .as("no pair hangs on the last digits")
                    .isGreaterThan(1e-5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void featuresAreNotNegative(PairDifference form) {
        for (float[] features : TEST) {
            assertThat(features).hasSize(736);
            for (float value : features) {
                assertThat(value).isGreaterThanOrEqualTo(0);
            }
        }
        assertThat(form.of(TEST.get(0), TEST.get(0))).containsOnly(0);
    }
}
