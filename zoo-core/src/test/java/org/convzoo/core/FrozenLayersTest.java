package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.Precision;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/** A residual block, and two branches that meet above it. */
class FrozenLayersTest {
    private static final long[] SHAPE = {4, 1, 6, 6};

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"c0 | c0", "n1 | c0 c1 n1", "sum | c0 c1 n1 sum", "left | c0 c1 n1 sum left"})
    void aLayerAndAllThatItDependsOn(String layer, String frozen) {
        assertThat(FrozenLayers.upTo(net(), layer)).containsExactlyInAnyOrder(frozen.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"c0, true", "n1, false", "sum, true", "left, false", "merge, true"})
    void whatIsAboveIsANetOfItsOwnWhereItReadsOneLayer(String layer, boolean alone) {
        assertThat(FrozenLayers.endIn(net(), FrozenLayers.upTo(net(), layer), layer))
                .isEqualTo(alone);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void whatIsAboveSaysTheSameOnTheSameWeights(Engine engine) {
        ComputationGraph whole = new ComputationGraph(net());
        whole.init();
        Set<String> frozen = FrozenLayers.upTo(net(), "sum");
        List<String> order = IntStream.of(whole.topologicalSortOrder())
                .mapToObj(i -> whole.getVertices()[i].getVertexName())
                .toList();
        ComputationGraph above = new ComputationGraph(FrozenLayers.above(net(), frozen, "sum", order));
        long below = whole.numParams() - (5 * 3 * 9 + 5) - (2 * 3 + 2) - (3 * 36 * 7 + 3);
        above.init(whole.params().get(NDArrayIndex.all(), NDArrayIndex.interval(below, whole.numParams())), false);
        ComputationGraph prepared = engine.prepare(above);
        INDArray x = Nd4j.rand(SHAPE);
        INDArray sum = Evaluator.values(whole, "sum", x);
        assertThat(prepared.outputSingle(sum)
                        .sub(whole.outputSingle(x))
                        .norm2Number()
                        .doubleValue())
                .isLessThan(1e-5);
        INDArray before = whole.params().dup();
        prepared.fit(new DataSet(sum, labels()));
        INDArray moved = whole.params().sub(before);
        assertThat(moved.get(NDArrayIndex.all(), NDArrayIndex.interval(0, below))
                        .norm2Number()
                        .doubleValue())
                .isZero();
        assertThat(moved.norm2Number().doubleValue()).isPositive();
        assertThat(prepared.outputSingle(sum)
                        .sub(whole.outputSingle(x))
                        .norm2Number()
                        .doubleValue())
                .isLessThan(1e-5);
    }

    @Test
    void aFrozenNetSurvivesJsonAndHasNoIslands() {
        ComputationGraphConfiguration net = net();
        FrozenLayers.freeze(net, FrozenLayers.upTo(net, "sum"));
        assertThat(net.getVertices().get("sum")).isInstanceOf(FrozenVertex.class);
        ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(net.toJson());
        assertThat(read).isEqualTo(net);
        ComputationGraph graph = new ComputationGraph(read);
        graph.init();
        ComputationGraph fast = Engine.ONEDNN.prepare(graph);
        var report = OneDnn.plan(fast, true, Precision.F32, SHAPE);
        assertThat(report.islands()).isEmpty();
        assertThat(report.kernels())
                .filteredOn(kernel -> kernel.kind().contains("backward"))
                .extracting(kernel -> kernel.vertex())
                .isNotEmpty()
                .doesNotContain("c0", "c1", "n1", "sum");
        INDArray before = graph.params().dup();
        fast.fit(new DataSet(Nd4j.rand(SHAPE), labels()));
        for (String layer : List.of("c0", "c1", "n1")) {
            assertThat(fast.getLayer(layer).params().length()).isPositive();
        }
        long frozen = List.of("c0", "c1", "n1").stream()
                .mapToLong(layer -> fast.getLayer(layer).numParams())
                .sum();
        assertThat(fast.params().get(NDArrayIndex.all(), NDArrayIndex.interval(0, frozen)))
                .isEqualTo(before.get(NDArrayIndex.all(), NDArrayIndex.interval(0, frozen)));
    }

    private static INDArray labels() {
        INDArray labels = Nd4j.zeros(4, 3);
        for (int i = 0; i < 4; i++) {
            labels.putScalar(i, i % 3, 1);
        }
        return labels;
    }

    private static ComputationGraphConfiguration net() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(0.01))
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(6, 6, 1))
                .addLayer("c0", conv(3), "input")
                .addLayer("c1", conv(3), "c0")
                .addLayer("n1", new BatchNormalization(), "c1")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "n1", "c0")
                .addLayer("left", conv(5), "sum")
                .addLayer("right", new ConvolutionLayer.Builder(1, 1).nOut(2).build(), "sum")
                .addVertex("merge", new MergeVertex(), "left", "right")
                .addLayer(
                        "output",
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "merge")
                .setOutputs("output")
                .build();
    }

    private static ConvolutionLayer conv(int filters) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(filters)
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }
}
