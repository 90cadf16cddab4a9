package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that only tell what there is. */
class ReadOnlyCommandsTest {
    @Test
    void listsArchitecturesWithTheirParameters() {
        JsonNode rows = Cli.json("list", "lenet5");
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).get("name").asText()).isEqualTo("lenet5");
        assertThat(rows.get(0).get("parameters").asInt()).isEqualTo(61706);
        assertThat(Cli.done("list").out()).startsWith("NAME").contains("lenet5-relu", "61,706");
    }

    @Test
    void describesLayers() {
        JsonNode net = Cli.json("describe", "lenet5");
        assertThat(net.get("parameters").asInt()).isEqualTo(61706);
        assertThat(net.get("multiplyAdds").asInt()).isEqualTo(416520);
        JsonNode first = net.get("layers").get(0);
        assertThat(first.get("name").asText()).isEqualTo("c1");
        assertThat(first.get("output")).hasToString("[6,28,28]");
        assertThat(Cli.json("describe", "lenet5", "--input", "3x32x32", "--width-factor", "2", "--classes", "7")
                        .get("layers")
                        .get(0)
                        .get("output"))
                .hasToString("[12,32,32]");
        assertThat(Cli.done("describe", "lenet5").out()).contains("LeCun", "61,706");
    }

    @Test
    void describesWhatAnIdeaSaves() {
        assertThat(Cli.done("describe", "googlenet").out())
                .contains("inception3a.branch3 with its 1x1 reduction: 12,443,648, without 120,422,400");
        JsonNode net = Cli.json("describe", "googlenet-aux");
        assertThat(net.get("parameters").asInt()).isEqualTo(13_378_280);
        assertThat(net.get("notes")).hasSize(2);
        assertThat(Cli.json("describe", "lenet5").has("notes")).isFalse();
    }

    @Test
    void describesTheFamilies() {
        assertThat(Cli.json("describe", "resnet50").get("parameters").asInt()).isEqualTo(25_557_032);
        assertThat(Cli.json("describe", "resnet20").get("parameters").asInt()).isEqualTo(269_722);
        assertThat(Cli.json("describe", "vgg16").get("parameters").asInt()).isEqualTo(138_357_544);
        assertThat(Cli.json("describe", "alexnet").get("parameters").asInt()).isEqualTo(62_378_344);
    }

    @Test
    void aSmallInputGetsTheSmallStem() {
        assertThat(stride("--input", "3x64x64")).isEqualTo(1);
        assertThat(stride("--input", "3x65x65")).isEqualTo(2);
        assertThat(stride("--input", "3x64x64", "--stem", "imagenet")).isEqualTo(2);
        assertThat(stride("--stem", "small")).isEqualTo(1);
    }

    private static int stride(Object... options) {
        Object[] words = Stream.concat(Stream.of("describe", "resnet18"), Stream.of(options))
                .toArray();
        return Cli.json(words).get("layers").get(0).get("stride").get(0).asInt();
    }

    @Test
    void listsAndVerifiesDataSets() {
        assertThat(Cli.done("data", "list").out()).contains("digits", "mnist", "1x28x28");
        assertThat(Cli.json("data", "list").get(0).get("name").asText()).isEqualTo("digits");
        assertThat(Cli.json("data", "verify", "digits").get(0).get("state").asText())
                .isEqualTo("ok");
        assertThat(Cli.done("data", "fetch", "digits").err()).contains("needs no download");
    }

    @Test
    void showsADataSet(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("sheet.png");
        assertThat(Cli.done("data", "show", "digits", "--split", "test", "--out", file)
                        .out()
                        .strip())
                .isEqualTo(file.toString());
        assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(500);
    }

    @Test
    void tellsOfTheMachine() {
        JsonNode info = Cli.json("info");
        assertThat(info.has("nativeThreads")).isTrue();
        assertThat(info.has("cache")).isTrue();
        assertThat(info.has("engines")).isTrue();
        assertThat(Cli.done("info").out()).contains("cpuFeatures");
    }
}
