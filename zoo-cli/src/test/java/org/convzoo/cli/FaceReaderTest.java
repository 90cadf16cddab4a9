package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.Spec;
import org.convzoo.core.ZooException;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.convzoo.facenet.Face;
import org.convzoo.facenet.FaceEmbedder;
import org.convzoo.facenet.FaceFraming;
import org.convzoo.facenet.FacePipeline;
import org.convzoo.facenet.Nn4;
import org.convzoo.facenet.Point;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a detector that finds what a test says. */
class FaceReaderTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path picture;

    @BeforeEach
    void draw() throws IOException {
        picture = folder.resolve("grey.png");
        ImageIO.write(Image.black(1, 200, 300).toBufferedImage(), "png", picture.toFile());
    }

    private FaceReader reader(Face... faces) {
        Spec spec = Nn4.FACENET_NN4.defaultSpec().withInput(3, 65, 65).withClasses(4);
        ComputationGraph graph =
                new ComputationGraph(Nn4.FACENET_NN4.configure(spec, new NeuralNetConfiguration.Builder().seed(1)));
        graph.init();
        ModelCard card = new ModelCard(
                ModelCard.FORMAT_VERSION,
                Nn4.FACENET_NN4.id(),
                spec,
                Nn4.FACENET_NN4.preprocessing(spec, "drawn"),
                IntStream.range(0, 4).mapToObj(String::valueOf).toList(),
                List.of(),
                new ModelCard.Provenance("drawn", "none", 1, 1, "none", 1, "stock", Map.of(), "none", "a test"));
        FacePipeline pipeline = new FacePipeline(
                Optional.of(image -> List.of(faces)), new FaceEmbedder(new Model(graph, card)), FaceFraming.DLIB);
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new FaceReader(pipeline, new Console(stream, stream, false));
    }

    private static Face face(double x, double y, double side) {
        return new Face(
                new Box(x, y, side, side),
                0.9,
                List.of(
                        new Point(x + 0.3 * side, y + 0.4 * side),
                        new Point(x + 0.7 * side, y + 0.4 * side),
                        new Point(x + 0.5 * side, y + 0.6 * side),
                        new Point(x + 0.35 * side, y + 0.8 * side),
                        new Point(x + 0.65 * side, y + 0.8 * side)));
    }

    @Test
    void aFaceOnAGreyPictureIsEmbeddedWithoutAWord() {
        FaceReader reader = reader(face(100, 50, 100));
        FaceReader.Found found = reader.read(picture);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(found.frame()).isEqualTo(new FaceReader.Frame(100, 50, 100, 100));
        assertThat(reader.embed(List.of(found)).get(0)).hasSize(4);
    }

    @Test
    void noFaceIsAnErrorThatNamesThePicture() {
        assertThatThrownBy(() -> reader().read(picture))
                .isInstanceOf(ZooException.class)
                .hasMessageStartingWith(picture + ": no face found in a picture of 300x200 pixels");
    }

    @Test
    void ofSeveralTheLargestIsTakenAndWhatIsDoubtfulIsTold() {
        FaceReader.Found found = reader(face(-30, 50, 100), face(200, 50, 50)).read(picture);
        assertThat(found.frame().width()).isEqualTo(100);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        picture + ": 2 faces, taking the largest",
                        picture + ": the face is cut by the picture's edge, distances may be wrong");
    }
}
