package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelFile;
import org.convzoo.core.Spec;
import org.convzoo.facenet.Nn4;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With random weights: who is who makes little sense, but a picture is nearest to itself. */
class FaceTest {
    @TempDir
    static Path folder;

    @TempDir
    Path own;

    private static Path model;
    private static Path other;
    private static Path people;
    private Path gallery;

    @BeforeAll
    static void make() throws IOException {
        model = net(1, List.of(new ModelCard.Metric("drawn", "validation", "threshold", 1e-4, 12)));
        other = net(2, List.of());
        people = folder.resolve("people");
        for (String person : List.of("ada", "ben", "cleo", "dan")) {
            for (int i = 1; i <= 4; i++) {
                draw(people.resolve(person), String.format("%s_%04d.png", person, i), person.hashCode(), i);
            }
        }
    }

    private static Path net(int seed, List<ModelCard.Metric> metrics) {
        Spec spec = Nn4.FACENET_NN4.defaultSpec().withInput(3, 65, 65).withClasses(4);
        ComputationGraph graph =
                new ComputationGraph(Nn4.FACENET_NN4.configure(spec, new NeuralNetConfiguration.Builder().seed(seed)));
        graph.init();
        ModelCard card = new ModelCard(
                ModelCard.FORMAT_VERSION,
                Nn4.FACENET_NN4.id(),
                spec,
                Nn4.FACENET_NN4.preprocessing(spec, "drawn"),
                IntStream.range(0, 4).mapToObj(String::valueOf).toList(),
                metrics,
                new ModelCard.Provenance("drawn", "none", seed, 1, "none", 1, "stock", Map.of(), "none", "a test"));
        Path file = folder.resolve("net" + seed + ".zip");
        ModelFile.write(new Model(graph, card), file);
        return file;
    }

    /** A disc whose colour is the person's and whose place is the picture's. */
    private static void draw(Path folder, String name, int person, int place) throws IOException {
        BufferedImage image = new BufferedImage(70, 70, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color((person * 0x9e3779b1) >>> 8));
        graphics.fillOval(10 + 2 * place, 10, 40, 40);
        graphics.dispose();
        ImageIO.write(
                image, "png", Files.createDirectories(folder).resolve(name).toFile());
    }

    @BeforeEach
    void name() {
        gallery = own.resolve("friends.gallery");
    }

    private static Path picture(String person, int i) {
        return people.resolve(person).resolve(String.format("%s_%04d.png", person, i));
    }

    @Test
    void aPictureIsItself() {
        JsonNode answer = Cli.json(
                "face", "verify", picture("ada", 1), picture("ada", 1), "--model", model, "--aligned", "--out", own);
        assertThat(answer.path("distance").asDouble()).isCloseTo(0, within(1e-6));
        assertThat(answer.path("threshold").asDouble()).as("of the card").isEqualTo(1e-4);
        assertThat(answer.path("same").asBoolean()).isTrue();
        assertThat(own.resolve("ada_0001.png.png")).isRegularFile();
        assertThat(own.resolve("ada_0001.png-2.png")).as("of the same name").isRegularFile();

        Cli words = verify(picture("ada", 1), picture("ben", 1), "--threshold", "1e-9");
        assertThat(words.out()).startsWith("different people, distance 0.").contains("(threshold 0.000)");
        assertThat(verify(picture("ada", 1), picture("ben", 1), "--threshold", "2")
                        .out())
                .startsWith("same person, distance ");
    }

    private static Cli verify(Object... words) {
        Object[] all = new Object[words.length + 5];
        System.arraycopy(new Object[] {"face", "verify", "--model", model, "--aligned"}, 0, all, 0, 5);
        System.arraycopy(words, 0, all, 5, words.length);
        return Cli.zoo(all);
    }

    @Test
    void aGallerysLife() {
        enroll("Ada", picture("ada", 1), picture("ada", 2));
        JsonNode enrolled = Cli.json(
                "face", "enroll", "Ben", picture("ben", 1), "--gallery", gallery, "--model", model, "--aligned");
        assertThat(enrolled.path("pictures").asInt()).isEqualTo(1);
        assertThat(enrolled.path("people").asInt()).isEqualTo(2);

        JsonNode rows = Cli.json(
                "face",
                "identify",
                picture("ada", 2),
                picture("cleo", 1),
                "--gallery",
                gallery,
                "--model",
                model,
                "--aligned",
                "--threshold",
                "1e-6",
                "--out",
                own);
        assertThat(rows.get(0).path("name").asText()).isEqualTo("Ada");
        assertThat(rows.get(0).path("distance").asDouble()).isCloseTo(0, within(1e-6));
        assertThat(rows.get(0).path("face").path("width").asDouble()).isEqualTo(70);
        assertThat(rows.get(0).path("candidates").get(0).path("source").asText())
                .isEqualTo("ada_0002.png");
        assertThat(rows.get(0).path("candidates").get(1).path("name").asText()).isEqualTo("Ben");
        assertThat(rows.get(1).path("name").isNull()).isTrue();
        assertThat(own.resolve("cleo_0001.png.png")).isRegularFile();

        assertThat(Cli.done("face", "remove", "Ada", "--gallery", gallery).out())
                .isEqualTo("Ada: 2 pictures removed; " + gallery + " holds one person" + System.lineSeparator());
        enroll("Ben", picture("ben", 2), "--add");
    }

