package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.convzoo.data.Resize;
import org.convzoo.data.Window;
import org.convzoo.facenet.Mtcnn.Settings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("real-data")
class MtcnnTest {
    private static List<Image> pictures;
    private static Mtcnn detector;

    @BeforeAll
    static void load() {
        FaceData.require();
        pictures = FaceData.attFaces();
        detector = FaceData.mtcnn();
    }

    /** 399 of 400; and the places that FaceFraming.ATT has are the means of those of the first 25 people. */
    @Test
    void findsTheFacesOfAttFaces() {
        int found = 0, framed = 0;
        double[] means = new double[2 * Face.LANDMARKS];
        for (int i = 0; i < pictures.size(); i++) {
            Image picture = pictures.get(i);
            List<Face> faces = detector.detect(picture);
            assertThat(faces).hasSizeLessThan(2);
            found += faces.size();
            if (i < 25 * FaceData.PICTURES && !faces.isEmpty()) {
                framed++;
                for (int k = 0; k < Face.LANDMARKS; k++) {
                    means[2 * k] += faces.get(0).landmarks().get(k).x() / picture.width();
                    means[2 * k + 1] += faces.get(0).landmarks().get(k).y() / picture.height();
                }
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(396);
        for (int k = 0; k < Face.LANDMARKS; k++) {
            Point place = FaceFraming.ATT.landmarks().get(k);
            assertThat(means[2 * k] / framed).isCloseTo(place.x(), within(1e-3));
            assertThat(means[2 * k + 1] / framed).isCloseTo(place.y(), within(1e-3));
        }
    }

    /** Eight faces of several sizes on a canvas: each is found once, nothing else is, and the largest comes first. */
    @Test
    void findsEachFaceOfACanvasOnce() {
        Random random = new Random(1);
        for (int canvas = 0; canvas < 10; canvas++) {
            List<Box> places = new ArrayList<>();
            Image picture = canvas(random, places);
            List<Face> faces = detector.detect(picture);
            assertThat(faces).hasSize(places.size());
            for (Box place : places) {
                assertThat(faces)
                        .as("canvas %d, %s", canvas, place)
                        .filteredOn(face -> isIn(place, face.box()))
                        .hasSize(1);
            }
            for (int i = 1; i < faces.size(); i++) {
                assertThat(faces.get(i).box().area())
                        .isLessThanOrEqualTo(faces.get(i - 1).box().area());
            }
        }
    }

    private static boolean isIn(Box place, Box face) {
        return face.centerX() > place.x()
                && face.centerX() < place.right()
                && face.centerY() > place.y()
                && face.centerY() < place.bottom();
    }

    private static Image canvas(Random random, List<Box> places) {
        Image canvas = Image.black(1, 480, 640);
        Arrays.fill(canvas.pixels(), 90);
        for (int i = 0; i < 8; i++) {
            double scale = 0.7 + 0.9 * random.nextDouble();
            int height = (int) (112 * scale), width = (int) (92 * scale);
            int y = i / 4 * 240 + random.nextInt(240 - height), x = i % 4 * 160 + random.nextInt(160 - width);
            FaceData.paste(new Resize(height, width).apply(pictures.get(random.nextInt(400)), null), canvas, y, x);
            places.add(new Box(x, y, width, height));
        }
        return canvas;
    }

    /** The same place whatever the size, down to 20 pixels; far larger pictures are shrunk first. */
    @Test
    void findsFacesOfAllSizes() {
        Image picture = pictures.get(0);
        Face usual = detector.detect(picture).get(0);
        for (double scale : new double[] {0.3, 0.5, 2.5, 25}) {
            Image scaled = new Resize((int) (112 * scale), (int) (92 * scale)).apply(picture, null);
            List<Face> faces = detector.detect(scaled);
            assertThat(faces).as("scale %s", scale).hasSize(1);
            for (int k = 0; k < Face.LANDMARKS; k++) {
                Point place = faces.get(0).landmarks().get(k);
                assertThat(new Point(place.x() / scale, place.y() / scale)
                                .distance(usual.landmarks().get(k)))
                        .isLessThan(6);
            }
        }
    }

    /** Colour and grey are alike; what is cut by the border is found, and may reach over it. */
    @Test
    void findsWhatIsGreyOrCut() {
        Image picture = pictures.get(120);
        assertThat(detector.detect(picture.toRgb())).isEqualTo(detector.detect(picture));
        List<Face> cut = detector.detect(Window.cut(picture, 0, 0, 112, 60, 0));
        assertThat(cut).hasSize(1);
        assertThat(cut.get(0).box().right()).isGreaterThan(60);
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(detector.detect(Image.black(3, 200, 300))).isEmpty();
        assertThat(detector.detect(Image.black(1, 1, 1))).isEmpty();
        assertThat(detector.detect(Image.black(1, 13, 3000))).isEmpty();
        Image noise = Image.black(3, 150, 150);
        Random random = new Random(1);
        for (int i = 0; i < noise.pixels().length; i++) {
            noise.pixels()[i] = random.nextInt(256);
        }
        assertThat(detector.detect(noise)).isEmpty();
    }

    @Test
    void saysWhichSettingsAreWrong() {
        assertThatThrownBy(() -> new Settings(5, 0.7, 0.6, 0.7, 0.7)).hasMessage("minFaceSize must be >= 12, got 5.0");
        assertThatThrownBy(() -> new Settings(20, 1, 0.6, 0.7, 0.7)).hasMessage("factor must be 0.1 to 0.9, got 1.0");
        assertThatThrownBy(() -> new Settings(20, 0.7, 0.6, 0.7, 7)).hasMessage("thresholds must be 0 to 1, got 7.0");
        assertThatThrownBy(() -> new Mtcnn(List.of(), Settings.USUAL)).hasMessage("three nets are needed, got 0");
    }
}
