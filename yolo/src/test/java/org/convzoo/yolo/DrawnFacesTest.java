package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.convzoo.data.ImageReader;
import org.convzoo.yolo.DrawnFaces.Face;
import org.convzoo.yolo.DrawnFaces.Landmark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawnFacesTest {
    /** Whatever the seed and the index: the same face each time, its landmarks where a face has them. */
    @Property(tries = 200)
    void isAFace(@ForAll long seed, @ForAll long index) {
        Face face = new DrawnFaces(seed).draw(index);
        assertThat(face.picture().channels()).isEqualTo(1);
        assertThat(face.picture().height()).isEqualTo(64);
        assertThat(face.picture().width()).isEqualTo(64);
        assertThat(face.width()).isBetween(26.0, 41.0);
        Face again = new DrawnFaces(seed).draw(index);
        assertThat(again.picture().pixels()).isEqualTo(face.picture().pixels());
        assertThat(again.landmarks()).isEqualTo(face.landmarks());
        for (float level : face.picture().pixels()) {
            assertThat(level).isBetween(0f, 255f).isEqualTo((float) Math.rint(level));
        }
        List<Landmark> landmarks = face.landmarks();
        assertThat(landmarks).allSatisfy(landmark -> {
            assertThat(landmark.x()).isBetween(0.0, 64.0);
            assertThat(landmark.y()).isBetween(0.0, 64.0);
        });
        double eyes = landmarks.get(DrawnFaces.LEFT_EYE).distance(landmarks.get(DrawnFaces.RIGHT_EYE));
        double mouth = landmarks.get(DrawnFaces.LEFT_MOUTH).distance(landmarks.get(DrawnFaces.RIGHT_MOUTH));
        assertThat(eyes / face.width()).isBetween(0.3, 0.5);
        assertThat(mouth / face.width()).isBetween(0.2, 0.5);
        assertThat(landmarks.get(DrawnFaces.LEFT_EYE).x())
                .isLessThan(landmarks.get(DrawnFaces.RIGHT_EYE).x());
        assertThat(landmarks.get(DrawnFaces.LEFT_MOUTH).x())
                .isLessThan(landmarks.get(DrawnFaces.RIGHT_MOUTH).x());
        assertThat(landmarks.get(DrawnFaces.LEFT_EYE).y())
                .isLessThan(landmarks.get(DrawnFaces.LEFT_MOUTH).y());
    }

    /** The landmarks are those of the picture: pupils and mouth corners are darker than the cheek below the left eye. */
    @Test
    void landmarksLieOnWhatIsDrawn() {
        double pupils = 0, corners = 0, cheeks = 0;
        List<Face> faces = new DrawnFaces(3).draw(0, 400);
        for (Face face : faces) {
            Landmark eye = face.landmarks().get(DrawnFaces.LEFT_EYE);
            Landmark corner = face.landmarks().get(DrawnFaces.LEFT_MOUTH);
            pupils += level(face, eye.x(), eye.y());
            corners += level(face, corner.x(), corner.y());
            cheeks += level(face, (eye.x() + corner.x()) / 2, (eye.y() + corner.y()) / 2);
        }
        assertThat(pupils / faces.size()).isLessThan(cheeks / faces.size() - 40);
        assertThat(corners / faces.size()).isLessThan(cheeks / faces.size() - 20);
    }

    private static double level(Face face, double x, double y) {
        return face.picture().at(0, (int) y, (int) x);
    }

    @Test
    void facesAreTurnedPlacedAndLitAtRandom() {
        List<Face> faces = new DrawnFaces(4).draw(0, 400);
        double turn = 0, turns = 0, place = 0, places = 0;
        for (Face face : faces) {
            Landmark left = face.landmarks().get(DrawnFaces.LEFT_EYE);
            Landmark right = face.landmarks().get(DrawnFaces.RIGHT_EYE);
            double angle = Math.atan2(right.y() - left.y(), right.x() - left.x());
            turn += angle / faces.size();
            turns += angle * angle / faces.size();
            double x = face.landmarks().get(DrawnFaces.NOSE_TIP).x();
            place += x / faces.size();
            places += x * x / faces.size();
        }
        assertThat(turn).isCloseTo(0, within(0.03));
        assertThat(Math.sqrt(turns)).isCloseTo(0.17, within(0.02)); // radians
        assertThat(place).isCloseTo(32, within(1.0));
        assertThat(Math.sqrt(places - place * place)).isBetween(6.0, 10.0); // pixels
        assertThat(faces.get(0).picture().pixels())
                .isNotEqualTo(faces.get(1).picture().pixels());
        assertThat(new DrawnFaces(5).draw(0).picture().pixels())
                .isNotEqualTo(faces.get(0).picture().pixels());
    }

    /** What the Javadoc shows. */
    @Test
    void isUsableInFiveLines(@TempDir Path folder) throws IOException {
        File file = folder.resolve("face.png").toFile();

        Face face = new DrawnFaces(1).draw(0);
        Landmark nose = face.landmarks().get(DrawnFaces.NOSE_TIP);
        BufferedImage picture = face.picture().toBufferedImage();
        picture.setRGB((int) nose.x(), (int) nose.y(), 0xffffff);
        ImageIO.write(picture, "png", file);

        assertThat(ImageReader.read(file.toPath()).at(0, (int) nose.y(), (int) nose.x()))
                .isEqualTo(255);
        assertThatThrownBy(() -> new Face(face.picture(), 0, face.landmarks()))
                .hasMessage("a face needs a width above 0 and 5 landmarks, got 0.0 and 5");
    }
}