    private Cli enroll(String name, Object... words) {
        Object[] all = new Object[words.length + 8];
        Object[] first = {"face", "enroll", name, "--gallery", gallery, "--model", model, "--aligned"};
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(words, 0, all, first.length, words.length);
        return Cli.done(all);
    }

    @Test
    void mirroredPicturesCountWhereTheyAreAskedFor() throws IOException {
        Path ten = own.resolve("ten");
        for (int person = 0; person < 10; person++) {
            for (int i = 1; i <= 3; i++) {
                draw(ten.resolve("p" + person), i + ".png", person, i);
            }
        }
        String[] end = {"--model", model.toString(), "--aligned", "--threshold", "1"};
        JsonNode plain = Cli.json(
                "face", "verify", picture("ada", 1), picture("ben", 1), end[0], end[1], end[2], end[3], end[4]);
        JsonNode both = Cli.json(
                "face",
                "verify",
                picture("ada", 1),
                picture("ben", 1),
                "--tta",
                "mirror",
                end[0],
                end[1],
                end[2],
                end[3],
                end[4]);
        assertThat(both.path("distance").asDouble())
                .isNotEqualTo(plain.path("distance").asDouble());
        assertThat(both.path("model").asText()).isEqualTo("facenet-nn4.drawn+mirror");
        JsonNode result = Cli.json("evaluate", model, "--data", ten, "--split", "train", "--tta", "mirror");
        JsonNode alone = Cli.json("evaluate", model, "--data", ten, "--split", "train");
        assertThat(result.path("plain")).isEqualTo(alone);
        assertThat(result.path("model").asText()).isEqualTo("facenet-nn4.drawn+mirror");
        assertThat(Cli.zoo("evaluate", model, "--data", ten, "--tta", "ten-crop")
                        .error())
                .isEqualTo("a face is looked at as a whole: of the views only mirror is for it");
        enroll("Ada", picture("ada", 1), "--tta", "mirror");
        assertThat(error("identify", picture("ada", 1), "--model", model))
                .contains("was made with weights facenet-nn4.drawn+mirror (digest ");
        assertThat(Cli.done(
                                "face",
                                "identify",
                                picture("ada", 1),
                                "--gallery",
                                gallery,
                                "--tta",
                                "mirror",
                                end[0],
                                end[1],
                                end[2],
                                end[3],
                                end[4])
                        .out())
                .contains("Ada");
    }

    @Test
    void galleryFailuresAreOneLine() throws IOException {
        enroll("Ada", picture("ada", 1));
        assertThat(error("enroll", "Ada", picture("ben", 1), "--model", model))
                .isEqualTo("Ada is enrolled in " + gallery
                        + " already: add pictures of the same person with --add, give another person another name");
        assertThat(error("identify", picture("ada", 1), "--model", other, "--threshold", "1"))
                .startsWith(gallery + " was made with weights facenet-nn4.drawn (digest ")
                .contains(", not facenet-nn4.drawn (digest ");
        assertThat(error("identify", own, "--model", model)).isEqualTo(own + " has no pictures");
        Cli.done("face", "remove", "Ada", "--gallery", gallery);
        assertThat(error("identify", picture("ada", 1), "--model", model))
                .isEqualTo("nobody is enrolled in " + gallery + ": zoo face enroll NAME IMAGE --gallery " + gallery);
        Files.writeString(gallery, "a letter of some length");
        assertThat(error("identify", picture("ada", 1), "--model", model))
                .isEqualTo(gallery + " is no gallery of faces");
        Files.delete(gallery);
        assertThat(error("identify", picture("ada", 1), "--model", model))
                .isEqualTo("there is no gallery " + gallery + ": zoo face enroll makes one");
        assertThat(Cli.zoo("face", "remove", "Ada", "--gallery", gallery).error())
                .isEqualTo("there is no gallery " + gallery + ": zoo face enroll makes one");
        assertThat(error("enroll", "Ada", own.resolve("none.png"), "--model", model))
                .contains("there is no such file");
        assertThat(gallery).as("nobody to enroll").doesNotExist();
    }

    private String error(Object... words) {
        Object[] all = new Object[words.length + 4];
        all[0] = "face";
        System.arraycopy(words, 0, all, 1, words.length);
        System.arraycopy(new Object[] {"--gallery", gallery, "--aligned"}, 0, all, words.length + 1, 3);
        return Cli.zoo(all).error();
    }

