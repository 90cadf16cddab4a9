package org.convzoo.alexnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convzoo.core.Engine;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.harness.ArchitectureContract;
import org.convzoo.core.harness.RealData;
import org.convzoo.data.CenterCrop;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.ResizeShorter;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.PlanReport;
import org.convzoo.onednn.Precision;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AlexNetTest extends ArchitectureContract {
    @Override
    protected Stream<Case> cases() {
        Spec small = Spec.of(3, 1, 15, 15).withStem(Stem.SMALL).withWidthFactor(1 / 16.);
        return Stream.of(
                new Case(AlexNet.ALEXNET, 62_378_344, small),
                new Case(AlexNet.ALEXNET_OWT, 61_100_840, Spec.of(3, 3, 95, 95).withWidthFactor(1 / 8.)));
    }

    @Test
    @Tag("slow")
    void agreesWithTorchvision() {
        assertAgreesWithTorchvision(AlexNet.ALEXNET_OWT, "alexnet");
    }

    /** In millions; 714 are those of torchvision's documentation, the other is the sum over the table's shapes. */
    @ParameterizedTest
    @CsvSource({"ALEXNET_OWT, 714", "ALEXNET, 1135"})
    void multipliesAsMuchAsPublished(AlexNet net, long millions) {
        assertThat(Math.round(summary(net, net.defaultSpec()).multiplyAdds() / 1e6))
                .isEqualTo(millions);
    }

    @Test
    void shapesAreThoseOfTheTable() {
        assertThat(shapes(AlexNet.ALEXNET, AlexNet.ALEXNET.defaultSpec()))
                .containsEntry("conv1", List.of(96L, 55L, 55L))
                .containsEntry("norm1", List.of(96L, 55L, 55L))
                .containsEntry("pool1", List.of(96L, 27L, 27L))
                .containsEntry("conv2", List.of(256L, 27L, 27L))
                .containsEntry("pool2", List.of(256L, 13L, 13L))
                .containsEntry("conv4", List.of(384L, 13L, 13L))
                .containsEntry("pool5", List.of(256L, 6L, 6L))
                .containsEntry("fc7", List.of(4096L));
        assertThat(shapes(AlexNet.ALEXNET_OWT, AlexNet.ALEXNET_OWT.defaultSpec()))
                .doesNotContainKey("norm1")
                .containsEntry("conv1", List.of(64L, 55L, 55L))
                .containsEntry("pool5", List.of(256L, 6L, 6L));
        assertThat(shapes(AlexNet.ALEXNET, AlexNet.ALEXNET.specFor(3, 32, 32)))
                .containsEntry("conv1", List.of(96L, 32L, 32L))
                .containsEntry("pool5", List.of(256L, 3L, 3L))
                .containsEntry("fc7", List.of(512L));
    }

    /** The paper's formula, by hand: the sum over five channels, not its mean. */
    @Test
    void normalisesByTheSumOverFiveChannels() {
        Spec spec = Spec.of(2, 1, 15, 15).withStem(Stem.SMALL);
        ComputationGraph graph = graph(AlexNet.ALEXNET, spec);
        Map<String, INDArray> all = graph.feedForward(Nd4j.rand(1, 1, 15, 15).muli(200), false);
        INDArray x = all.get("conv1"), y = all.get("norm1");
        for (int channel = 0; channel < 96; channel++) {
            double sum = 0;
            for (int c = Math.max(0, channel - 2); c <= Math.min(95, channel + 2); c++) {
                sum += Math.pow(x.getDouble(0, c, 7, 7), 2);
            }
            double expected = x.getDouble(0, channel, 7, 7) * Math.pow(2 + 1e-4 * sum, -0.75);
            assertThat(y.getDouble(0, channel, 7, 7)).isCloseTo(expected, within(1e-4 * (1 + expected)));
        }
    }

    @ParameterizedTest
    @CsvSource({"ALEXNET, IMAGENET, 67", "ALEXNET_OWT, IMAGENET, 63", "ALEXNET, SMALL, 15", "ALEXNET_OWT, SMALL, 15"})
    void needsWhatThreePoolingsLeaveOneOf(AlexNet net, Stem stem, int smallest) {
        Spec spec = Spec.of(10, 1, smallest, smallest).withStem(stem).withWidthFactor(1 / 16.);
        assertThat(shapes(net, spec)).containsEntry("pool5", List.of(16L, 1L, 1L));
        assertThat(graph(net, spec)
                        .outputSingle(Nd4j.rand(1, 1, smallest, smallest))
                        .shape())
                .containsExactly(1, 10);
        assertThatThrownBy(() -> summary(net, spec.withInput(1, smallest - 1, 300)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("%s needs an input of at least %2$dx%2$d, got %3$dx300", net.id(), smallest, smallest - 1);
        assertThatThrownBy(() -> summary(net, spec.withInput(3, 300, smallest - 1)))
                .hasMessageContaining("needs an input of at least");
        for (int side = smallest; side < smallest + 40; side++) { // no later gap
            assertThat(shapes(net, spec.withInput(3, side, smallest))
                            .get("pool5")
                            .get(1))
                    .isPositive();
        }
    }

    @Test
    void cropsFrom256Pixels() {
        Preprocessing preprocessing = AlexNet.ALEXNET.preprocessing(AlexNet.ALEXNET.defaultSpec(), "pictures");
        assertThat(preprocessing.steps()).containsExactly(new ResizeShorter(256), new CenterCrop(227, 227));
        assertThat(preprocessing.mean()).containsExactly(0.485f, 0.456f, 0.406f);
    }

    /** What a training of one batch takes beside the pictures: under 2 GB on a laptop. */
    @ParameterizedTest
    @EnumSource
    void trainsInTwoGigabytes(AlexNet net) {
        Spec spec = net.specFor(3, 32, 32);
        ComputationGraph graph = graph(net, spec);
        PlanReport report = OneDnn.plan(
                graph, true, Precision.F32, new long[] {net.recipe("cifar10").batchSize(), 3, 32, 32});
        long weights = 4 * 4 * graph.numParams(); // with gradient and the optimiser's two moments
        assertThat(report.arenaBytes() + report.weightBytes() + weights).isLessThan(2_000_000_000L);
    }

    /** The three lines of the class's Javadoc. */
    @Test
    void describes() {
        Spec spec = AlexNet.ALEXNET.defaultSpec();
        ComputationGraphConfiguration net =
                AlexNet.ALEXNET.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
        assertThat(ModelSummary.of(net, spec).parameters()).isEqualTo(62378344);
    }

    private static ComputationGraph graph(AlexNet net, Spec spec) {
        ComputationGraph graph =
                new ComputationGraph(net.configure(spec, new NeuralNetConfiguration.Builder().seed(3)));
        graph.init();
        return Engine.ONEDNN.prepare(graph);
    }

    private static ModelSummary summary(AlexNet net, Spec spec) {
        return ModelSummary.of(net.configure(spec, new NeuralNetConfiguration.Builder()), spec);
    }

    private static Map<String, List<Long>> shapes(AlexNet net, Spec spec) {
        return summary(net, spec).layers().stream().collect(Collectors.toMap(Row::name, Row::output));
    }

    @Test
    @Tag("real-data")
    void shippedReachesItsCard() {
        RealData.require("cifar10");
        assertReachesItsMetrics("alexnet.cifar10");
    }
}
