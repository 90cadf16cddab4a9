package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.course.facesandart.FaceRecognition.Answer;
import org.junit.jupiter.api.Test;

class FaceRecognitionTest {
    @Test
    void theDoorsKnowWhoIsThere() {
        List<Answer> answers = FaceRecognition.answers(Engine.ONEDNN);
        assertThat(answers).extracting(Answer::isTheNamed).containsExactly(true, true, false, false);
        assertThat(answers.get(0).who().name()).contains("Abe");
        assertThat(answers.get(1).who().name()).contains("Cal");
        assertThat(answers.get(2).who().name()).as("who says that he is Abe").contains("Ben");
        assertThat(answers.get(3).who().name()).as("a stranger").isEmpty();
    }

    @Test
    void theTextDoesNotHangOnTheLastDigits() {
        FaceRecognition.answers(Engine.ONEDNN).forEach(answer -> Rounding.requireSafe(answer.distance()));
        assertThat(FaceRecognition.demonstrate(Engine.ONEDNN).text())
                .contains("facenet-nn4.att-faces  att-faces  test              auc  0.994");
    }
}
