package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.convzoo.core.RunFolder;
import org.convzoo.core.Spec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Train, resume, evaluate, predict: on few batches, for the plumbing and not for the accuracy. */
class RoundTripTest {
    @TempDir
    static Path folder;

    static RunFolder run;
    static Cli trained;

    @BeforeAll
    static void train() {
        run = new RunFolder(folder.resolve("first run"));
        trained = Cli.done("train", "lenet5", "--max-batches", 5, "--epochs", 1, "--run", run.path(), "--seed", 7);
    }

    @Test
    void aRunLeavesItsFilesAndSaysWhatIsNext() {
        assertThat(run.args()).isRegularFile();
        assertThat(run.metrics()).isRegularFile();
        assertThat(run.last()).isRegularFile();
        assertThat(run.best()).isRegularFile();
        assertThat(run.report()).isRegularFile();
        assertThat(run.environment()).isRegularFile();
        assertThat(trained.out())
                .contains("test accuracy", run.best().toString(), run.report().toString());
        assertThat(trained.err()).contains("epoch 1/1", "best", "zoo predict '" + run.best() + "'");
    }

    /** Nobody has to say that small pictures need a small net. */
    @Test
    void aNetForPhotographsTakesTheSizeOfAFolder() throws IOException {
        Path pictures = folder.resolve("pictures");
        for (int width : new int[] {3, 9}) {
            Path of = Files.createDirectories(pictures.resolve("bar" + width));
            for (int i = 0; i < 12; i++) {
                Drawing.write(of.resolve(i + ".png"), width);
            }
        }
        RunFolder small = new RunFolder(folder.resolve("small"));
        Cli.done(
                "train",
                "vgg11-bn",
                "--data",
                pictures,
                "--width-factor",
                "0.05",
                "--epochs",
                1,
                "--batch-size",
                4,
                "--run",
                small.path());
        assertThat(small.run().spec())
                .isEqualTo(Spec.of(2, 1, 32, 32).withStem(Spec.Stem.SMALL).withWidthFactor(0.05));
        RunFolder asked = new RunFolder(folder.resolve("asked"));
        Cli.done(
                "train",
                "resnet20",
                "--data",
                pictures,
                "--input",
                "3x40x40",
                "--width-factor",
                "0.25",
                "--epochs",
                1,
                "--run",
                asked.path());
        assertThat(asked.run().spec())
                .isEqualTo(Spec.of(2, 3, 40, 40).withStem(Spec.Stem.SMALL).withWidthFactor(0.25));
        assertThat(Cli.json("predict", asked.best(), pictures.resolve("bar3/0.png")))
                .hasSize(1);
    }

    @Test
    void theCommandIsNormalised() {
        assertThat(run.run().command())
                .isEqualTo(
                        "zoo train lenet5 --data digits --epochs 1 --batch-size 64 --lr 0.004 --seed 7 --max-batches 5");
    }

    @Test
    void aFinishedRunResumesToItsResult() {
        JsonNode again = Cli.json("train", "lenet5", "--resume", "--run", run.path());
        assertThat(again.get("run").asText()).isEqualTo(run.path().toString());
        assertEvaluation(again);
    }

    @Test
    void aFolderWithARunIsNotOverwritten() {
        assertThat(Cli.zoo("train", "lenet5", "--run", run.path()).err()).contains("--resume");
    }

    @Test
    void resumingWithOtherOptionsIsRefused() {
        String error = Cli.zoo("train", "lenet5", "--resume", "--run", run.path(), "--epochs", 9, "--seed", 7)
                .error();
        assertThat(error).contains("--epochs 9 contradicts").doesNotContain("--seed");
        assertThat(Cli.zoo("train", "lenet5-relu", "--resume", "--run", run.path())
                        .error())
                .contains("lenet5-relu contradicts");
    }

    @Test
    void evaluatesOnWhatTheModelWasTrainedOn() {
        JsonNode result = Cli.json("evaluate", run.best());
        assertEvaluation(result);
        assertThat(result.get("model").asText()).isEqualTo("lenet5.digits");
        assertThat(Cli.done("evaluate", run.best(), "--split", "validation").out())
                .contains("accuracy", "calibration error", "precision");
    }

    @Test
    void anEnsembleOfTheSameModelIsThatModel() {
        JsonNode alone = Cli.json("evaluate", run.best(), "--split", "validation");
        JsonNode both = Cli.json("evaluate", run.best(), run.best(), "--split", "validation");
        assertThat(both.get("accuracy").asDouble())
                .isCloseTo(alone.get("accuracy").asDouble(), within(1e-9));
    }

