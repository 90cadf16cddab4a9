package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.convzoo.data.Datasets;
import org.convzoo.data.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainTest {
    @TempDir
    Path folder;

    private final Split test = Datasets.open("digits").part("test");
    private Path digit;
    private Path out;

    @BeforeEach
    void drawADigit() throws IOException {
        digit = folder.resolve("digit.png");
        out = folder.resolve("out.png");
        ImageIO.write(test.image(0).toBufferedImage(), "png", digit.toFile());
    }

    @ParameterizedTest
    @CsvSource({"saliency,2", "grad-cam,3", "occlusion,3", "feature-maps,7"})
    void explainsAPicture(String method, int panels) throws IOException {
        JsonNode said = Cli.json("explain", "lenet5.digits", digit, "--method", method, "--out", out);
        assertThat(said.get("file").asText()).isEqualTo(out.toString());
        assertThat(said.get("method").asText()).isEqualTo(method);
        assertThat(said.get("model").asText()).isEqualTo("lenet5.digits");
        assertThat(said.get("label").asText()).isEqualTo(String.valueOf(test.label(0)));
        assertThat(said.get("probability").asDouble()).isBetween(0.5, 1.0);
        BufferedImage sheet = ImageIO.read(out.toFile());
        int side = method.equals("feature-maps") ? 84 : 336; // 28 pixels, times 3 or 12
        assertThat(sheet.getWidth()).isEqualTo(Math.max(480, panels * (side + 16) - 16) + 2 * 24);
    }

    @Test
    void explainsAnotherClassAndLayerOnAPage() throws IOException {
        Path page = folder.resolve("cam.html");
        Cli run = Cli.done(
                "explain",
                "lenet5.digits",
                digit,
                "--method",
                "grad-cam",
                "--class",
                (test.label(0) + 1) % 10,
                "--layer",
                "s4",
                "--out",
                page);
        assertThat(run.out().strip()).isEqualTo(page.toString());
        assertThat(Files.readString(page)).contains("predicted: " + test.label(0), "layer s4, 16 x 5 x 5");
    }

    @Test
    void filtersAndPatchesTakeNoPicture() throws IOException {
        JsonNode filters = Cli.json("explain", "lenet5.digits", "--method", "filters", "--out", out);
        assertThat(filters.get("layer").asText()).isEqualTo("c1");
        assertThat(filters.has("label")).isFalse();
        JsonNode patches = Cli.json(
                "explain", "lenet5.digits", "--method", "top-patches", "--layer", "c3", "--unit", 5, "--out", out);
        assertThat(patches.get("layer").asText()).isEqualTo("c3");
        assertThat(ImageIO.read(out.toFile()).getHeight()).isGreaterThan(3 * 150);
    }

    @Test
    void whatNeedsNoGradientRunsOnTheStockEngine() {
        Cli.done("explain", "lenet5.digits", digit, "--method", "feature-maps", "--out", out, "--engine", "stock");
        assertThat(Cli.zoo("explain", "lenet5.digits", digit, "--method", "saliency", "--out", out, "--engine", "stock")
                        .error())
                .isEqualTo("DL4J gives no exact gradients here: saliency and grad-cam need --engine onednn");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missing.png --method saliency --out o.png              | missing.png",
                "text.jpg --method saliency --out o.png                 | text.jpg",
                "digit.png --method saliency --class 77 --out o.png     | no class is called 77",
                "digit.png --method grad-cam --layer c33 --out o.png    | no layer is called c33; did you mean c3",
                "digit.png --method grad-cam --layer f6 --out o.png     | layer f6 has no maps that lead to the output",
                "digit.png --method feature-maps --layer f6 --out o.png | layer f6 has no maps; take one of c1, s2, c3, s4",
                "digit.png --method saliency --out o.jpg                | an explanation is written as .png or .html",
                "digit.png --method saliency --out text.jpg/o.png       | cannot write",
                "--method filters --layer c3 --out o.png                | c1 is the first convolution",
                "--method top-patches --unit 16 --out o.png             | layer c3 has the units 0 to 15, got 16",
                "--method top-patches --unit 0 --data mnits --out o.png | mnist",
                "--method top-patches --unit 0 --split dev --out o.png  | train, validation, test",
            })
    void whatCannotBeDoneIsOneLineAndLeavesNoFile(String line, String message) throws IOException {
        Files.writeString(folder.resolve("text.jpg"), "no picture");
        assertThat(explain(line).error()).contains(message);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("digit.png", "text.jpg");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "digit.png --method grad-kam --out o.png                | must be grad-cam or saliency or occlusion or",
                "digit.png --out o.png                                  | --method",
                "digit.png --method saliency                            | --out",
                "--method saliency --out o.png                          | saliency needs an IMAGE",
                "digit.png --method filters --out o.png                 | filters takes no IMAGE",
                "digit.png --method saliency --layer c1 --out o.png     | saliency takes no --layer",
                "digit.png --method feature-maps --class 1 --out o.png  | feature-maps takes no --class",
                "digit.png --method saliency --unit 1 --out o.png       | saliency takes no --unit",
                "--method top-patches --out o.png                       | top-patches needs --unit",
                "--method filters --data mnist --out o.png              | filters takes no --data",
            })
    void wrongUsage(String line, String message) {
        Cli run = explain(line);
        assertThat(run.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(run.errLines().get(0)).startsWith("error: ").contains(message);
    }

    /** Files are in the test's folder. */
    private Cli explain(String line) {
        return Cli.zoo(Stream.concat(
                        Stream.of("explain", "lenet5.digits"),
                        Stream.of(line.strip().split(" +"))
                                .map(word -> word.matches("\\S+\\.(png|jpg)(/\\S+)?")
                                        ? folder.resolve(word).toString()
                                        : word))
                .toArray());
    }
}
