package org.convzoo.facenet;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.convzoo.core.Engine;
import org.convzoo.data.DataHome;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.data.Progress;

/** Pictures and nets that only the mirror has. */
final class FaceData {
    /** Of att-faces. */
    static final int PEOPLE = 40, PICTURES = 10;

    private FaceData() {}

    /** Skips the test, in one line, without a mirror. */
    static void require() {
        assumeTrue(
                System.getenv("ZOO_MIRROR") != null, "published weights and att-faces are not at hand: set ZOO_MIRROR");
    }

    /** The 400 pictures of att-faces, ten of a person one after the other; 1 x 112 x 92. */
    static List<Image> attFaces() {
        Path file = Path.of(System.getenv("ZOO_MIRROR"), "att-faces", "att_faces.zip");
        List<Image> all = new ArrayList<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (int person = 1; person <= PEOPLE; person++) {
                for (int picture = 1; picture <= PICTURES; picture++) {
                    String name = "att_faces/s" + person + "/" + picture + ".pgm";
                    try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
                        all.add(ImageReader.read(in.readAllBytes(), name));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    static Mtcnn mtcnn() {
        return Mtcnn.load(Engine.ONEDNN, DataHome.fromEnvironment(), Progress.NONE);
    }

    /** Lays a picture on another of as many channels. */
    static void paste(Image picture, Image canvas, int top, int left) {
        for (int c = 0; c < picture.channels(); c++) {
            for (int y = 0; y < picture.height(); y++) {
                System.arraycopy(
                        picture.pixels(),
                        (c * picture.height() + y) * picture.width(),
                        canvas.pixels(),
                        (c * canvas.height() + top + y) * canvas.width() + left,
                        picture.width());
            }
        }
    }
}
