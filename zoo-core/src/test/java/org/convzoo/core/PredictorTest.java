package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.convzoo.core.Predictor.Prediction;
import org.convzoo.core.Predictor.Score;
import org.convzoo.data.DataException;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.Resize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PredictorTest {
    @TempDir
    Path folder;

    private final Random random = new Random(1);
    private final Model model = resizing();

    /** The tiny net behind a preprocessing that takes pictures of any size. */
    private static Model resizing() {
        Model tiny = TestNets.model();
        ModelCard card = tiny.card();
        return new Model(
                tiny.graph(),
                new ModelCard(
                        card.formatVersion(),
                        card.architecture(),
                        card.spec(),
                        Preprocessing.unit(8, 8, ChannelOrder.GREY, new Resize(8, 8)),
                        card.classes(),
                        card.metrics(),
                        card.provenance()));
    }

    private Image picture(int channels, int height, int width) {
        Image image = Image.black(channels, height, width);
        for (int i = 0; i < image.pixels().length; i++) {
            image.pixels()[i] = random.nextInt(256);
        }
        return image;
    }

    @Test
    void askedFromEightThreadsSaysTheSame() throws Exception {
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            images.add(picture(1, 8, 8));
        }
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Predictor predictor = model.predictor()) {
            float[][] expected = each(predictor, images);
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<float[][]>> answers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                answers.add(pool.submit(() -> {
                    start.await();
                    return each(predictor, images);
                }));
            }
            for (Future<float[][]> answer : answers) {
                assertThat(answer.get()).isDeepEqualTo(expected);
            }
            assertThat(each(predictor, images)).isDeepEqualTo(expected);
        } finally {
            pool.shutdownNow();
        }
    }

    private static float[][] each(Predictor predictor, List<Image> images) {
        return images.stream()
                .map(image -> predictor.probabilities(List.of(image))[0])
                .toArray(float[][]::new);
    }

    @Test
    void picturesOfOneCallMayDifferInSizeAndColour() {
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < 70; i++) { // more than a batch
            images.add(picture(i % 2 == 0 ? 1 : 3, 5 + i % 7, 4 + i % 11));
        }
        try (Predictor predictor = model.predictor()) {
            List<Prediction> together = predictor.predict(images);
            assertThat(together).hasSize(70);
            for (int i = 0; i < 70; i++) {
                Prediction alone = predictor.predict(images.get(i));
                assertThat(together.get(i).label()).isEqualTo(alone.label());
                assertThat(together.get(i).probability()).isCloseTo(alone.probability(), within(1e-6));
            }
            assertThat(predictor.predict(List.<Image>of())).isEmpty();
        }
    }

    @Test
    void saysWhatTheNetSays() {
        Image image = picture(1, 8, 8);
        float[] scaled = new float[64];
        for (int i = 0; i < 64; i++) {
            scaled[i] = image.pixels()[i] / 255;
        }
        INDArray output = model.graph().outputSingle(Nd4j.create(scaled, new long[] {1, 1, 8, 8}));
        try (Predictor predictor = model.predictor()) {
            assertThat(predictor.probabilities(List.of(image))[0])
                    .containsExactly(output.toFloatVector(), within(1e-6f));
        }
    }

    @Test
    void aFileABufferedImageAndAnImageAreOnePicture() throws Exception {
        try (Predictor predictor = model.predictor()) {
            for (int channels : new int[] {1, 3}) {
                Image image = picture(channels, 12, 9);
                Path file = folder.resolve(channels + ".png");
                ImageIO.write(image.toBufferedImage(), "png", file.toFile());
                Prediction expected = predictor.predict(image);
                assertThat(predictor.predict(file)).isEqualTo(expected);
                assertThat(predictor.predict(image.toBufferedImage())).isEqualTo(expected);
            }
        }
    }

    @Test
    void greyIsWhatItIsAsRgb() {
        Image grey = picture(1, 8, 8);
        try (Predictor predictor = model.predictor()) {
            assertThat(predictor.predict(grey.toRgb()).probability())
                    .isCloseTo(predictor.predict(grey).probability(), within(1e-5));
        }
    }

    @Test
    void ranksTheClasses() {
        Prediction prediction = Prediction.of(List.of("a", "b", "c", "d"), new float[] {0.125f, 0.5f, 0.125f, 0.25f});
        assertThat(prediction.label()).isEqualTo("b");
        assertThat(prediction.probability()).isEqualTo(0.5);
        assertThat(prediction.top(3))
                .containsExactly(
                        new Score("b", 0.5), new Score("d", 0.25), new Score("a", 0.125)); // a before c on a tie
        assertThat(prediction.top(9)).hasSize(4).isEqualTo(prediction.scores());
        assertThat(prediction.top(0)).isEmpty();
    }

    @Test
    void refusesWhatItCannotSee() throws Exception {
        try (Predictor predictor = model.predictor()) {
            Path none = folder.resolve("none.png");
            assertThatThrownBy(() -> predictor.predict(none))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("none.png");
            Path text = Files.writeString(folder.resolve("text.png"), "hello");
            assertThatThrownBy(() -> predictor.predict(text))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("text.png");
            assertThat(predictor.predict(picture(1, 8, 8)).scores()).hasSize(2); // it goes on
        }
    }

    @Test
    void isOfNoUseOnceClosed() {
        Predictor predictor = model.predictor();
        predictor.close();
        predictor.close();
        assertThat(predictor.card().classes()).containsExactly("flat", "upright");
        assertThatThrownBy(() -> predictor.predict(picture(1, 8, 8)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the predictor is closed");
    }

    @Test
    void refusesACardThatIsOfAnotherNet() {
        ModelCard card = TestNets.card();
        ModelCard wrong = new ModelCard(
                card.formatVersion(),
                card.architecture(),
                card.spec().withClasses(3),
                card.preprocessing(),
                List.of("a", "b", "c"),
                card.metrics(),
                card.provenance());
        Model model = new Model(TestNets.model().graph(), wrong);
        assertThatThrownBy(model::predictor)
                .isInstanceOf(ZooException.class)
                .hasMessage("tiny.bars: its card has 3 classes, its net an output of shape [2]");
    }
}
