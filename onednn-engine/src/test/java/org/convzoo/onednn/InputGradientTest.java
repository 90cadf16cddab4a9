package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients with respect to the input against central differences of stock DL4J in double precision. */
class InputGradientTest {
    private final ComputationGraph graph = new ComputationGraph(configuration(DataType.FLOAT));

    InputGradientTest() {
        graph.init();
        Nd4j.getRandom().setSeed(3);
        for (String name : new String[] {"bn_mean", "bn_var"}) { // as a training leaves them
            graph.getParam(name).assign(Nd4j.rand(graph.getParam(name).shape()).addi(0.5));
        }
    }

    private static ComputationGraphConfiguration configuration(DataType type) {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(8, 9, 2))
                .addLayer(
                        "c1", conv(3).padding(1, 1).activation(Activation.TANH).build(), "input")
                .addLayer(
                        "c2",
                        conv(3).padding(1, 1).activation(Activation.IDENTITY).build(),
                        "c1")
                .addLayer(
                        "bn", new BatchNormalization.Builder().useLogStd(false).build(), "c2")
                .addLayer("act", new ActivationLayer(Activation.RELU), "bn")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "act", "c1")
                .addLayer(
                        "pool",
                        new SubsamplingLayer.Builder(PoolingType.AVG)
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        "sum")
                .addLayer(
                        "c3",
                        conv(2).activation(Activation.SIGMOID).dropOut(0.5).build(),
                        "pool")
                .addLayer(
                        "output",
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "c3")
                .setOutputs("output")
                .build();
    }

    private static ConvolutionLayer.Builder conv(int kernel) {
        return new ConvolutionLayer.Builder(kernel, kernel).nOut(5);
    }

    @Test
    void severalTapsInOnePass() {
        INDArray x = Nd4j.rand(DataType.FLOAT, 2, 2, 8, 9);
        INDArray e1 = Nd4j.rand(DataType.FLOAT, 2, 5, 8, 9).subi(0.5);
        INDArray e3 = Nd4j.rand(DataType.FLOAT, 2, 5, 3, 3).subi(0.5);
        try (InputGradient gradient = InputGradient.of(graph, "c3", "c1")) {
            INDArray dx = gradient.apply(x, e3, e1);
            ComputationGraph exact = new ComputationGraph(configuration(DataType.DOUBLE));
            exact.init(graph.params().castTo(DataType.DOUBLE), true);
            INDArray input = x.castTo(DataType.DOUBLE);
            for (long i = 0; i < input.length(); i += 7) {
                double step = 1e-6;
                double value = input.getDouble(i);
                input.putScalar(i, value + step);
                double above = objective(exact, input, e1, e3);
                input.putScalar(i, value - step);
                double below = objective(exact, input, e1, e3);
                input.putScalar(i, value);
                assertThat(dx.getDouble(i)).isCloseTo((above - below) / (2 * step), within(1e-5));
            }
        }
    }

    private static double objective(ComputationGraph exact, INDArray x, INDArray e1, INDArray e3) {
        Map<String, INDArray> values = exact.feedForward(x, false);
        return values.get("c1").mul(e1.castTo(DataType.DOUBLE)).sumNumber().doubleValue()
                + values.get("c3").mul(e3.castTo(DataType.DOUBLE)).sumNumber().doubleValue();
    }

    /** The chain rule, with the residual branch: c1 is read by c2 and by the sum. */
    @Test
    void withRespectToAValueInTheMiddle() {
        INDArray x = Nd4j.rand(DataType.FLOAT, 2, 2, 8, 9);
        INDArray e3 = Nd4j.rand(DataType.FLOAT, 2, 5, 3, 3).subi(0.5);
        try (InputGradient whole = InputGradient.of(graph, "c3");
                InputGradient atC1 = InputGradient.withRespectTo(graph, "c1", "c3", "c1");
                InputGradient atBn = InputGradient.withRespectTo(graph, "bn", "c3");
                InputGradient atSum = InputGradient.withRespectTo(graph, "sum", "c3");
                InputGradient toC1 = InputGradient.of(graph, "c1");
                InputGradient toBnAndC1 = InputGradient.of(graph, "bn", "c1")) {
            INDArray expected = whole.apply(x, e3);
            INDArray g1 = atC1.apply(x, values -> {
                assertThat(values[1].distance2(graph.feedForward(x, false).get("c1")))
                        .isLessThan(1e-5);
                return new INDArray[] {e3, values[1].like()};
            });
            assertThat(g1.shape()).containsExactly(2, 5, 8, 9);
            assertThat(toC1.apply(x, g1).distance2(expected)).isLessThan(1e-5 * norm(expected));
            INDArray throughBoth = toBnAndC1.apply(x, atBn.apply(x, e3), atSum.apply(x, e3));
            assertThat(throughBoth.distance2(expected)).isLessThan(1e-5 * norm(expected));
        }
    }

    /** The gradients of a tap that is named twice add up; that of the source itself is handed on. */
    @Test
    void theSourceAndOneTapTwiceAreTaps() {
        INDArray x = Nd4j.rand(DataType.FLOAT, 2, 2, 8, 9);
        INDArray ex = Nd4j.rand(x.shape()).subi(0.5);
        INDArray e1 = Nd4j.rand(DataType.FLOAT, 2, 5, 8, 9).subi(0.5);
        INDArray e2 = Nd4j.rand(DataType.FLOAT, 2, 5, 8, 9).subi(0.5);
        try (InputGradient one = InputGradient.of(graph, "c1");
                InputGradient several = InputGradient.of(graph, "c1", "input", "c1");
                InputGradient itself = InputGradient.of(graph, "input")) {
            INDArray expected = one.apply(x, e1.add(e2)).addi(ex);
            INDArray actual = several.apply(x, values -> {
                assertThat(values[0]).isEqualTo(graph.feedForward(x, false).get("c1"));
                assertThat(values[1]).isEqualTo(x);
                assertThat(values[2]).isEqualTo(values[0]);
                return new INDArray[] {e1, ex, e2};
            });
            assertThat(actual.distance2(expected)).isLessThan(1e-5 * norm(expected));
            assertThat(itself.apply(x, ex)).isEqualTo(ex);
        }
    }

    private static double norm(INDArray array) {
        return array.norm2Number().doubleValue();
    }

    @Test
    void epsilonsMayDependOnTheTaps() {
        INDArray x = Nd4j.rand(DataType.FLOAT, 1, 2, 8, 9);
        try (InputGradient gradient = InputGradient.of(OneDnn.accelerate(graph), "output")) {
            INDArray stock = graph.outputSingle(x);
            INDArray dx = gradient.apply(x, values -> {
                assertThat(values[0].distance2(stock)).isLessThan(1e-6);
                return new INDArray[] {Nd4j.createFromArray(new float[][] {{1, 0, 0}})};
            });
            assertThat(dx.shape()).containsExactly(1, 2, 8, 9);
            assertThat(dx.norm2Number().doubleValue()).isPositive();
        }
    }

    /** Also what is folded into a layer or copied into another layout. */
    @Test
    void followsTheWeights() {
        INDArray x = Nd4j.rand(DataType.FLOAT, 2, 2, 8, 9);
        INDArray epsilon = Nd4j.rand(DataType.FLOAT, 2, 5, 3, 3).subi(0.5);
        try (InputGradient kept = InputGradient.of(graph, "c3")) {
            INDArray before = kept.apply(x, epsilon);
            for (String name : new String[] {"bn_mean", "c1_W", "c3_W"}) {
                graph.getParam(name).muli(-1.5);
                INDArray after = kept.apply(x, epsilon);
                assertThat(after.distance2(before)).as(name).isGreaterThan(0.01 * norm(before));
                try (InputGradient fresh = InputGradient.of(graph, "c3")) {
                    assertThat(after).as(name).isEqualTo(fresh.apply(x, epsilon));
                }
                before = after;
            }
        }
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> InputGradient.of(graph, "c9")).hasMessage("the graph has no vertex 'c9'");
        assertThatThrownBy(() -> InputGradient.withRespectTo(graph, "c9", "c1"))
                .hasMessage("the graph has no vertex 'c9'");
        try (InputGradient gradient = InputGradient.withRespectTo(graph, "c3", "c1")) {
            INDArray x = Nd4j.rand(DataType.FLOAT, 1, 2, 8, 9);
            assertThatThrownBy(() -> gradient.apply(x, x)).hasMessageContaining("no tap depends on 'c3'");
        }
        assertThatThrownBy(() -> InputGradient.of(graph)).hasMessageContaining("at least one tap");
        try (InputGradient gradient = InputGradient.of(graph, "c1")) {
            INDArray x = Nd4j.rand(DataType.FLOAT, 1, 2, 8, 9);
            assertThatThrownBy(() -> gradient.apply(x, Nd4j.zeros(1, 5)))
                    .hasMessage("the gradient of a tap of [1, 5, 8, 9] is [1, 5]");
        }
    }

    @Test
    void ofAClosedGraph() {
        ComputationGraph other = graph.clone();
        INDArray x = Nd4j.rand(DataType.FLOAT, 1, 2, 8, 9);
        INDArray epsilon = Nd4j.rand(DataType.FLOAT, 1, 5, 8, 9);
        try (InputGradient gradient = InputGradient.of(other, "c1")) {
            gradient.apply(x, epsilon);
            other.close();
            assertThatThrownBy(() -> gradient.apply(x, epsilon))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the graph is closed");
        }
    }
}
