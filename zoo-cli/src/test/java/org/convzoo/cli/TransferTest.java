package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipFile;
import org.convzoo.core.RunFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that are taken over, and what else works on the layers of a model. */
class TransferTest {
    @TempDir
    static Path folder;

    static Path pictures;
    static RunFolder run;
    static Cli trained;

    /** A head for two kinds of drawings on what LeNet-5 has learned from digits. */
    @BeforeAll
    static void train() throws IOException {
        pictures = folder.resolve("drawings");
        for (String part : new String[] {"train", "validation", "test"}) {
            for (int i = 0; i < 12; i++) {
                Path file = pictures.resolve(part + "/" + (i % 2 == 0 ? "left" : "right") + "/" + i + ".png");
                Files.createDirectories(file.getParent());
                Drawing.write(file, i % 2 == 0 ? 3 + i / 4 : 18 + i / 4);
            }
        }
        run = new RunFolder(folder.resolve("run"));
        trained = Cli.done(
                "train",
                "lenet5",
                "--from",
                "lenet5.digits",
                "--freeze-up-to",
                "f6",
                "--data",
                pictures,
                "--no-augmentation",
                "--images-per-class",
                5,
                "--epochs",
                60,
                "--batch-size",
                5,
                "--lr",
                0.02,
                "--run",
                run.path());
    }

    @Test
    void aHeadLearnsOnFrozenLayers() {
        assertThat(trained.err())
                .contains(
                        "lenet5.digits knows other classes than drawings: the head is new",
                        "computing once what the frozen layers say of each picture");
        assertThat(run.run().command())
                .startsWith("zoo train lenet5 --data " + pictures + " --epochs 60 --batch-size 5 --lr 0.02 --seed 1"
                        + " --from lenet5.digits --freeze-up-to f6")
                .endsWith("--no-augmentation --images-per-class 5");
        assertThat(run.args()).content().contains("\"from\" : \"lenet5.digits\"", "\"freezeUpTo\" : \"f6\"");
        JsonNode result = Cli.json("evaluate", run.best(), "--data", pictures);
        assertThat(result.get("accuracy").asDouble()).isGreaterThan(0.9);
        JsonNode prediction = Cli.json("predict", run.best(), pictures.resolve("test/left/0.png"));
        assertThat(prediction.get(0).get("predictions").get(0).get("label").asText())
                .isEqualTo("left");
    }

    @Test
    void itGoesOnWithoutTheOptions() {
        assertThat(Cli.done("train", "lenet5", "--resume", "--run", run.path(), "--from", "lenet5.digits")
                        .out())
                .contains("test accuracy");
        assertThat(Cli.zoo("train", "lenet5", "--resume", "--run", run.path(), "--freeze-up-to", "c5")
                        .error())
                .contains("--freeze-up-to c5 contradicts");
        assertThat(Cli.zoo("train", "lenet5", "--resume", "--run", run.path(), "--from", "lenet5.mnist")
                        .error())
                .contains("--from lenet5.mnist contradicts");
    }