    @Test
    void picturesThatAreNoneCostTheOthersNothing() throws IOException {
        Path text = own.resolve("text.jpg");
        Files.writeString(text, "no picture");
        Cli run = Cli.zoo("face", "embed", text, picture("ada", 1), "--model", model, "--aligned", "--json");
        assertThat(run.exitCode()).isEqualTo(Main.FAILED);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).contains("text.jpg");
        JsonNode rows = Cli.parse(run.out());
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).path("embedding")).hasSize(4);
        assertThat(verify(text, picture("ada", 1)).error()).contains("text.jpg");
    }

    @Test
    void embedsAndDraws() {
        Path sheet = own.resolve("sheet.png");
        Cli run = Cli.done(
                "face",
                "embed",
                people.resolve("ada"),
                people.resolve("ben"),
                "--model",
                model,
                "--aligned",
                "--sheet",
                sheet);
        assertThat(run.out().lines()).hasSize(8).allMatch(line -> line.split("\t").length == 5);
        assertThat(sheet).isRegularFile();
        assertThat(Cli.zoo("face", "embed", people.resolve("ada"), "--sheet", own.resolve("a.svg"))
                        .error())
                .contains("a .png file");
    }

    @Test
    void measuresAllPairsOfAFolder() {
        JsonNode result = Cli.json("face", "evaluate", people, "--model", model, "--aligned");
        assertThat(result.path("pairs").asInt()).isEqualTo(16 * 15 / 2);
        assertThat(result.path("images").asInt()).isEqualTo(16);
        assertThat(result.path("threshold").asDouble()).isEqualTo(1e-4);
        assertThat(result.path("auc").asDouble()).isBetween(0.0, 1.0);
        assertThat(result.path("eer").asDouble()).isBetween(0.0, 1.0);
        assertThat(result.has("folds")).isFalse();

        JsonNode calibrated =
                Cli.json("face", "calibrate", "--data", people, "--model", other, "--aligned", "--far", "0");
        assertThat(calibrated.path("falseAcceptRate").asDouble()).isZero();
        assertThat(calibrated.path("threshold").asDouble()).isPositive();
        Cli table = Cli.done("face", "calibrate", people, "--model", model, "--aligned");
        assertThat(table.out()).contains("equal error rate");
        assertThat(table.err()).startsWith("give it to the other commands with --threshold ");
    }

    @Test
    void measuresPairsOfAList() throws IOException {
        Path pairs = own.resolve("pairs.txt");
        Files.writeString(pairs, "2 1\nada 1 2\nada 1 ben 1\nben 1 2\nben 3 dan 4\n");
        JsonNode result = Cli.json("face", "evaluate", people, "--pairs", pairs, "--model", model, "--aligned");
        assertThat(result.path("pairs").asInt()).isEqualTo(4);
        assertThat(result.path("images").asInt()).as("each once").isEqualTo(6);
        assertThat(result.path("folds").path("folds")).hasSize(2);
        Files.writeString(pairs, "1 1\nada 1 9\nada 1 ben 1\n");
        assertThat(Cli.zoo("face", "evaluate", people, "--pairs", pairs, "--model", model, "--aligned")
                        .error())
                .isEqualTo("no picture " + people.resolve("ada").resolve("ada_0009.jpg"));
        Files.writeString(pairs, "1 1\nada 1\nada 1 ben 1\n");
        assertThat(Cli.zoo("face", "evaluate", people, "--pairs", pairs, "--model", model, "--aligned")
                        .error())
                .isEqualTo(pairs + " line 2: expected 'name i j'");
    }

    @Test
    void wrongUsageIsTold() {
        for (Object[] words : new Object[][] {
            {"face"},
            {"face", "verify", "a.png"},
            {"face", "identify", "a.png"},
            {"face", "align", "a.png", "--out", "b", "--aligned"},
            {"face", "evaluate", "--model", model, "--aligned"},
            {"face", "evaluate", "a", "--data", "b", "--model", model, "--aligned"}
        }) {
            Cli run = Cli.zoo(words);
            assertThat(run.exitCode()).as(String.join(" ", run.errLines())).isEqualTo(Main.WRONG_USAGE);
            assertThat(run.errLines()).hasSize(2);
        }
        assertThat(verify(picture("ada", 1), picture("ada", 2), "--threshold", "-1")
                        .error())
                .isEqualTo("--threshold must be >= 0, got -1.0");
        assertThat(Cli.zoo("face", "verify", picture("ada", 1), picture("ada", 2), "--model", other, "--aligned")
                        .error())
                .isEqualTo(
                        "nothing is known of a threshold for facenet-nn4.drawn: find one with zoo face calibrate, and"
                                + " give it with --threshold");
        assertThat(Cli.zoo("face", "verify", "a.png", "b.png", "--model", "lenet5.digits", "--aligned")
                        .error())
                .contains("lenet5.digits gives no embeddings of faces");
    }
}
