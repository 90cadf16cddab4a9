package org.convzoo.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.convzoo.core.Json;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.RuntimeInfo;
import org.convzoo.core.ZooException;
import org.convzoo.data.Preprocessing;
import org.convzoo.vgg.Vgg;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class OnnxExportTest {
    @TempDir
    Path folder;

    private final Model lenet = ModelZoo.load("lenet5.digits");

    @Test
    void carriesWhatTheCardSays() throws Exception {
        Path file = folder.resolve("lenet5.onnx");
        OnnxExport.of(lenet).write(file);
        try (Ort ort = new Ort(file)) {
            var metadata = ort.session().getMetadata();
            assertThat(metadata.getProducerName()).isEqualTo("ConvZoo");
            assertThat(metadata.getGraphName()).isEqualTo("lenet5.digits");
            Map<String, String> custom = metadata.getCustomMetadata();
            assertThat(custom)
                    .containsEntry("architecture", "lenet5")
                    .containsEntry("dataset", "digits")
                    .containsEntry("licence", "Apache-2.0")
                    .containsEntry("origin", "trained by ConvZoo");
            assertThat(Json.MAPPER.readValue(custom.get("labels"), new TypeReference<List<String>>() {}))
                    .isEqualTo(lenet.card().classes());
            assertThat(Json.MAPPER.readValue(custom.get("preprocessing"), Preprocessing.class))
                    .isEqualTo(lenet.card().preprocessing());
            assertThat(Json.MAPPER.readValue(custom.get("model.json"), ModelCard.class))
                    .isEqualTo(lenet.card());
        }
        ModelProto net = ModelProto.parseFrom(Files.readAllBytes(file));
        assertThat(net.getIrVersion()).isEqualTo(8);
        assertThat(net.getOpsetImport(0).getVersion()).isEqualTo(17);
        assertThat(net.getProducerVersion()).isEqualTo(RuntimeInfo.versions().get("convzoo"));
    }

    @Test
    void keepsTheNamesOfLayers() throws IOException {
        Path file = folder.resolve("lenet5.onnx");
        OnnxExport.of(lenet).write(file);
        GraphProto graph = ModelProto.parseFrom(Files.readAllBytes(file)).getGraph();
        assertThat(graph.getInput(0).getName()).isEqualTo("input");
        assertThat(graph.getOutput(0).getName()).isEqualTo("output");
        assertThat(graph.getNodeList())
                .extracting(NodeProto::getName)
                .containsExactly(
                        "c1",
                        "c1/tanh",
                        "s2",
                        "c3",
                        "c3/tanh",
                        "s4",
                        "c5/flatten",
                        "c5",
                        "c5/tanh",
                        "f6",
                        "f6/tanh",
                        "output",
                        "output/softmax");
        assertThat(graph.getNodeList())
                .extracting(node -> node.getOutput(0))
                .contains("c1", "s2", "c3", "s4", "c5", "f6", "output"); // DL4J's activations
        assertThat(graph.getInitializerList())
                .extracting(tensor -> tensor.getName() + tensor.getDimsList())
                .startsWith("c1.weight[6, 1, 5, 5]", "c1.bias[6]")
                .endsWith("output.weight[10, 84]", "output.bias[10]");
    }

    @Test
    void foldsNormalisationIntoConvolutions() throws IOException {
        Model resnet = ModelZoo.load("resnet20.sign-digits");
        Path kept = folder.resolve("kept.onnx"), folded = folder.resolve("folded.onnx");
        OnnxExport.of(resnet).write(kept);
        OnnxExport.of(resnet).folded().write(folded);
        GraphProto before = ModelProto.parseFrom(Files.readAllBytes(kept)).getGraph();
        assertThat(operations(before, "BatchNormalization")).hasSize(19);
        assertThat(before.getInitializerList())
                .extracting(TensorProto::getName)
                .contains("bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var")
                .doesNotContain("conv1.bias");
        GraphProto after = ModelProto.parseFrom(Files.readAllBytes(folded)).getGraph();
        assertThat(operations(after, "BatchNormalization")).isEmpty();
        assertThat(operations(after, "Conv")).hasSize(19).allSatisfy(node -> assertThat(node.getInputCount())
                .isEqualTo(3));
        NodeProto first = operations(after, "Conv").get(0);
        assertThat(first.getName()).isEqualTo("conv1");
        assertThat(first.getOutput(0)).isEqualTo("bn1"); // the value is what that layer gives
    }

    private static List<NodeProto> operations(GraphProto graph, String type) {
        return graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals(type))
                .toList();
    }

    @Test
    void takesAnyNumberOfPictures() throws Exception {
        Path file = folder.resolve("lenet5.onnx");
        OnnxExport.of(lenet).write(file);
        try (Ort ort = new Ort(file)) {
            for (var value : Stream.of(
                            ort.session().getInputInfo(), ort.session().getOutputInfo())
                    .flatMap(map -> map.values().stream())
                    .toList()) {
                TensorInfo info = (TensorInfo) value.getInfo();
                assertThat(info.getShape()[0]).isEqualTo(-1);
                assertThat(info.getDimensionNames()[0]).isEqualTo(OnnxExport.BATCH);
            }
            for (int pictures : new int[] {1, 3}) {
                INDArray x = Nets.pictures(pictures, 1, 28, 28);
                Nets.assertSame(ort.run(x).get(0), lenet.graph().output(x)[0]);
            }
        }
    }

    @Test
    void putsWeightsBeside() throws Exception {
        Path file = folder.resolve("lenet5.onnx"), data = folder.resolve("lenet5.onnx.data");
        OnnxExport.of(lenet).withWeightsBeside().write(file);
        assertThat(Files.size(data)).isEqualTo(4 * 61_706);
        assertThat(Files.size(file)).isLessThan(10_000);
        INDArray x = Nets.pictures(2, 1, 28, 28);
        try (Ort ort = new Ort(file)) {
            Nets.assertSame(ort.run(x).get(0), lenet.graph().output(x)[0]);
        }
    }

    @Test
    void saysBeforehandHowLongAFileBecomes() throws IOException {
        Path file = folder.resolve("lenet5.onnx");
        OnnxExport.of(lenet).write(file);
        ModelProto net = ModelProto.parseFrom(Files.readAllBytes(file));
        OnnxGraph graph = GraphTranslation.translate(OnnxExport.of(lenet));
        assertThat(OnnxFile.size(net.toBuilder().clearGraph().build(), graph)).isEqualTo(Files.size(file));
        assertThatThrownBy(() -> OnnxFile.requireSize(OnnxFile.MAX_BYTES + 1, file))
                .isInstanceOf(ZooException.class)
                .hasMessage(
                        "cannot write " + file + ": the net takes 2147483648 bytes, and an ONNX file has 2147483647 at"
                                + " most unless its weights lie in a file beside it");
    }

    @Test
    void refusesInputsThatAreNoneAndLeavesTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("net.onnx"), "before");
        ComputationGraph graph = lenet.graph();
        assertThatThrownBy(() -> OnnxExport.of(graph)).hasMessage("inputs must be 1, got 0");
        assertThatThrownBy(() ->
                        OnnxExport.of(graph, InputType.convolutional(3, 3, 1)).write(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the net cannot take this input");
        assertThatThrownBy(() -> OnnxExport.of(graph, InputType.convolutional(28, 28, 1, CNN2DFormat.NHWC))
                        .write(file))
                .hasMessageContaining("channels");
        assertThat(file).hasContent("before");
        assertThat(folder.toFile().list()).hasSize(1);
    }

    /** 553 MB, of which no more than a layer's are copied. */
    @Test
    @Tag("nightly")
    void writesALargeNetWithoutHoldingItAgain() throws Exception {
        ComputationGraph graph = new ComputationGraph(
                Vgg.VGG16.configure(Vgg.VGG16.defaultSpec(), new NeuralNetConfiguration.Builder().seed(1)));
        graph.init();
        Path file = folder.resolve("vgg16.onnx");
        long before = peakMemory();
        OnnxExport.of(graph, InputType.convolutional(224, 224, 3)).write(file);
        assertThat(peakMemory() - before).isLessThan(200L << 20);
        assertThat(Files.size(file)).isBetween(4 * 138_357_544L, 4 * 138_357_544L + 20_000);
        INDArray x = Nets.pictures(1, 3, 224, 224);
        try (Ort ort = new Ort(file)) {
            Nets.assertSame(ort.run(x).get(0), graph.output(x)[0]);
        }
    }

    /** Bytes; 0 where the system does not tell. */
    private static long peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        }
    }
}
