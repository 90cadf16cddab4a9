package org.convzoo.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.convzoo.core.ZooException;
import org.convzoo.data.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StylizerTest {
    private static Image picture(int channels, int height, int width) {
        Random random = new Random(4);
        Image image = Image.black(channels, height, width);
        for (int i = 0; i < image.pixels().length; i++) {
            image.pixels()[i] = random.nextInt(256);
        }
        return image;
    }

    @Test
    void isTheNetWhereNothingIsLeftOver() {
        Image picture = picture(3, 12, 16);
        INDArray y = StyleNets.graph().outputSingle(Nd4j.create(picture.pixels(), new long[] {1, 3, 12, 16}, 'c'));
        for (Engine engine : Engine.values()) {
            Image painted = new Stylizer(StyleNets.model(), engine).apply(picture);
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < 12; i++) {
                    for (int j = 0; j < 16; j++) {
                        double expected = Math.max(0, Math.min(255, y.getDouble(0, c, i, j)));
                        assertThat(Math.abs(painted.at(c, i, j) - expected)).isLessThan(0.03);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"13, 18", "1, 1", "2, 9", "16, 31", "7, 3", "5, 40"})
    void paintsAnySize(int height, int width) {
        Stylizer stylizer = new Stylizer(StyleNets.model(), Engine.ONEDNN);
        Image painted = stylizer.apply(picture(3, height, width));
        assertThat(List.of(painted.channels(), painted.height(), painted.width()))
                .containsExactly(3, height, width);
        for (float value : painted.pixels()) {
            assertThat(value).isBetween(0f, 255f);
        }
        assertThat(stylizer.apply(picture(1, height, width)).channels()).isEqualTo(3); // grey
    }

    @Test
    void putsTheReflectionBelowAndToTheRight() {
        Image image = new Image(1, 2, 3, new float[] {1, 2, 3, 4, 5, 6});
        Image extended = Stylizer.extended(image, 4, 8);
        assertThat(extended.pixels())
                .containsExactly(
                        1, 2, 3, 2, 1, 2, 3, 2, //
                        4, 5, 6, 5, 4, 5, 6, 5, //
                        1, 2, 3, 2, 1, 2, 3, 2, //
                        4, 5, 6, 5, 4, 5, 6, 5);
        assertThat(Stylizer.extended(new Image(1, 1, 1, new float[] {9}), 2, 2).pixels())
                .containsExactly(9, 9, 9, 9);
    }

    @Test
    void refusesOtherNets() {
        Spec spec = VggFeatures.VGG19_FEATURES.defaultSpec().withClasses(1);
        ModelCard card = new ModelCard(
                ModelCard.FORMAT_VERSION,
                "vgg19-features",
                spec,
                VggFeatures.VGG19_FEATURES.preprocessing(spec, "test"),
                List.of("one"),
                List.of(),
                WeightsImport.provenance("test", "none", "a test"));
        assertThatThrownBy(() -> new Stylizer(new Model(StyleNets.graph(), card), Engine.ONEDNN))
                .isInstanceOf(ZooException.class)
                .hasMessage("vgg19-features.test does not paint pictures in a style: style-net does");
    }
}
