package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.data.Image;
import org.convzoo.facenet.FaceEmbedder;
import org.junit.jupiter.api.Test;

class SiamesePairTest {
    private static final FaceEmbedder NET = DrawnPeople.embedder(Engine.ONEDNN);

    @Test
    void twoPassesShareTheirWeights() {
        List<Image> pictures = SiamesePair.pictures();
        Image a = pictures.get(0), b = pictures.get(2);
        double distance = SiamesePair.distance(NET, a, b);
        assertThat(SiamesePair.distance(NET, b, a)).as("the order").isCloseTo(distance, within(1e-6));
        assertThat(SiamesePair.distance(NET, a, a)).as("twice the same").isCloseTo(0, within(1e-6));
        List<float[]> together = NET.embed(List.of(a, b)); // one pass of both
        assertThat(FaceEmbedder.distance(together.get(0), together.get(1))).isCloseTo(distance, within(1e-4));
    }

    @Test
    void embeddingsHaveLengthOne() {
        double squares = 0;
        for (float value : NET.embed(SiamesePair.pictures().get(0))) {
            squares += value * value;
        }
        assertThat(squares).isCloseTo(1, within(1e-4));
    }

    @Test
    void onePersonIsNearerThanTwo() {
        List<Image> pictures = SiamesePair.pictures();
        assertThat(SiamesePair.distance(NET, pictures.get(0), pictures.get(1)))
                .isLessThan(SiamesePair.distance(NET, pictures.get(0), pictures.get(2)) - 0.2);
    }

    @Test
    void theTextDoesNotHangOnTheLastDigits() {
        assertThat(SiamesePair.demonstrate(Engine.STOCK).text())
                .isEqualTo(SiamesePair.demonstrate(Engine.ONEDNN).text())
                .contains("3,733,968", "7,467,936");
    }
}
