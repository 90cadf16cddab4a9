package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.data.Image;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class TransferLearningTest {
    private static final Map<String, TransferLearning.Form> FORMS = TransferLearning.forms();

    @Test
    void frozenLayersBeatPixelsWithFewPictures() {
        int[] pixels = FORMS.get("pixels").right();
        int[] handwriting = FORMS.get("f6 of lenet5.mnist").right();
        assertThat(handwriting[0]).isGreaterThan(pixels[0] + 30);
        assertThat(handwriting[3]).isGreaterThan(pixels[3]);
        assertThat(pixels[3]).isGreaterThan(pixels[0]);
    }

    @Test
    void earlyLayersOfClothesKnowMoreOfDigitsThanLateOnes() {
        assertThat(FORMS.get("s4 of lenet5.fashion-mnist").right()[3])
                .isGreaterThan(FORMS.get("f6 of lenet5.fashion-mnist").right()[3]);
    }

    @Test
    void theLoopsComputeWhatTheNetDoes() {
        Image digit = DrawnDigits.test().image(3);
        Model model = ModelZoo.load("lenet5.mnist");
        float[] input = new float[28 * 28];
        model.card().preprocessing().normalize(digit, input, 0);
        double[] f6 = model.graph()
                .feedForward(Nd4j.create(input, new long[] {1, 1, 28, 28}), false)
                .get("f6")
                .toDoubleVector();
        LeNetLoops loops = new LeNetLoops("lenet5.mnist");
        assertThat(loops.f6(loops.s4(digit))).containsExactly(f6, within(1e-5));
    }
}
