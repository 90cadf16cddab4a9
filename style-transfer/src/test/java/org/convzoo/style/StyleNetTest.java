package org.convzoo.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ModelFile;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Spec;
import org.convzoo.onednn.InputGradient;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.Precision;
import org.convzoo.style.PlainStyleNet.Maps;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.impl.LossL2;

class StyleNetTest {
    private static final int PICTURES = 2;
    private static final int SAMPLES = 12; // of each parameter
    private static final double STEP = 1e-5;

    private final INDArray x = StyleNets.pictures(PICTURES, StyleNets.HEIGHT, StyleNets.WIDTH);
    private final INDArray target =
            StyleNets.pictures(PICTURES, StyleNets.HEIGHT, StyleNets.WIDTH).rsub(255);

    private static Maps maps(INDArray pictures, int number) {
        INDArray picture = pictures.get(NDArrayIndex.point(number));
        return new Maps(
                (int) picture.size(0), (int) picture.size(1), (int) picture.size(2), PlainStyleNet.numbers(picture));
    }

    /** Of sampled values, relative in the 2-norm. */
    private static double distance(double[] actual, double[] expected) {
        double difference = 0, size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            size += expected[i] * expected[i];
        }
        return Math.sqrt(difference / size);
    }

    @Test
    void hasTheParametersOfItsWeights() {
        Spec spec = StyleNet.STYLE_NET.defaultSpec();
        ComputationGraphConfiguration net =
                StyleNet.STYLE_NET.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
        assertThat(ModelSummary.trainableParameters(net)).isEqualTo(1_677_638);
        assertThat(ModelSummary.of(net, spec).toTable()).contains("InstanceNormalization", "3x256x256");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void givesWhatPlainLoopsGive(Engine engine) {
        ComputationGraph graph = StyleNets.graph();
        PlainStyleNet plain = new PlainStyleNet(graph);
        INDArray y = engine.prepare(graph).outputSingle(x);
        assertThat(y.shape()).isEqualTo(x.shape());
        for (int n = 0; n < PICTURES; n++) {
            double[] expected = plain.paint(maps(x, n)).values();
            double[] actual = maps(y, n).values();
            for (int i = 0; i < expected.length; i++) {
                assertThat(Math.abs(actual[i] - expected[i])).isLessThan(255 * 1e-4);
            }
        }
    }

    /** The sum of squared differences to another picture. */
    private double loss(PlainStyleNet plain, Maps... pictures) {
        double loss = 0;
        for (int n = 0; n < PICTURES; n++) {
            double[] y = plain.paint(pictures[n]).values(), t = maps(target, n).values();
            for (int i = 0; i < y.length; i++) {
                loss += Math.pow(y[i] - t[i], 2);
            }
        }
        return loss;
    }

    /** The net with that loss at its end. */
    private static ComputationGraph withLoss(ComputationGraph graph) {
        ComputationGraphConfiguration configuration = graph.getConfiguration().clone();
        LayerVertex output = (LayerVertex) configuration.getVertices().get("output");
        ((CnnLossLayer) output.getLayerConf().getLayer()).setLossFn(new LossL2());
        ComputationGraph whole = new ComputationGraph(configuration);
        whole.init(graph.params().dup(), false);
        return whole;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void hasTheGradientsOfPlainLoops(Engine engine) {
        ComputationGraph graph = StyleNets.graph();
        PlainStyleNet plain = new PlainStyleNet(graph);
        Maps[] pictures = {maps(x, 0), maps(x, 1)};
        ComputationGraph whole = engine.prepare(withLoss(graph));
        if (engine == Engine.ONEDNN) {
            assertThat(OneDnn.plan(whole, true, Precision.F32, x.shape()).islands())
                    .isEmpty();
        }
        whole.setInputs(x);
        whole.setLabels(target);
        whole.computeGradientAndScore();
        Map<String, double[]> gradients = new LinkedHashMap<>();
        whole.gradient().gradientForVariable().forEach((name, g) -> gradients.put(name, PlainStyleNet.numbers(g)));
        assertThat(gradients).hasSize(48);
        gradients.forEach((name, gradient) -> {
            double[] values = plain.parameters.get(name);
            int count = Math.min(SAMPLES, values.length);
            double[] actual = new double[count], expected = new double[count];
            for (int i = 0; i < count; i++) {
                int at = (int) ((long) i * values.length / count);
                double before = values[at];
                values[at] = before + STEP;
                double above = loss(plain, pictures);
                values[at] = before - STEP;
                expected[i] = (above - loss(plain, pictures)) / (2 * STEP);
                values[at] = before;
                actual[i] = gradient[at];
            }
            assertThat(distance(actual, expected)).as(name).isLessThan(2e-3);
        });
    }

    @Test
    void hasTheInputGradientOfPlainLoops() {
        ComputationGraph graph = StyleNets.graph();
        PlainStyleNet plain = new PlainStyleNet(graph);
        try (InputGradient gradient = InputGradient.of(graph, "colours")) {
            INDArray epsilon = graph.outputSingle(x).sub(target).muli(2);
            double[] dx = PlainStyleNet.numbers(gradient.apply(x, epsilon));
            Maps[] pictures = {maps(x, 0), maps(x, 1)};
            double[] actual = new double[40], expected = new double[40];
            for (int i = 0; i < actual.length; i++) {
                double[] values = pictures[i % PICTURES].values();
                int at = i * values.length / actual.length;
                double before = values[at];
                values[at] = before + STEP;
                double above = loss(plain, pictures);
                values[at] = before - STEP;
                expected[i] = (above - loss(plain, pictures)) / (2 * STEP);
                values[at] = before;
                actual[i] = dx[i % PICTURES * values.length + at];
            }
            assertThat(distance(actual, expected)).isLessThan(2e-3);
        }
    }

    @Test
    void hasNoIslands() {
        ComputationGraph graph = new ComputationGraph(StyleNets.configuration(StyleNet.STYLE_NET.defaultSpec()));
        graph.init();
        for (long[] shape : new long[][] {{1, 3, 256, 256}, {2, 3, 64, 48}}) {
            assertThat(OneDnn.plan(graph, false, Precision.F32, shape).islands())
                    .isEmpty();
        }
    }

    @Test
    void takesPicturesOfOtherSizesThanItsSpecs() {
        ComputationGraph graph = StyleNets.graph();
        ComputationGraph other =
                new ComputationGraph(StyleNets.configuration(StyleNets.spec().withInput(3, 20, 32)));
        other.init(graph.params().dup(), false);
        INDArray wide = StyleNets.pictures(1, 20, 32);
        assertThat(graph.outputSingle(wide)).isEqualTo(other.outputSingle(wide));
        assertThat(Engine.ONEDNN.prepare(graph).outputSingle(wide).shape()).containsExactly(1, 3, 20, 32);
    }

    /** Where a side is no multiple of 4, the output is larger: the next multiple. */
    @Test
    void givesMultiplesOfFour() {
        assertThat(StyleNets.graph().outputSingle(StyleNets.pictures(1, 9, 14)).shape())
                .containsExactly(1, 3, 12, 16);
    }

    @Test
    void survivesJsonAndTheDisk(@TempDir Path folder) {
        Model model = StyleNets.model();
        ComputationGraphConfiguration configuration = model.graph().getConfiguration();
        assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
                .isEqualTo(configuration);
        Path file = folder.resolve("model.zip");
        ModelFile.write(model, file);
        Model read = ModelFile.read(file);
        assertThat(read.card()).isEqualTo(model.card());
        assertThat(read.graph().params()).isEqualTo(model.graph().params());
        assertThat(read.graph().outputSingle(x)).isEqualTo(model.graph().outputSingle(x));
    }
}
