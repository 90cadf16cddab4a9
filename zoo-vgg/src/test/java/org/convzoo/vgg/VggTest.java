package org.convzoo.vgg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.nd4j.linalg.factory.Nd4j;

class VggTest extends ArchitectureContract {
    private static final Spec SMALL = Spec.of(3, 1, 32, 32).withStem(Stem.SMALL).withWidthFactor(1 / 16.);

    @Override
    protected Stream<Case> cases() {
        return Stream.of(new Case(Vgg.VGG11, 132_863_336, SMALL), new Case(Vgg.VGG16_BN, 138_365_992, SMALL));
    }

    @Override
    protected Stream<Case> variants() {
        return Stream.of(
                new Case(Vgg.VGG13, 133_047_848),
                new Case(Vgg.VGG16, 138_357_544),
                new Case(Vgg.VGG19, 143_667_240),
                new Case(Vgg.VGG11_BN, 132_868_840),
                new Case(Vgg.VGG13_BN, 133_053_736),
                new Case(Vgg.VGG19_BN, 143_678_248));
    }

    @Test
    void everyConstantIsTested() {
        assertThat(Stream.concat(cases(), variants()).map(Case::architecture)).containsExactlyInAnyOrder(Vgg.values());
    }

    @ParameterizedTest
    @Tag("slow")
    @EnumSource
    void agreesWithTorchvision(Vgg net) {
        assertAgreesWithTorchvision(net, net.id().replace('-', '_'));
    }

    @Test
    @Tag("real-data")
    void shippedReachesItsCard() {
        RealData.require("cifar10");
        assertReachesItsMetrics("vgg16-bn.cifar10");
    }

    /** In millions, as torchvision's documentation of its weights has them. */
    @ParameterizedTest
    @CsvSource({"VGG11, 7609", "VGG16, 15470", "VGG19, 19632"})
    void multipliesAsMuchAsPublished(Vgg net, long millions) {
        assertThat(Math.round(summary(net, net.defaultSpec()).multiplyAdds() / 1e6))
                .isEqualTo(millions);
    }

    @Test
    void shapesAreThoseOfTheTable() {
        assertThat(shapes(Vgg.VGG16, Vgg.VGG16.defaultSpec()))
                .containsEntry("conv1_2", List.of(64L, 224L, 224L))
                .containsEntry("pool1", List.of(64L, 112L, 112L))
                .containsEntry("conv5_3", List.of(512L, 14L, 14L))
                .containsEntry("pool5", List.of(512L, 7L, 7L))
                .containsEntry("fc7", List.of(4096L));
        assertThat(shapes(Vgg.VGG16_BN, Vgg.VGG16_BN.specFor(3, 32, 32)))
                .containsEntry("relu5_3", List.of(512L, 2L, 2L))
                .containsEntry("pool5", List.of(512L, 1L, 1L))
                .containsEntry("fc7", List.of(512L));
        assertThat(shapes(Vgg.VGG16, Vgg.VGG16.specFor(3, 64, 64))).containsEntry("pool5", List.of(512L, 2L, 2L));
    }

    @ParameterizedTest
    @EnumSource
    void needsWhatFivePoolingsLeaveOneOf(Vgg net) {
        for (Stem stem : Stem.values()) {
            Spec spec = Spec.of(10, 1, 32, 32).withStem(stem).withWidthFactor(1 / 16.);
            assertThat(shapes(net, spec)).containsEntry("pool5", List.of(32L, 1L, 1L));
            assertThat(shapes(net, spec.withInput(1, 32, 64))).containsEntry("pool5", List.of(32L, 1L, 2L));
            assertThatThrownBy(() -> summary(net, spec.withInput(1, 31, 64)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(net.id() + " needs an input of at least 32x32, got 31x64");
            assertThatThrownBy(() -> summary(net, spec.withInput(3, 32, 31)))
                    .hasMessage(net.id() + " needs an input of at least 32x32, got 32x31");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 32, 40", "3, 63, 33", "3, 64, 64"})
    void infersAtOtherSizes(int channels, int height, int width) {
        for (Stem stem : Stem.values()) {
            Spec spec = Spec.of(5, channels, height, width).withStem(stem).withWidthFactor(1 / 32.);
            assertThat(graph(Vgg.VGG13, spec)
                            .outputSingle(Nd4j.rand(2, channels, height, width))
                            .shape())
                    .containsExactly(2, 5);
        }
    }

    /** What a training of one batch takes beside the pictures: under 2 GB on a laptop. */
    @ParameterizedTest
    @CsvSource({"VGG16, 0.25", "VGG16_BN, 0.25", "VGG11_BN, 1"})
    void trainsInTwoGigabytes(Vgg net, double widthFactor) {
        Spec spec = net.specFor(3, 32, 32).withWidthFactor(widthFactor);
        ComputationGraph graph = graph(net, spec);
        PlanReport report = OneDnn.plan(
                graph, true, Precision.F32, new long[] {net.recipe("cifar10").batchSize(), 3, 32, 32});
        long weights = 4 * 4 * graph.numParams(); // with gradient and the optimiser's two moments
        assertThat(report.arenaBytes() + report.weightBytes() + weights).isLessThan(2_000_000_000L);
    }

    /** The three lines of the class's Javadoc. */
    @Test
    void describes() {
        Spec spec = Vgg.VGG16.defaultSpec();
        ComputationGraphConfiguration net = Vgg.VGG16.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
        assertThat(ModelSummary.of(net, spec).parameters()).isEqualTo(138357544);
    }

    private static ComputationGraph graph(Vgg net, Spec spec) {
        ComputationGraph graph =
                new ComputationGraph(net.configure(spec, new NeuralNetConfiguration.Builder().seed(3)));
        graph.init();
        return Engine.ONEDNN.prepare(graph);
    }

    private static ModelSummary summary(Vgg net, Spec spec) {
        return ModelSummary.of(net.configure(spec, new NeuralNetConfiguration.Builder()), spec);
    }

    private static Map<String, List<Long>> shapes(Vgg net, Spec spec) {
        return summary(net, spec).layers().stream().collect(Collectors.toMap(Row::name, Row::output));
    }
}
