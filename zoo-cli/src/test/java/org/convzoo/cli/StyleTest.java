package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.convzoo.core.Model;
import org.convzoo.core.ModelFile;
import org.convzoo.style.VggFeatures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With random weights of few filters: nothing to hang up, but painted all the same. */
class StyleTest {
    @TempDir
    static Path folder;

    @TempDir
    Path own;

    private static Path model;
    private static Path content;
    private static Path style;

    @BeforeAll
    static void make() throws IOException {
        VggFeatures net = VggFeatures.VGG19_FEATURES;
        model = folder.resolve("features.zip");
        ModelFile.write(Model.untrained(net, net.defaultSpec().withWidthFactor(0.125), 1), model);
        content = picture("content.png", BufferedImage.TYPE_INT_ARGB, 40, 30); // transparent: white
        style = picture("style.png", BufferedImage.TYPE_BYTE_GRAY, 35, 60);
    }

    private static Path picture(String name, int type, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = y % 3; x < width; x += 4) {
                image.setRGB(x, y, 0xFF000000 | ((0x9e3779b1 * (x + 5 * y)) >>> 8));
            }
        }
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private Path out() {
        return own.resolve("art.png");
    }

    @Test
    void paints() throws IOException {
        JsonNode row = Cli.json(
                "style", content, style, "--out", out(), "--model", model, "--size", 48, "--steps", 4, "--preview", 2);
        assertThat(row.path("file").asText()).isEqualTo(out().toString());
        assertThat(row.path("finished").asBoolean()).isTrue();
        assertThat(row.path("last").path("costs").path("total").asDouble())
                .isLessThan(row.path("first").path("costs").path("total").asDouble());
        BufferedImage painted = ImageIO.read(out().toFile());
        assertThat(painted.getWidth()).isEqualTo(48);
        assertThat(painted.getHeight()).isEqualTo(36);
        assertThat(Files.readAllLines(own.resolve("art-steps/losses.csv"))).hasSize(5);
        assertThat(own.resolve("art-steps/step-00002.png")).exists();
    }

    @Test
    void blendsStylesInOtherWays() {
        Cli.done(
                "style",
                content,
                style,
                content,
                "--out",
                out(),
                "--model",
                model,
                "--size",
                32,
                "--steps",
                2,
                "--blend",
                "0.7,0.3",
                "--original-colors",
                "--optimizer",
                "adam",
                "--init",
                "mix",
                "--pooling",
                "average",
                "--constants",
                "gatys",
                "--style-layers",
                "conv1_1=0.5,conv3_1=1",
                "--content-layer",
                "conv3_2",
                "--variation-weight",
                "10",
                "--engine",
                "stock");
        assertThat(out()).exists();
    }

    private static String failure(Object... words) {
        return Cli.zoo(words).error();
    }

    private static String misuse(Object... words) {
        Cli run = Cli.zoo(words);
        assertThat(run.exitCode()).isEqualTo(Main.WRONG_USAGE);
        return run.err();
    }

    @Test
    void refusesWhatCannotBePainted() throws IOException {
        Path text = own.resolve("text.jpg");
        Files.writeString(text, "no picture");
        assertThat(failure("style", text, style, "--out", out(), "--model", model))
                .contains("text.jpg");
        assertThat(failure("style", content, own.resolve("none.png"), "--out", out(), "--model", model))
                .contains("none.png");
        assertThat(failure("style", content, style, "--out", out(), "--model", "lenet5.digits"))
                .contains("needs weights of vgg19-features");
        assertThat(failure("style", content, style, "--out", out(), "--model", model, "--content-layer", "conv9_1"))
                .contains("no layer conv9_1; it has conv1_1");
        assertThat(failure("style", content, style, "--out", out(), "--model", model, "--size", 20))
                .contains("at least 16 pixels");
        assertThat(failure("style", "--resume", own)).contains("no unfinished painting");
        assertThat(out()).doesNotExist();
    }

    @Test
    void tellsHowMuchMemoryIsMissing() {
        assertThat(failure("style", content, style, "--out", out(), "--model", model, "--size", 40_000))
                .contains("GiB of Java's memory");
    }

    @Test
    void refusesWrongArguments() {
        assertThat(misuse("style", content, "--out", out())).contains("needs a CONTENT and a STYLE");
        assertThat(misuse("style", content, style)).contains("needs --out");
        assertThat(misuse("style", content, style, "--out", own.resolve("a.jpg")))
                .contains(".png");
        assertThat(misuse("style", content, style, "--out", out(), "--blend", "1,2"))
                .contains("--blend");
    }

    /** The costs of its paintings fall; on pictures apart they are told again. */
    @Test
    void trainsANetForOneStyle() throws IOException {
        assumeTrue(System.getenv("ZOO_MIRROR") != null, "ZOO_MIRROR is not set");
        Path pictures = Files.createDirectories(own.resolve("pictures"));
        for (int i = 0; i < 20; i++) {
            Files.copy(
                    picture("drawn" + i + ".png", BufferedImage.TYPE_INT_RGB, 40 + i, 40),
                    pictures.resolve(i + ".png"));
        }
        Path run = own.resolve("run");
        JsonNode trained = Cli.json(
                "train",
                "style-net",
                "--style",
                style,
                "--data",
                pictures,
                "--run",
                run,
                "--input",
                "3x32x32",
                "--width-factor",
                "0.25",
                "--epochs",
                "3",
                "--batch-size",
                "2",
                "--lr",
                "0.01");
        assertThat(trained.path("split").asText()).isEqualTo("test");
        List<String> epochs = Files.readAllLines(run.resolve("metrics.csv"));
        assertThat(loss(epochs.get(3))).isLessThan(0.8 * loss(epochs.get(1)));
        JsonNode judged = Cli.json("evaluate", run.resolve("best.zip"), "--data", pictures, "--style", style);
        assertThat(judged.path("painted").path("total").asDouble())
                .isEqualTo(trained.path("painted").path("total").asDouble());
        Cli.done("style", content, "--fast", run.resolve("best.zip"), "--out", out());
        assertThat(ImageIO.read(out().toFile()).getWidth()).isEqualTo(40);
        assertThat(Cli.zoo("train", "style-net", "--data", pictures).error()).contains("--style PICTURE");
        assertThat(Cli.zoo("evaluate", run.resolve("best.zip"), "--data", pictures)
                        .error())
                .contains("--style PICTURE");
        assertThat(Cli.zoo("train", "lenet5", "--style", style).error()).contains("lenet5 is none");
    }

    private static double loss(String epoch) {
        return Double.parseDouble(epoch.split(",", -1)[2]);
    }
}
