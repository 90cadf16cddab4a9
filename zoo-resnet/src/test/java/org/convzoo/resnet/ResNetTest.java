package org.convzoo.resnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Published;
import org.convzoo.core.SafetensorsExport;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.WeightsEntry;
import org.convzoo.core.harness.ArchitectureContract;
import org.convzoo.core.harness.RealData;
import org.convzoo.data.DataHome;
import org.convzoo.data.Digests;
import org.convzoo.data.Progress;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.PlanReport;
import org.convzoo.onednn.Precision;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ResNetTest extends ArchitectureContract {
    private static final Spec SMALL = Spec.of(3, 1, 16, 16).withStem(Stem.SMALL);

    @Override
    protected Stream<Case> cases() {
        return Stream.of(
                new Case(ResNet.RESNET18, 11_689_512, SMALL.withWidthFactor(1 / 16.)),
                new Case(ResNet.RESNET50, 25_557_032, Spec.of(3, 3, 64, 64).withWidthFactor(1 / 32.)),
                new Case(ResNet.RESNET20, 269_722, SMALL.withWidthFactor(0.25)),
                new Case(ResNet.PLAIN20, 269_722, SMALL.withWidthFactor(0.25)));
    }

    @Override
    protected Stream<Case> variants() {
        return Stream.of(
                new Case(ResNet.RESNET34, 21_797_672),
                new Case(ResNet.RESNET50_V1, 25_557_032),
                new Case(ResNet.RESNET101, 44_549_160),
                new Case(ResNet.RESNET101_V1, 44_549_160),
                new Case(ResNet.RESNET152, 60_192_808),
                new Case(ResNet.RESNET152_V1, 60_192_808),
                new Case(ResNet.RESNET32, 464_154),
                new Case(ResNet.RESNET44, 658_586),
                new Case(ResNet.RESNET56, 853_018),
                new Case(ResNet.RESNET110, 1_727_962),
                new Case(ResNet.PLAIN32, 464_154),
                new Case(ResNet.PLAIN44, 658_586),
                new Case(ResNet.PLAIN56, 853_018),
                new Case(ResNet.PLAIN110, 1_727_962));
    }

    @Test
    void everyConstantIsTested() {
        assertThat(Stream.concat(cases(), variants()).map(Case::architecture))
                .containsExactlyInAnyOrder(ResNet.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifar10", "sign-digits", "smiles"})
    @Tag("real-data")
    void shippedReachesItsCard(String data) {
        RealData.require(data);
        assertReachesItsMetrics("resnet20." + data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50"})
    void agreesWithTorchvision(String name) {
        assertAgreesWithTorchvision(architecture(name), name);
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(strings = {"resnet34", "resnet101", "resnet152"})
    void deeperOnesAgreeWithTorchvision(String name) {
        assertAgreesWithTorchvision(architecture(name), name);
    }

    /** In millions; 4,089 are those of torchvision's documentation for its 50 layers, and 3,858 are the paper's "3.8 billion". */
    @ParameterizedTest
    @CsvSource({"RESNET18, 1814", "RESNET50, 4089", "RESNET50_V1, 3858", "RESNET20, 41"})
    void multipliesAsMuchAsPublished(ResNet net, long millions) {
        assertThat(Math.round(summary(net, net.defaultSpec()).multiplyAdds() / 1e6))
                .isEqualTo(millions);
    }

    @Test
    void strideStandsWhereTheVersionHasIt() {
        assertThat(stride(ResNet.RESNET50, "layer2.0.conv1")).isEqualTo(List.of(1, 1));
        assertThat(stride(ResNet.RESNET50, "layer2.0.conv2")).isEqualTo(List.of(2, 2));
        assertThat(stride(ResNet.RESNET50_V1, "layer2.0.conv1")).isEqualTo(List.of(2, 2));
        assertThat(stride(ResNet.RESNET50_V1, "layer2.0.conv2")).isEqualTo(List.of(1, 1));
    }

    @Test
    void shapesAreThoseOfTheTable() {
        assertThat(shapes(ResNet.RESNET50, ResNet.RESNET50.defaultSpec()))
                .containsEntry("bn1", List.of(64L, 112L, 112L))
                .containsEntry("maxpool", List.of(64L, 56L, 56L))
                .containsEntry("layer1.2", List.of(256L, 56L, 56L))
                .containsEntry("layer2.3", List.of(512L, 28L, 28L))
                .containsEntry("layer3.5", List.of(1024L, 14L, 14L))
                .containsEntry("layer4.2", List.of(2048L, 7L, 7L));
        assertThat(shapes(ResNet.RESNET20, ResNet.RESNET20.defaultSpec()))
                .containsEntry("bn1", List.of(16L, 32L, 32L))
                .containsEntry("layer1.2", List.of(16L, 32L, 32L))
                .containsEntry("layer2.2", List.of(32L, 16L, 16L))
                .containsEntry("layer3.2", List.of(64L, 8L, 8L));
        assertThat(shapes(ResNet.RESNET18, ResNet.RESNET18.specFor(3, 32, 32)))
                .doesNotContainKey("maxpool")
                .containsEntry("layer1.1", List.of(64L, 32L, 32L))
                .containsEntry("layer4.1", List.of(512L, 4L, 4L));
    }

    /** The shortcut of option A: every second pixel, then zeros for the new channels. */
    @Test
    void theShortcutWithoutParametersTakesEverySecondPixelAndAddsZeros() {
        ComputationGraph graph = graph(ResNet.RESNET20, Spec.of(10, 3, 5, 7));
        Map<String, INDArray> all = graph.feedForward(Nd4j.rand(1, 3, 5, 7), false);
        INDArray before = all.get("layer1.2"), after = all.get("layer2.0.shortcut");
        assertThat(after.shape()).containsExactly(1, 32, 3, 4);
        for (int channel = 0; channel < 32; channel++) {
            for (int y = 0; y < 3; y++) {
                for (int x = 0; x < 4; x++) {
                    double expected = channel < 16 ? before.getDouble(0, channel, 2 * y, 2 * x) : 0;
                    assertThat(after.getDouble(0, channel, y, x)).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN20, RESNET20",
        "PLAIN32, RESNET32",
        "PLAIN44, RESNET44",
        "PLAIN56, RESNET56",
        "PLAIN110, RESNET110"
    })
    void plainNetsHaveTheParametersOfTheResidualOnes(ResNet plain, ResNet residual) {
        ModelSummary without = summary(plain, plain.defaultSpec());
        ModelSummary with = summary(residual, residual.defaultSpec());
        assertThat(without.parameters()).isEqualTo(with.parameters());
        assertThat(without.multiplyAdds()).isEqualTo(with.multiplyAdds());
        assertThat(with.layers().stream().filter(row -> row.type().equals("Add")))
                .hasSize((with.layers().stream()
                                        .filter(row -> row.type().equals("Convolution"))
                                        .toArray()
                                        .length
                                - 1)
                        / 2);
        assertThat(without.layers()).noneMatch(row -> row.type().equals("Add"));
    }

    /** Padding keeps at least one place everywhere, so that no input is too small. */
    @ParameterizedTest
    @EnumSource(names = {"RESNET18", "RESNET50", "RESNET20"})
    void anySizeWorks(ResNet net) {
        for (Stem stem : Stem.values()) {
            for (int[] size : new int[][] {{1, 1}, {2, 1}, {3, 5}, {7, 7}, {8, 9}, {31, 33}}) {
                Spec spec = Spec.of(4, 1, size[0], size[1]).withStem(stem).withWidthFactor(1 / 16.);
                INDArray output = graph(net, spec).outputSingle(Nd4j.rand(2, 1, size[0], size[1]));
                assertThat(output.shape()).containsExactly(2, 4);
            }
        }
    }

    /** A width that does not double evenly still gives shapes that add up. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.09, 0.3, 0.77, 1.5})
    void anyWidthWorks(double factor) {
        for (ResNet net : List.of(ResNet.RESNET18, ResNet.RESNET50, ResNet.RESNET20)) {
            Spec spec = Spec.of(4, 3, 8, 8).withWidthFactor(factor).withStem(Stem.SMALL);
            assertThat(graph(net, spec).outputSingle(Nd4j.rand(1, 3, 8, 8)).shape())
                    .containsExactly(1, 4);
        }
    }

    /** What a training of one batch takes beside the pictures: under 2 GB on a laptop. */
    @ParameterizedTest
    @CsvSource({"RESNET20, 32", "RESNET56, 32", "RESNET20, 64"})
    void trainsInTwoGigabytes(ResNet net, int side) {
        Spec spec = net.specFor(3, side, side);
        ComputationGraph graph = graph(net, spec);
        PlanReport report = OneDnn.plan(
                graph, true, Precision.F32, new long[] {net.recipe("cifar10").batchSize(), 3, side, side});
        long weights = 4 * 4 * graph.numParams(); // with gradient and the optimiser's two moments
        assertThat(report.arenaBytes() + report.weightBytes() + weights).isLessThan(2_000_000_000L);
    }

    /** The three lines of the class's Javadoc. */
    @Test
    void describes() {
        Spec spec = ResNet.RESNET20.defaultSpec();
        ComputationGraphConfiguration net =
                ResNet.RESNET20.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
        assertThat(ModelSummary.of(net, spec).parameters()).isEqualTo(269722);
    }

    private static ResNet architecture(String id) {
        return Stream.of(ResNet.values())
                .filter(net -> net.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static ComputationGraph graph(ResNet net, Spec spec) {
        ComputationGraph graph =
                new ComputationGraph(net.configure(spec, new NeuralNetConfiguration.Builder().seed(3)));
        graph.init();
        return Engine.ONEDNN.prepare(graph);
    }

    private static ModelSummary summary(ResNet net, Spec spec) {
        return ModelSummary.of(net.configure(spec, new NeuralNetConfiguration.Builder()), spec);
    }

    private static Map<String, List<Long>> shapes(ResNet net, Spec spec) {
        return summary(net, spec).layers().stream().collect(Collectors.toMap(Row::name, Row::output));
    }

    private static List<Integer> stride(ResNet net, String layer) {
        return summary(net, net.defaultSpec()).layers().stream()
                .filter(row -> row.name().equals(layer))
                .findFirst()
                .orElseThrow()
                .stride();
    }

    /** As PyTorch would have written them, from a mirror. */
    @Test
    void publishedWeightsAreDownloadedAndRead(@TempDir Path folder) throws IOException {
        ComputationGraph graph = new ComputationGraph(
                ResNet.RESNET18.configure(ResNet.RESNET18.defaultSpec(), new NeuralNetConfiguration.Builder().seed(3)));
        graph.init();
        ModelCard card = ModelZoo.card("resnet18.imagenet-torchvision");
        assertThat(card.classes()).hasSize(1000);
        assertThat(card.preprocessing().mean()).containsExactly(0.485f, 0.456f, 0.406f);
        Path mirror = Files.createDirectories(folder.resolve("mirror/torchvision"));
        Path weights = folder.resolve("weights");
        SafetensorsExport.write(new Model(graph, card), weights);
        String file = "resnet18-" + Digests.sha256(weights).substring(0, 8) + ".pth";
        Files.move(weights, mirror.resolve(file));
        WeightsEntry entry = Published.torchvision(ResNet.RESNET18, file, 0.69758, 0.89078);
        DataHome home = new DataHome(
                folder.resolve("home"), Optional.of(folder.resolve("mirror").toString()), false);
        assertThat(entry.state(home)).isEqualTo(WeightsEntry.State.UNVERIFIED);
        Model read = entry.load(home, Progress.NONE);
        assertThat(read.graph().params()).isEqualTo(graph.params());
        assertThat(read.card()).isEqualTo(card);
    }
}
