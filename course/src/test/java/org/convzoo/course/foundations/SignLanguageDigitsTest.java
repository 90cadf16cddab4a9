package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;

import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelZoo;
import org.convzoo.data.Datasets;
import org.junit.jupiter.api.Test;

class SignLanguageDigitsTest {
    @Test
    void theShippedWeightsAreSixtyEpochsOfResNet20() {
        ModelCard card = ModelZoo.card("resnet20.sign-digits");
        assertThat(card.provenance().epochs()).isEqualTo(60);
        assertThat(card.provenance().command()).startsWith("zoo train resnet20 --data sign-digits ");
        assertThat(card.spec().numClasses()).isEqualTo(10);
        assertThat(card.metrics())
                .anyMatch(metric -> metric.name().equals("accuracy")
                        && metric.split().equals("test")
                        && metric.images() == 304
                        && metric.value() > 0.98);
    }

    @Test
    void theCoursesFilesHaveSixDigits() {
        assertThat(Datasets.entry("coursera-signs").classes()).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(Datasets.entry("coursera-signs").images()).containsEntry("train", 972);
    }
}
