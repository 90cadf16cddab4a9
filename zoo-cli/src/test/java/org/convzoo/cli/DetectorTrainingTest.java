package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.convzoo.core.EpochMetrics;
import org.convzoo.core.RunFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A detector for own pictures, from the command line: trained, continued, evaluated and used. */
@TestMethodOrder(OrderAnnotation.class)
class DetectorTrainingTest {
    private static final int SIDE = 64;

    @TempDir
    static Path folder;

    private static Path data;
    private static Path run;

    /** One square a picture, as Ultralytics lays pictures out. */
    @BeforeAll
    static void draw() throws IOException {
        data = folder.resolve("squares");
        run = folder.resolve("run");
        SplittableRandom random = new SplittableRandom(4);
        for (String part : new String[] {"train", "test"}) {
            Path images = Files.createDirectories(data.resolve(part).resolve("images"));
            Path labels = Files.createDirectories(data.resolve(part).resolve("labels"));
            for (int i = 0; i < (part.equals("train") ? 16 : 6); i++) {
                BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
                int size = 14 + random.nextInt(18), x = random.nextInt(SIDE - size), y = random.nextInt(SIDE - size);
                Graphics2D graphics = image.createGraphics();
                graphics.setColor(Color.getHSBColor(random.nextInt(10) / 10f, 0.8f, 1));
                graphics.fillRect(x, y, size, size);
                graphics.dispose();
                ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
                Files.writeString(
                        labels.resolve(i + ".txt"),
                        String.format(
                                Locale.ROOT,
                                "0 %f %f %f %f%n",
                                (x + size / 2.0) / SIDE,
                                (y + size / 2.0) / SIDE,
                                (double) size / SIDE,
                                (double) size / SIDE));
            }
        }
        Files.writeString(data.resolve("data.yaml"), "train: train/images\ntest: test/images\nnames: [square]\n");
    }

    @Test
    @Order(1)
    void isTrained() {
        JsonNode result = Cli.json(
                "train",
                "yolo-small",
                "--data",
                data,
                "--epochs",
                "35",
                "--batch-size",
                "8",
                "--lr",
                "0.003",
                "--ema",
                "0",
                "--no-augmentation",
                "--width-factor",
                "0.25",
                "--input",
                "3x64x64",
                "--run",
                run);
        assertThat(result.path("split").asText()).isEqualTo("test");
        assertThat(result.path("images").asInt()).isEqualTo(6);
        assertThat(result.has("map50")).isTrue();
        assertThat(result.has("validationMap50")).isTrue();
        assertThat(run.resolve("report.html")).isRegularFile();
        var history = new RunFolder(run).history();
        assertThat(history.get(34).trainLoss()).isLessThan(0.6 * history.get(0).trainLoss());
        assertThat(history.get(34).validationScore()).isGreaterThan(0.9); // on what it was trained on
    }

    @Test
    @Order(2)
    void isEvaluated() throws IOException {
        Path best = run.resolve("best.zip"), detections = folder.resolve("found.json");
        JsonNode result = Cli.json("evaluate", best, "--data", data, "--split", "train", "--detections", detections);
        assertThat(result.path("map50").asDouble()).isGreaterThan(0.9);
        assertThat(result.path("map50_95").asDouble()).isBetween(0.2, 1.0);
        assertThat(result.path("perClass").path("square").path("things").asInt())
                .isEqualTo(16);
        JsonNode first = Cli.parse(Files.readString(detections)).get(0);
        assertThat(first.path("bbox")).hasSize(4);
        assertThat(first.path("image_id").asInt()).isEqualTo(1);
        assertThat(first.path("category_id").asInt()).isEqualTo(1);
        assertThat(Cli.done("evaluate", best, "--data", data).out())
                .contains("mAP50-95", "6 pictures, 6 things", "square");
    }

    /** Weights that are there already learn on, and know at once what they knew. */
    @Test
    @Order(3)
    void goesOnFromWeights() {
        Path further = folder.resolve("further");
        Cli.json(
                "train",
                "yolo-small",
                "--data",
                data,
                "--from",
                run.resolve("best.zip"),
                "--epochs",
                "3",
                "--batch-size",
                "8",
                "--lr",
                "0.001",
                "--no-augmentation",
                "--run",
                further);
        EpochMetrics first = new RunFolder(further).history().get(0);
        assertThat(first.trainLoss())
                .isLessThan(0.6 * new RunFolder(run).history().get(0).trainLoss());
    }

    @Test
    @Order(4)
    void wrongArgumentsAreOneLine() {
        Path best = run.resolve("best.zip");
        fails("detectors are evaluated one at a time, and without --tta", "evaluate", best, best, "--data", data);
        fails(
                "--detections is for detectors: lenet5.digits is none",
                "evaluate",
                "lenet5.digits",
                "--detections",
                folder.resolve("x"));
        fails(
                "does not classify pictures, but finds things in them: zoo detect",
                "predict",
                best,
                data.resolve("test/images/0.png"));
        fails(
                "a detector is trained without mix-up",
                "train",
                "yolo-small",
                "--data",
                data,
                "--mixup",
                "0.2",
                "--run",
                folder.resolve("no"));
        fails("there is no strong augmentation for", "train", "yolo-small", "--data", data, "--strong-augmentation");
        fails("--mosaic is for detectors", "train", "lenet5", "--mosaic", "0.3");
        fails("strangers are for embeddings", "train", "lenet5", "--strangers", "smiles");
        fails("--strangers-share is for", "train", "facenet-nn4", "--strangers-share", "0.3");
        fails("contradicts --no-augmentation", "train", "facenet-nn4", "--strangers", "smiles", "--no-augmentation");
        fails("--teacher is for a net of embeddings", "train", "lenet5", "--teacher", "lenet5.mnist");
        fails("gives no embeddings", "train", "facenet-nn4", "--data", "digits", "--teacher", "lenet5.mnist");
        fails("mosaic must be", "train", "yolo-small", "--data", data, "--mosaic", "1.5");
        fails("is no data set with boxes", "train", "yolo-small", "--data", "mnist");
        assertThat(folder.resolve("no")).doesNotExist();
    }

    private static void fails(String message, Object... words) {
        assertThat(Cli.zoo(words).error()).contains(message);
    }
}
