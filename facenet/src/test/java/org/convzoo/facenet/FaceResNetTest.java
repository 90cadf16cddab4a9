package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.convzoo.core.Engine;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.harness.ArchitectureContract;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.Precision;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class FaceResNetTest {
    private static final FaceResNet NET = FaceResNet.FACENET_RESNET;
    private static final Spec SMALL = NET.defaultSpec()
            .withInput(3, 24, 24)
            .withStem(Stem.SMALL)
            .withWidthFactor(1 / 16.0)
            .withClasses(6);

    private static NeuralNetConfiguration.Builder base(DataType type) {
        return new NeuralNetConfiguration.Builder().seed(7).updater(new NoOp()).dataType(type);
    }

    private static ComputationGraph graph(Spec spec) {
        ComputationGraph graph = new ComputationGraph(NET.configure(spec, base(DataType.FLOAT)));
        graph.init();
        return graph;
    }

    /** With a loss of labels that any batch has. */
    private static ComputationGraph withLoss(DataType type) {
        ComputationGraphConfiguration net = new GraphBuilder(NET.configure(SMALL, base(type)), base(type))
                .removeVertex("embedding")
                .addLayer(
                        "loss",
                        new LossLayer.Builder(LossFunction.MSE)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "fc")
                .setOutputs("loss")
                .build();
        ComputationGraph graph = new ComputationGraph(net);
        graph.init();
        return graph;
    }

    /** face-api's file has 5,614,592 values, of which 3,552 are biases: ours are running means. */
    @Test
    void hasTheParametersOfThePublishedNet() {
        ComputationGraphConfiguration net = NET.configure(NET.defaultSpec(), base(DataType.FLOAT));
        Map<Boolean, Long> convolutions = ModelSummary.of(net, NET.defaultSpec()).layers().stream()
                .collect(Collectors.partitioningBy(row -> row.type().startsWith("Convolution"), Collectors.counting()));
        assertThat(convolutions.get(true)).isEqualTo(29);
        assertThat(ModelSummary.trainableParameters(net)).isEqualTo(5_611_040);
        assertThat(net.getNetworkOutputs()).containsExactly("embedding");
    }

    @Test
    void shapesAreThoseOfTheTable() {
        Map<String, Object> shapes =
                ModelSummary.of(NET.configure(NET.defaultSpec(), base(DataType.FLOAT)), NET.defaultSpec())
                        .layers()
                        .stream()
                        .collect(Collectors.toMap(Row::name, Row::output));
        assertThat(shapes)
                .containsEntry("conv32_down", List.of(32L, 72L, 72L))
                .containsEntry("conv32_3", List.of(32L, 35L, 35L))
                .containsEntry("conv64_3", List.of(64L, 17L, 17L))
                .containsEntry("conv128_2", List.of(128L, 8L, 8L))
                .containsEntry("conv256_2", List.of(256L, 4L, 4L))
                .containsEntry("conv256_down_out", List.of(256L, 2L, 2L))
                .containsEntry("embedding", List.of(128L));
    }

    @Test
    void hasTheNumericalGradient() {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE); // for the random numbers, process-wide
        try {
            Nd4j.getRandom().setSeed(42);
            ArchitectureContract.assertSlopes(
                    withLoss(DataType.DOUBLE), Nd4j.rand(3, 3, 24, 24), new INDArray[] {Nd4j.rand(3, 6)});
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @Test
    void theFastPathGivesTheSameAndHasNoIslands() {
        ComputationGraph stock = withLoss(DataType.FLOAT);
        ComputationGraph fast = Engine.ONEDNN.prepare(stock.clone());
        Nd4j.getRandom().setSeed(42);
        INDArray x = Nd4j.rand(4, 3, 24, 24), y = Nd4j.rand(4, 6);
        assertThat(distance(fast.output(x)[0], stock.output(x)[0])).isLessThan(1e-5);
        for (ComputationGraph graph : List.of(fast, stock)) {
            graph.fit(new MultiDataSet(x, y));
        }
        assertThat(distance(fast.getFlattenedGradients(), stock.getFlattenedGradients()))
                .isLessThan(1e-4);
        for (boolean training : new boolean[] {true, false}) {
            assertThat(OneDnn.plan(fast, training, Precision.F32, x.shape()).islands())
                    .isEmpty();
        }
        ComputationGraph full = graph(NET.defaultSpec());
        assertThat(OneDnn.plan(full, false, Precision.F32, new long[] {2, 3, 150, 150})
                        .islands())
                .isEmpty();
    }

    private static double distance(INDArray a, INDArray b) {
        return a.sub(b).norm2Number().doubleValue() / b.norm2Number().doubleValue();
    }

    /** Sizes that halve evenly and such that do not; grey pictures; widths that are no power of two. */
    @Test
    void otherSizesWork() {
        for (int[] size : new int[][] {{103, 103}, {112, 131}, {160, 160}}) {
            Spec spec = NET.defaultSpec()
                    .withInput(1, size[0], size[1])
                    .withWidthFactor(0.11)
                    .withClasses(5);
            assertThat(graph(spec).output(Nd4j.rand(2, 1, size[0], size[1]))[0].shape())
                    .containsExactly(2, 5);
        }
        assertThatThrownBy(() -> graph(NET.defaultSpec().withInput(3, 102, 150)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("facenet-resnet needs an input of at least 103x103, got 102x150");
    }

    @Test
    void survivesJson() {
        ComputationGraphConfiguration net = graph(SMALL).getConfiguration();
        assertThat(ComputationGraphConfiguration.fromJson(net.toJson())).isEqualTo(net);
    }
}
