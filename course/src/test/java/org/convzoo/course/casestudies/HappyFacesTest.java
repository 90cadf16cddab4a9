package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;

import org.convzoo.core.Engine;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Predictor;
import org.convzoo.data.Datasets;
import org.junit.jupiter.api.Test;

class HappyFacesTest {
    @Test
    void theShippedWeightsAreFifteenEpochsOfResNet20() {
        ModelCard card = ModelZoo.card("resnet20.smiles");
        assertThat(card.provenance().epochs()).isEqualTo(15);
        assertThat(card.provenance().command()).startsWith("zoo train resnet20 --data smiles ");
        assertThat(card.classes()).containsExactly("not smiling", "smiling");
        assertThat(Nets.metric("resnet20.smiles", "test", "accuracy").value()).isGreaterThan(0.94);
        assertThat(Nets.metric("resnet20.smiles", "test", "auc").images()).isEqualTo(2_785);
    }

    @Test
    void theCoursesFilesAreKnown() {
        assertThat(Datasets.entry("happy-house").images())
                .containsEntry("train", 540)
                .containsEntry("validation", 60)
                .containsEntry("test", 150);
    }

    @Test
    void teethTellASmile() {
        try (Predictor predictor = ModelZoo.load("resnet20.smiles").predictor(Engine.STOCK)) {
            assertThat(smiling(predictor, "corners down")).isLessThan(0.2);
            assertThat(smiling(predictor, "straight")).isLessThan(0.2);
            assertThat(smiling(predictor, "with teeth")).isGreaterThan(0.8);
        }
    }

    private static double smiling(Predictor predictor, String mouth) {
        return HappyFaces.smiling(predictor.predict(HappyFaces.MOUTHS.get(mouth).picture()));
    }
}