    @Test
    void predicts() throws IOException {
        Path picture = folder.resolve("a bar.png");
        Drawing.write(picture, 3);
        JsonNode predictions = Cli.json("predict", run.best(), picture, "--top", 3);
        assertThat(predictions).hasSize(1);
        assertThat(predictions.get(0).get("file").asText()).isEqualTo(picture.toString());
        JsonNode first = predictions.get(0).get("predictions").get(0);
        assertThat(predictions.get(0).get("predictions")).hasSize(3);
        assertThat(first.get("label").asText()).matches("\\d");
        assertThat(first.get("probability").asDouble()).isBetween(0.1, 1.0);

        JsonNode ensemble = Cli.json("predict", run.best() + "," + run.best(), picture);
        assertThat(ensemble.get(0).get("predictions").get(0).get("probability").asDouble())
                .isCloseTo(first.get("probability").asDouble(), within(1e-6));
        JsonNode stock = Cli.json("predict", run.best(), picture, "--engine", "stock");
        assertThat(stock.get(0).get("predictions").get(0).get("probability").asDouble())
                .isCloseTo(first.get("probability").asDouble(), within(1e-4));
        assertThat(Cli.done("predict", run.best(), picture).out())
                .startsWith("FILE")
                .contains("PROBABILITY");
    }

    @Test
    void aPictureThatFailsDoesNotStopTheOthers() throws IOException {
        Path picture = folder.resolve("bar.png");
        Drawing.write(picture, 3);
        Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
        Cli mixed = Cli.zoo("predict", run.best(), folder.resolve("missing.png"), picture, text, folder, "--json");
        assertThat(mixed.exitCode()).isEqualTo(Main.FAILED);
        assertThat(Cli.parse(mixed.out())).hasSize(1);
        assertThat(mixed.errLines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(Cli.parse(line).has("error")).isTrue());
        assertThat(mixed.err()).contains("missing.png", "text.jpg", "folder");
    }

    @Test
    void aDamagedModelIsOneLine() throws IOException {
        byte[] bytes = Files.readAllBytes(run.best());
        Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(Cli.zoo("evaluate", cut).error()).contains("cut.zip");
        Path text = Files.writeString(folder.resolve("text.zip"), "no zip");
        assertThat(Cli.zoo("evaluate", text).error()).contains("text.zip");
    }

    private static void assertEvaluation(JsonNode result) {
        assertThat(result.get("data").asText()).isEqualTo("digits");
        assertThat(result.get("split").asText()).isEqualTo("test");
        assertThat(result.get("images").asInt()).isEqualTo(2000);
        assertThat(result.get("accuracy").asDouble()).isBetween(0.1, 1.0);
        assertThat(result.get("top5").asDouble()).isBetween(0.5, 1.0);
    }

    @Test
    void runsAreComparedInATableAndAPicture() throws IOException {
        Path picture = folder.resolve("curves.png");
        RunFolder copy = new RunFolder(folder.resolve("other/first run"));
        Files.createDirectories(copy.path());
        for (Path file : List.of(run.args(), run.metrics(), run.best())) {
            Files.copy(file, copy.path().resolve(file.getFileName()));
        }
        Cli table = Cli.done("compare", run.path(), copy.path(), run.path(), "--out", picture);
        assertThat(table.out().lines())
                .hasSize(3)
                .last()
                .asString()
                .contains(copy.path().toString());
        assertThat(table.out()).contains("first run", "lenet5", "61,706", "95 % INTERVAL");
        BufferedImage charts = ImageIO.read(picture.toFile());
        assertThat(charts.getWidth()).isEqualTo(1120);

        JsonNode row = Cli.json("compare", run.path()).at("/runs/0");
        JsonNode test = Cli.json("evaluate", run.best());
        assertThat(row.get("testAccuracy")).isEqualTo(test.get("accuracy"));
        assertThat(row.get("testInterval")).isEqualTo(test.get("accuracyInterval"));
        assertThat(row.get("history")).hasSize(1);

        assertThat(Cli.zoo("compare", folder.resolve("none")).error()).contains("no training in");
        assertThat(Cli.zoo("compare", run.path(), "--out", folder.resolve("a.txt"))
                        .error())
                .contains(".png");
    }

    /** A folder may be called like a data set of the catalogue; its net must not be measured on that. */
    @Test
    void aFolderIsNotTakenForTheCatalogue() throws IOException {
        Path digits = folder.resolve("digits");
        for (int width : new int[] {3, 9}) {
            Path of = Files.createDirectories(digits.resolve("bar" + width));
            for (int i = 0; i < 8; i++) {
                Drawing.write(of.resolve(i + ".png"), width);
            }
        }
        RunFolder own = new RunFolder(folder.resolve("own digits"));
        Cli trained =
                Cli.done("train", "lenet5", "--data", digits, "--epochs", 1, "--batch-size", 4, "--run", own.path());
        assertThat(trained.err()).contains("--data " + digits);
        assertThat(Cli.zoo("evaluate", own.best()).error()).contains("other data that is called digits too", "--data");
    }
}