    @Test
    void aTrainedModelIsTakenOverFromItsFile() {
        Path next = folder.resolve("next");
        Cli again = Cli.done(
                "train",
                "lenet5",
                "--from",
                run.best(),
                "--data",
                pictures,
                "--epochs",
                1,
                "--backbone-lr-factor",
                0.1,
                "--run",
                next);
        assertThat(again.err()).doesNotContain("head is new", "frozen");
        assertThat(new RunFolder(next).run().transfer().backboneRate()).isEqualTo(0.1);
        assertThat(Path.of(new RunFolder(next).run().transfer().from())).isAbsolute();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train lenet5 --from lenet5.mnits              | lenet5.mnist",
                "train lenet5 --from nowhere.zip               | no such file: nowhere.zip",
                "train lenet5-relu --from lenet5.digits        | lenet5.digits holds weights of lenet5, which lenet5-relu"
                        + " cannot take over: train lenet5",
                "train lenet5 --freeze-up-to f6                | name those to start from with --from",
                "train lenet5 --backbone-lr-factor 0.1         | name them with --from",
                "train lenet5 --from lenet5.digits --freeze-up-to f7 | no layer is called f7; did you mean",
                "train lenet5 --from lenet5.digits --freeze-up-to output | leaves nothing to train",
                "train lenet5 --from lenet5.digits --backbone-lr-factor 2 | must be above 0 and at most 1, got 2.0",
                "train lenet5 --from lenet5.digits --input 1x32x32 | --input 1x32x32 contradicts --from lenet5.digits",
                "train lenet5 --images-per-class -1            | images per class must be >= 0, got -1",
                "features lenet5.digits --data digits --layer f7 --out x.npz | no layer is called f7; did you mean",
                "features lenet5 --data digits --layer f6 --out x.npz | an architecture without weights",
                "evaluate lenet5.fashion-mnist --data digits   | the data set digits has 0, 1, 2",
                "predict lenet5.digits,lenet5.fashion-mnist x.png | lenet5.fashion-mnist and lenet5.digits know other",
            })
    void whatCannotBeDoneIsOneLine(String line, String message) {
        assertThat(Cli.zoo((Object[]) line.strip().split(" +")).error()).contains(message);
    }

    @Test
    void aClassMayHaveTooFewPictures() {
        Cli few =
                Cli.zoo("train", "lenet5", "--data", pictures, "--images-per-class", 7, "--run", folder.resolve("few"));
        assertThat(few.exitCode()).isEqualTo(Main.FAILED);
        assertThat(few.err())
                .contains("the class left of drawings has 6 training pictures, fewer than the 7 asked for");
    }

    @Test
    void aDamagedFileIsOneLine() throws IOException {
        byte[] bytes = Files.readAllBytes(run.best());
        Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(Cli.zoo("train", "lenet5", "--from", cut).error()).contains("cut.zip");
    }

    @Test
    void featuresAreANumpyArchive() throws IOException {
        Path file = folder.resolve("f6.npz");
        JsonNode meta = Cli.json("features", run.best(), "--data", pictures, "--layer", "f6", "--out", file);
        assertThat(meta.get("shape").get(0).asInt()).isEqualTo(84);
        assertThat(meta.get("parts").get("train").asInt()).isEqualTo(12);
        assertThat(meta.get("modelDigest").asText()).hasSize(64);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(Cli.parse(new String(bytes(zip, "meta.json"), StandardCharsets.UTF_8)))
                    .isEqualTo(meta);
            ByteBuffer features = array(bytes(zip, "train_features.npy"), "'<f4'", "(12, 84)");
            assertThat(features.remaining()).isEqualTo(12 * 84 * 4);
            while (features.hasRemaining()) {
                assertThat(features.getFloat()).isBetween(-1f, 1f); // tanh
            }
            ByteBuffer labels = array(bytes(zip, "test_labels.npy"), "'<i4'", "(12,)");
            int[] found = new int[12];
            labels.asIntBuffer().get(found);
            assertThat(found).containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
        }
    }

    private static byte[] bytes(ZipFile zip, String entry) throws IOException {
        return zip.getInputStream(zip.getEntry(entry)).readAllBytes();
    }

    /** The values behind a header as NumPy's format 1.0 prescribes it. */
    private static ByteBuffer array(byte[] npy, String type, String shape) {
        ByteBuffer buffer = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new String(npy, 1, 5, StandardCharsets.US_ASCII)).isEqualTo("NUMPY");
        int length = buffer.getShort(8);
        assertThat((10 + length) % 64).isZero();
        assertThat(new String(npy, 10, length, StandardCharsets.US_ASCII))
                .contains("'descr': " + type, "'fortran_order': False", "'shape': " + shape)
                .endsWith("\n");
        return buffer.position(10 + length);
    }

    @Test
    void anEnsembleTellsWhatItIsWorth() {
        JsonNode both = Cli.json(
                "evaluate",
                "lenet5.digits",
                "lenet5.mnist",
                "--data",
                "digits",
                "--split",
                "validation",
                "--tta",
                "five-crop");
        assertThat(both.get("model").asText()).isEqualTo("lenet5.digits+lenet5.mnist");
        JsonNode members = both.get("members");
        assertThat(members).hasSize(2);
        JsonNode alone = Cli.json("evaluate", "lenet5.mnist", "--data", "digits", "--split", "validation");
        assertThat(members.get(1).get("accuracy").asDouble())
                .isEqualTo(alone.get("accuracy").asDouble());
        assertThat(alone.has("members")).isFalse();
        JsonNode views =
                Cli.json("evaluate", "lenet5.mnist", "--data", "digits", "--split", "validation", "--tta", "five-crop");
        assertThat(views.at("/gain/accuracy").asDouble())
                .isCloseTo(
                        views.get("accuracy").asDouble() - alone.get("accuracy").asDouble(), within(1e-12));
        JsonNode gain = both.get("gain");
        assertThat(gain.get("over").asText()).isEqualTo("lenet5.digits");
        assertThat(gain.get("accuracy").asDouble())
                .isCloseTo(
                        both.get("accuracy").asDouble()
                                - members.get(0).get("accuracy").asDouble(),
                        within(1e-12))
                .isBetween(gain.get("low").asDouble(), gain.get("high").asDouble());
        assertThat(Cli.done("evaluate", "lenet5.digits", "lenet5.mnist", "--data", "digits", "--split", "validation")
                        .out())
                .contains("ALONE", "gain over lenet5.digits: ", "95 % interval", "exact McNemar");
    }

    @Test
    void predictsOverViewsToo() {
        Path picture = pictures.resolve("test/left/0.png");
        double one = probability("predict", run.best(), picture);
        double many = probability("predict", run.best() + "," + run.best(), picture, "--tta", "ten-crop");
        assertThat(many).isEqualTo(probability("predict", run.best(), picture, "--tta", "ten-crop"), within(1e-6));
        assertThat(many).isNotEqualTo(one);
    }

    private static double probability(Object... words) {
        return Cli.json(words)
                .get(0)
                .get("predictions")
                .get(0)
                .get("probability")
                .asDouble();
    }
}
