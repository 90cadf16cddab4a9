package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.convzoo.data.Image;
import org.convzoo.yolo.DarknetWeights;
import org.convzoo.yolo.Yolo;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With random weights: what is found makes no sense, but it is found. */
class DetectTest {
    @TempDir
    static Path folder;

    private static Path weights;
    private static Path model;
    private static Path picture;

    @BeforeAll
    static void make() throws IOException {
        Spec spec = Yolo.YOLO_FASTEST_XL.defaultSpec().withInput(3, 64, 64).withClasses(2);
        ComputationGraph graph = new ComputationGraph(
                Yolo.YOLO_FASTEST_XL.configure(spec, new NeuralNetConfiguration.Builder().seed(2)));
        graph.init();
        Files.writeString(folder.resolve("net.cfg"), Yolo.YOLO_FASTEST_XL.cfg(spec));
        weights = folder.resolve("net.weights");
        DarknetWeights.save(graph, weights);
        model = folder.resolve("net.zip");
        Cli.done("import", weights, "--as", "yolo-fastest-xl", "--data", "mine", "--out", model);
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        picture = pictures.resolve("wide.png");
        ImageIO.write(Image.black(3, 50, 120).toBufferedImage(), "png", picture.toFile());
    }

    @Test
    void importedWeightsHaveTheirClasses() {
        assertThat(ModelZoo.card(model.toString()).id()).isEqualTo("yolo-fastest-xl.mine");
        assertThat(ModelZoo.card(model.toString()).classes()).containsExactly("0", "1");
    }

    @Test
    void boxesLieOnThePicture() {
        Path out = folder.resolve("annotated");
        JsonNode rows = Cli.json("detect", model, picture, "--threshold", "0.1", "--out", out);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).path("file").asText()).isEqualTo(picture.toString());
        JsonNode boxes = rows.get(0).path("boxes");
        assertThat(boxes.size()).isPositive();
        for (JsonNode box : boxes) {
            assertThat(box.path("label").asText()).isIn("0", "1");
            assertThat(box.path("score").asDouble()).isBetween(0.1, 1.0);
            assertThat(box.path("x").asDouble()).isNotNegative();
            assertThat(box.path("x").asDouble() + box.path("width").asDouble()).isLessThanOrEqualTo(120.001);
            assertThat(box.path("y").asDouble() + box.path("height").asDouble()).isLessThanOrEqualTo(50.001);
        }
        assertThat(out.resolve("wide.png.png")).isRegularFile();
        Cli table = Cli.done("detect", model, picture.getParent(), "--threshold", "0.1");
        assertThat(table.out().lines().count()).isEqualTo(boxes.size() + 1L);
        assertThat(Cli.done("detect", model, picture, "--threshold", "1").out()).contains("wide.png  -");
    }

    /** A picture of any shape is seen whole, and one that is none costs the others nothing. */
    @Test
    void picturesOfAnyShape() throws IOException {
        Path odd = Files.createDirectories(folder.resolve("odd"));
        ImageIO.write(
                Image.black(3, 3, 10_000).toBufferedImage(),
                "png",
                odd.resolve("a.png").toFile());
        ImageIO.write(
                Image.black(1, 1, 1).toBufferedImage(),
                "png",
                odd.resolve("b.png").toFile());
        Files.createFile(odd.resolve("empty.jpg"));
        Files.writeString(odd.resolve("text.jpg"), "no picture");
        Cli run = Cli.zoo("detect", model, odd, "--threshold", "0", "--json");
        assertThat(run.exitCode()).isEqualTo(Main.FAILED);
        assertThat(run.err()).contains("empty.jpg", "text.jpg", "2 pictures, ");
        JsonNode rows = Cli.parse(run.out());
        assertThat(rows).hasSize(2);
        for (JsonNode box : rows.get(0).path("boxes")) {
            assertThat(box.path("x").asDouble() + box.path("width").asDouble()).isLessThanOrEqualTo(10_000.001);
            assertThat(box.path("y").asDouble() + box.path("height").asDouble()).isLessThanOrEqualTo(3.001);
        }
    }

    @Test
    void wrongArgumentsAreOneLine() throws IOException {
        Files.createFile(folder.resolve("lost.weights"));
        Path empty = Files.createDirectories(folder.resolve("empty"));
        fails(empty + " has no pictures", "detect", model, empty);
        fails("the net is no detector: its output 'output' gives no boxes", "detect", "lenet5.digits", picture);
        fails(
                folder.resolve("lost.weights") + " needs " + folder.resolve("lost.cfg") + " beside it",
                "import",
                folder.resolve("lost.weights"),
                "--as",
                "yolo-fastest-xl",
                "--out",
                folder.resolve("no.zip"));
        fails(
                "describes another net than tiny-yolov2",
                "import",
                weights,
                "--as",
                "tiny-yolov2",
                "--out",
                folder.resolve("no.zip"));
        fails("--threshold must be 0 to 1, got 2.0", "detect", model, picture, "--threshold", "2");
        assertThat(folder.resolve("no.zip")).doesNotExist();
    }

    private static void fails(String message, Object... args) {
        Cli run = Cli.zoo(args);
        assertThat(run.exitCode()).isEqualTo(Main.FAILED);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.errLines().get(0)).startsWith("error: ").contains(message);
    }
}
