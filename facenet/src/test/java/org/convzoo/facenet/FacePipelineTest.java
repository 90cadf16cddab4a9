package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.convzoo.core.Engine;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Roc;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Image;
import org.convzoo.data.Progress;
import org.convzoo.data.Resize;
import org.convzoo.facenet.FacePipeline.Embedded;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real-data")
class FacePipelineTest {
    private static final String WEIGHTS = "facenet-resnet.face-api";
    private static final double PUBLISHED_THRESHOLD = 0.6;

    private static List<Image> pictures;
    private static FacePipeline pipeline;

    @BeforeAll
    static void load() {
        FaceData.require();
        pictures = FaceData.attFaces();
        pipeline = FacePipeline.of(WEIGHTS, false, Engine.ONEDNN, DataHome.fromEnvironment(), Progress.NONE);
    }

    /** All pairs of all 40 people; the one picture without a found face is left out. */
    @Test
    void tellsThePeopleOfAttFacesApart() {
        List<Integer> who = new ArrayList<>();
        List<Image> chips = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            List<Face> faces = pipeline.detector().orElseThrow().detect(pictures.get(i));
            if (!faces.isEmpty()) {
                who.add(i / FaceData.PICTURES);
                chips.add(pipeline.framing().chip(pictures.get(i), faces.get(0)));
            }
        }
        List<float[]> points = pipeline.embedder().embed(chips);
        int n = points.size(), pairs = 0, right = 0;
        double[] scores = new double[n * (n - 1) / 2];
        boolean[] same = new boolean[scores.length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                scores[pairs] = -FaceEmbedder.distance(points.get(i), points.get(j));
                same[pairs] = who.get(i).equals(who.get(j));
                right += (-scores[pairs] < PUBLISHED_THRESHOLD) == same[pairs] ? 1 : 0;
                pairs++;
            }
        }
        Roc roc = Roc.of(scores, same);
        double equalError = roc.points().stream()
                .mapToDouble(point -> Math.max(point.falsePositiveRate(), 1 - point.truePositiveRate()))
                .min()
                .orElseThrow();
        double accuracy = (double) right / pairs;
        System.out.printf(
                Locale.ROOT,
                "%s on att-faces: %d pairs, AUC %.5f, EER %.4f, accuracy at 0.6 %.4f%n",
                WEIGHTS,
                pairs,
                roc.auc(),
                equalError,
                accuracy);
        assertThat(pairs).isGreaterThan(79_000);
        assertThat(roc.auc()).isGreaterThan(0.999);
        assertThat(equalError).isLessThan(0.01);
        assertThat(accuracy).isGreaterThan(0.97);
    }

    /** Turned by ten degrees, a third larger, moved: the chip is nearly the same. */
    @Test
    void turnedScaledAndMovedCopiesStayNear() {
        for (int i = 0; i < pictures.size(); i += 16) {
            float[] original = pipeline.embed(pictures.get(i)).embedding();
            for (double degrees : new double[] {-10, 10}) {
                float[] copy = pipeline.embed(turned(pictures.get(i), degrees)).embedding();
                assertThat(FaceEmbedder.distance(original, copy))
                        .as("picture %d, %s degrees", i, degrees)
                        .isLessThan(0.25);
            }
        }
    }

    /** On a larger canvas, with the similarity that takes its places to the picture's. */
    private static Image turned(Image picture, double degrees) {
        double cos = Math.cos(Math.toRadians(degrees)) / 1.3, sin = Math.sin(Math.toRadians(degrees)) / 1.3;
        Similarity back = new Similarity(cos, -sin, 0, 0);
        Point center = back.apply(140, 125);
        Image canvas = Image.black(1, 240, 260);
        for (int y = 0; y < canvas.height(); y++) {
            for (int x = 0; x < canvas.width(); x++) {
                Point turned = back.apply(x + 0.5, y + 0.5);
                double fromX = turned.x() - center.x() + 46 - 0.5, fromY = turned.y() - center.y() + 56 - 0.5;
                canvas.pixels()[y * canvas.width() + x] = sampled(picture, fromX, fromY);
            }
        }
        return canvas;
    }

    private static float sampled(Image picture, double x, double y) {
        int left = (int) Math.floor(x), top = (int) Math.floor(y);
        if (left < 0 || top < 0 || left + 1 >= picture.width() || top + 1 >= picture.height()) {
            return 90;
        }
        float across = (float) (x - left), down = (float) (y - top);
        float upper = picture.at(0, top, left) * (1 - across) + picture.at(0, top, left + 1) * across;
        float lower = picture.at(0, top + 1, left) * (1 - across) + picture.at(0, top + 1, left + 1) * across;
        return upper * (1 - down) + lower * down;
    }

    @Test
    void takesTheLargestAndTellsHowMany() {
        Image two = Image.black(1, 300, 300);
        FaceData.paste(new Resize(224, 184).apply(pictures.get(50), null), two, 20, 100);
        FaceData.paste(new Resize(90, 74).apply(pictures.get(120), null), two, 10, 10);
        Embedded embedded = pipeline.embed(two);
        assertThat(embedded.chip().faces()).isEqualTo(2);
        assertThat(embedded.chip().face().orElseThrow().box().centerX()).isGreaterThan(100);
        assertThat(FaceEmbedder.distance(
                        embedded.embedding(), pipeline.embed(pictures.get(50)).embedding()))
                .isLessThan(0.25);
    }

    @Test
    void saysThatThereIsNoFace() {
        assertThatThrownBy(() -> pipeline.embed(Image.black(3, 80, 100)))
                .isInstanceOf(ZooException.class)
                .hasMessage(
                        "no face found in a picture of 100x80 pixels; a picture that is a cut-out face is taken as it is"
                                + " with --aligned");
    }

    /** A chip is taken as it is, and gives what the picture gave that it was cut from. */
    @Test
    void alignedPicturesNeedNoDetector() {
        FacePipeline aligned = FacePipeline.of(WEIGHTS, true, Engine.ONEDNN, DataHome.fromEnvironment(), Progress.NONE);
        assertThat(aligned.isAligned()).isTrue();
        Embedded embedded = pipeline.embed(pictures.get(3));
        Embedded again = aligned.embed(embedded.chip().image());
        assertThat(again.chip().face()).isEmpty();
        assertThat(FaceEmbedder.distance(embedded.embedding(), again.embedding()))
                .isLessThan(1e-4);
    }

    /** The 68 landmarks lead to nearly the same chip as the detector's five. */
    @Test
    void sixtyEightLandmarksAgreeWithFive() {
        LandmarkFinder finder = new LandmarkFinder(Engine.ONEDNN.prepare(ModelZoo.load("face-landmarks68.face-api")));
        for (int i = 0; i < pictures.size(); i += 40) {
            Face face =
                    pipeline.detector().orElseThrow().detect(pictures.get(i)).get(0);
            List<Point> five = LandmarkFinder.five(finder.find(pictures.get(i).toRgb(), face.box()));
            for (int k = 0; k < Face.LANDMARKS; k++) {
                assertThat(five.get(k).distance(face.landmarks().get(k))
                                / face.box().width())
                        .as("picture %d, landmark %d", i, k)
                        .isLessThan(0.15);
            }
        }
    }

    /** The same weights have the same digest; others, or another preprocessing, another. */
    @Test
    void theDigestTellsEmbeddersApart() {
        String digest = pipeline.embedder().digest();
        FaceEmbedder again = new FaceEmbedder(ModelZoo.load(WEIGHTS));
        assertThat(digest).matches("[0-9a-f]{64}").isEqualTo(again.digest());
        again.model().graph().getParam("fc_W").putScalar(0, 0, 1);
        assertThat(again.digest()).isNotEqualTo(digest);
    }

    @Test
    void saysWhatIsMissing(@TempDir Path folder) {
        DataHome offline = new DataHome(folder, Optional.empty(), true);
        assertThatThrownBy(() -> Mtcnn.load(Engine.ONEDNN, offline, Progress.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "facenet-pytorch/787da06156087cd6b616fe6608213722bddc30cd/data/rnet.pt as pytorch/rnet.pt")
                .hasMessageContaining("ZOO_OFFLINE")
                .hasMessageContaining("--aligned");
        assertThatThrownBy(() -> FacePipeline.of(WEIGHTS, true, Engine.ONEDNN, offline, Progress.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "cdn.jsdelivr.net/npm/@vladmandic/face-api@1.7.15/model/face_recognition_model-weights_manifest.json");
    }
}
