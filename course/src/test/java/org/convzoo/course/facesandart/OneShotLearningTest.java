package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.course.facesandart.OneShotLearning.Visit;
import org.convzoo.facenet.FaceEmbedder;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class OneShotLearningTest {
    @Test
    void aSinglePictureIsEnough() {
        FaceEmbedder embedder = DrawnPeople.embedder(Engine.ONEDNN);
        INDArray before = embedder.model().graph().params().dup();
        List<Visit> visits = OneShotLearning.visits(embedder);
        for (Visit visit : visits.subList(0, 5)) {
            String own = DrawnPeople.NAMES.get(visit.person());
            assertThat(visit.before().name()).contains(own);
            assertThat(visit.after().name()).contains(own);
        }
        Visit fay = visits.get(5), gil = visits.get(6);
        assertThat(fay.before().name()).isEmpty();
        assertThat(fay.before().candidates()).hasSize(5);
        assertThat(fay.after().name()).contains("Fay");
        assertThat(gil.before().name()).isEmpty();
        assertThat(gil.after().name()).isEmpty();
        assertThat(embedder.model().graph().params()).as("nothing was trained").isEqualTo(before);
    }

    @Test
    void theTextDoesNotHangOnTheLastDigits() {
        for (Visit visit : OneShotLearning.visits(DrawnPeople.embedder(Engine.ONEDNN))) {
            Rounding.requireSafe(visit.before().candidates().get(0).distance());
            Rounding.requireSafe(visit.after().candidates().get(0).distance());
        }
    }

    @Test
    void aSoftmaxNeedsWeights() {
        assertThat(OneShotLearning.demonstrate(Engine.ONEDNN).text())
                .containsPattern("softmax of 6 +129 +774 +0\n")
                .containsPattern("similarity +0 +0 +128\n");
    }
}
