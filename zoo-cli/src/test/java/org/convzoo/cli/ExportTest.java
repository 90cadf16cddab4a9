package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.StringStringEntryProto;
import org.convzoo.core.ModelFile;
import org.convzoo.core.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the file computes is {@code onnx-export}'s own test. */
class ExportTest {
    @TempDir
    Path folder;

    @Test
    void writesOnnx() throws IOException {
        Path file = folder.resolve("sub/lenet5.onnx");
        Cli run = Cli.done("export", "lenet5.digits", "--format", "onnx", "--out", file);
        assertThat(run.out().strip()).isEqualTo(file.toString());
        assertThat(run.err()).isEmpty();
        ModelProto net = ModelProto.parseFrom(Files.readAllBytes(file));
        assertThat(net.getProducerName()).isEqualTo("ConvZoo");
        assertThat(net.getMetadataPropsList())
                .extracting(StringStringEntryProto::getKey)
                .contains("labels", "preprocessing");
        assertThat(net.getGraph().getOutputList()).singleElement().satisfies(output -> assertThat(output.getName())
                .isEqualTo("output"));
    }

    @Test
    void foldsAModelFile() throws IOException {
        Path model = folder.resolve("best.zip");
        ModelFile.write(ModelZoo.load("resnet20.sign-digits"), model);
        Path file = folder.resolve("best.onnx");
        JsonNode said = Cli.json("export", model, "--format", "onnx", "--fold", "--out", file);
        assertThat(said.get("file").asText()).isEqualTo(file.toString());
        assertThat(said.get("model").asText()).isEqualTo("resnet20.sign-digits");
        assertThat(said.get("format").asText()).isEqualTo("onnx");
        assertThat(said.get("bytes").asLong()).isEqualTo(Files.size(file));
        List<NodeProto> nodes =
                ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getNodeList();
        assertThat(nodes).extracting(NodeProto::getOpType).contains("Conv").doesNotContain("BatchNormalization");
    }

    @Test
    void whatCannotBeWrittenIsOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(Cli.zoo("export", "lenet5.digits", "--format", "onnx", "--out", file.resolve("a.onnx"))
                        .error())
                .startsWith("cannot write " + file);
        assertThat(Cli.zoo("export", "lenet5.digits", "--format", "safetensors", "--fold", "--out", folder.resolve("a"))
                        .error())
                .startsWith("--fold is for --format onnx");
    }
}
