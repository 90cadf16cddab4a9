package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.Precision;
import org.convzoo.yolo.YoloHead.Classes;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class YoloTest {
    /**
     * Darknet's files have 50,983,561, 15,867,885 and 923,486 values, of which 20,672, 6,112 and 24,800 are running means and variances.
     */
    @ParameterizedTest
    @CsvSource({"YOLOV2, 50962889", "TINY_YOLOV2, 15861773", "YOLO_FASTEST_XL, 898686", "YOLO_SMALL, 1951086"})
    void hasParameters(Yolo net, long parameters) {
        assertThat(ModelSummary.of(configuration(net, net.defaultSpec()), net.defaultSpec())
                        .parameters())
                .isEqualTo(parameters);
    }

    @Test
    void shapesAreThoseOfTheTable() {
        Yolo net = Yolo.YOLO_FASTEST_XL;
        List<Row> rows = ModelSummary.of(configuration(net, net.defaultSpec()), net.defaultSpec())
                .layers();
        assertThat(rows)
                .anyMatch(row -> row.name().equals("shortcut21") && row.output().equals(List.of(16L, 80L, 80L)));
        assertThat(rows)
                .anyMatch(row -> row.name().equals("shortcut57") && row.output().equals(List.of(32L, 40L, 40L)));
        assertThat(rows)
                .anyMatch(row -> row.name().equals("shortcut80") && row.output().equals(List.of(48L, 20L, 20L)));
        assertThat(rows)
                .anyMatch(row -> row.name().equals("yolo121") && row.output().equals(List.of(255L, 10L, 10L)));
        assertThat(rows)
                .anyMatch(row -> row.name().equals("yolo130") && row.output().equals(List.of(255L, 20L, 20L)));
    }

    /** The graph made of the zoo's own text is that of the origin's, with the same heads; its weights fit. */
    @Test
    @Tag("real-data")
    void yoloFastestIsTheOrigins() {
        String mirror = System.getenv("ZOO_MIRROR");
        assumeTrue(mirror != null, "Yolo-Fastest is not at hand: set ZOO_MIRROR");
        Path cfg = Path.of(mirror, "yolo-fastest", "yolo-fastest-1.1-xl.cfg");
        Darknet.Net theirs = Darknet.net(cfg, new NeuralNetConfiguration.Builder().seed(1));
        ComputationGraphConfiguration ours = Yolo.YOLO_FASTEST_XL.configure(
                Yolo.YOLO_FASTEST_XL.defaultSpec(), new NeuralNetConfiguration.Builder().seed(1));
        assertThat(ours).isEqualTo(theirs.configuration());
        assertThat(YoloHead.of(ours)).isEqualTo(theirs.heads());
    }

    @ParameterizedTest
    @EnumSource
    void runsOnThePlanAsOnStock(Yolo net) {
        Spec spec = net.defaultSpec().withInput(3, 64, 96).withWidthFactor(0.5).withClasses(3);
        ComputationGraph stock = new ComputationGraph(configuration(net, spec));
        stock.init();
        ComputationGraph fast = Engine.ONEDNN.prepare(stock.clone());
        INDArray x = Nd4j.rand(2, 3, 64, 96);
        INDArray[] expected = stock.output(x), actual = fast.output(x);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i].sub(expected[i]).norm2Number().doubleValue())
                    .isLessThan(1e-5 * expected[i].norm2Number().doubleValue());
        }
        for (boolean training : new boolean[] {true, false}) {
            assertThat(OneDnn.plan(fast, training, Precision.F32, x.shape()).islands())
                    .isEmpty();
        }
    }

    /** The passthrough's channels are always such that blocks of pixels can be made of them. */
    @Test
    void anyWidthIsBuilt() {
        for (double width : new double[] {0.1, 0.3, 0.45, 1.1}) {
            Spec spec = Yolo.YOLOV2.defaultSpec().withInput(3, 64, 64).withWidthFactor(width);
            assertThat(YoloHead.of(configuration(Yolo.YOLOV2, spec))).hasSize(1);
        }
    }

    /** Anchors are shares of the input. */
    @Test
    void headsDoNotDependOnTheInput() {
        for (Yolo net : Yolo.values()) {
            List<YoloHead> small =
                    YoloHead.of(configuration(net, net.defaultSpec().withInput(3, 64, 96)));
            List<YoloHead> large = YoloHead.of(configuration(net, net.defaultSpec()));
            assertThat(small.get(0).anchors().get(1).width())
                    .isCloseTo(large.get(0).anchors().get(1).width(), within(1e-6));
        }
        assertThat(YoloHead.of(configuration(Yolo.TINY_YOLOV2, Yolo.TINY_YOLOV2.defaultSpec()))
                        .get(0)
                        .classes())
                .isEqualTo(Classes.EXCLUSIVE);
    }

    @Test
    void saysWhatItCannotDo() {
        Spec odd = Yolo.YOLO_FASTEST_XL.defaultSpec().withInput(3, 300, 320);
        assertThatThrownBy(() -> configuration(Yolo.YOLO_FASTEST_XL, odd))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("yolo-fastest-xl needs an input of multiples of 32, got 300x320");
        assertThat(ModelZoo.list("*yolo*"))
                .containsExactly(
                        "tiny-yolov2",
                        "yolo-fastest-xl",
                        "yolo-fastest-xl.highway",
                        "yolo-small",
                        "yolo-small.highway",
                        "yolov2");
    }

    /** What is written as Darknet's weights is read back. */
    @Test
    void darknetWeightsComeBack(@TempDir Path folder) throws IOException {
        Spec spec = Yolo.YOLO_FASTEST_XL
                .defaultSpec()
                .withInput(3, 32, 32)
                .withWidthFactor(0.25)
                .withClasses(2);
        ComputationGraph graph = new ComputationGraph(configuration(Yolo.YOLO_FASTEST_XL, spec));
        graph.init();
        graph.params().assign(Nd4j.rand(graph.params().shape()));
        Path cfg = Files.writeString(folder.resolve("net.cfg"), Yolo.YOLO_FASTEST_XL.cfg(spec));
        DarknetWeights.save(graph, folder.resolve("net.weights"));
        ComputationGraph read = new ComputationGraph(configuration(Yolo.YOLO_FASTEST_XL, spec));
        read.init();
        DarknetWeights.load(read, folder.resolve("net.weights"), cfg);
        assertThat(read.params()).isEqualTo(graph.params());
    }

    private static ComputationGraphConfiguration configuration(Yolo net, Spec spec) {
        return net.configure(spec, new NeuralNetConfiguration.Builder().seed(3));
    }
}
