package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.facenet.AllPairs;
import org.convzoo.facenet.FaceEmbedder;
import org.convzoo.facenet.PairMetrics;
import org.junit.jupiter.api.Test;

class TrustedThresholdTest {
    @Test
    void aThresholdHoldsForOtherPeopleOfTheSameKind() {
        FaceEmbedder embedder = DrawnPeople.embedder(Engine.ONEDNN);
        AllPairs calibrating = DrawnPeople.pairs(embedder, DrawnPeople.CALIBRATING);
        AllPairs judging = DrawnPeople.pairs(embedder, TrustedThreshold.JUDGING);
        assertThat(judging.same()).hasSize(1770);
        Map<String, PairMetrics> judged = TrustedThreshold.judged(embedder, calibrating, judging);
        PairMetrics photographs = judged.get("photographs"), drawn = judged.get("twenty drawn people");
        PairMetrics strict = judged.get("the same, false accepts 1 %");
        assertThat(drawn.balancedAccuracy()).isGreaterThan(photographs.balancedAccuracy() + 0.05);
        assertThat(drawn.balancedAccuracy()).isGreaterThan(0.85);
        assertThat(strict.falseAcceptRate()).isLessThan(0.05);
        assertThat(strict.threshold()).isLessThan(drawn.threshold());
        assertThat(photographs.auc()).as("does not ask for a threshold").isEqualTo(drawn.auc());
    }

    @Test
    void theTextDoesNotHangOnTheLastDigits() {
        assertThat(TrustedThreshold.demonstrate(Engine.STOCK).text())
                .isEqualTo(TrustedThreshold.demonstrate(Engine.ONEDNN).text());
    }
}
