package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

class InstanceNormalizationTest {
    private static final double EPSILON = 1e-3;

    private static InstanceNormalization norm() {
        return new InstanceNormalization.Builder().epsilon(EPSILON).build();
    }

    private static ConvolutionLayer conv(int filters) {
        return new ConvolutionLayer.Builder(3, 3)
                .padding(1, 1)
                .nOut(filters)
                .activation(Activation.IDENTITY)
                .build();
    }

    /** Convolutions, so that there is something before and behind it in whatever layout they like. */
    private static ComputationGraphConfiguration net(int filters, int height, int width) {
        return AgainstStock.net(InputType.convolutional(height, width, 2), g -> g.addLayer("c0", conv(filters), "input")
                .addLayer("n0", norm(), "c0")
                .addLayer("r0", new ActivationLayer(Activation.RELU), "n0")
                .addLayer("c1", conv(filters), "r0")
                .addLayer("n1", norm(), "c1")
                .addLayer("output", AgainstStock.output(), "n1"));
    }

    private static double value(INDArray x, int n, int c, double gamma, double beta, long i, long j) {
        double mean = 0, variance = 0;
        long pixels = x.size(2) * x.size(3);
        for (long h = 0; h < x.size(2); h++) {
            for (long w = 0; w < x.size(3); w++) {
                mean += x.getDouble(n, c, h, w) / pixels;
            }
        }
        for (long h = 0; h < x.size(2); h++) {
            for (long w = 0; w < x.size(3); w++) {
                variance += Math.pow(x.getDouble(n, c, h, w) - mean, 2) / pixels;
            }
        }
        return gamma * (x.getDouble(n, c, i, j) - mean) / Math.sqrt(variance + EPSILON) + beta;
    }

    @Test
    void isThePapersFormula() {
        ComputationGraph graph = AgainstStock.stock(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(4, 5, 3))
                .addLayer("norm", norm(), "input")
                .setOutputs("norm")
                .build());
        INDArray x = Nd4j.randn(DataType.FLOAT, 2, 3, 4, 5).muli(3).addi(1);
        INDArray gamma = graph.getParam("norm_gamma"), beta = graph.getParam("norm_beta");
        for (ComputationGraph each : List.of(graph, OneDnn.accelerate(AgainstStock.copy(graph)))) {
            INDArray y = each.outputSingle(x);
            for (int n = 0; n < 2; n++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(y.getDouble(n, c, 3, 2))
                            .isCloseTo(value(x, n, c, gamma.getDouble(c), beta.getDouble(c), 3, 2), within(1e-5));
                }
            }
        }
    }

    @Test
    void stockHasTheNumericalGradient() {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE); // GradientCheckUtil asks for it, process-wide
        try {
            ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                    .seed(7)
                    .updater(new NoOp())
                    .dataType(DataType.DOUBLE)
                    .activation(Activation.TANH)
                    .graphBuilder()
                    .addInputs("input")
                    .setInputTypes(InputType.convolutional(5, 4, 2))
                    .addLayer("c0", conv(3), "input")
                    .addLayer("n0", norm(), "c0")
                    .addLayer("t0", new ActivationLayer(Activation.TANH), "n0")
                    .addLayer("c1", conv(2), "t0")
                    .addLayer("n1", norm(), "c1")
                    .addLayer("output", AgainstStock.output(), "n1")
                    .setOutputs("output")
                    .build();
            ComputationGraph graph = new ComputationGraph(configuration);
            graph.init();
            graph.params().addi(Nd4j.rand(graph.params().shape()).subi(0.5).muli(0.5));
            DataSet batch = AgainstStock.batch(3, 2, 5, 4);
            assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                            .net(graph)
                            .inputs(new INDArray[] {batch.getFeatures()})
                            .labels(new INDArray[] {batch.getLabels()})
                            .epsilon(1e-6)
                            .maxRelError(1e-5)
                            .minAbsoluteError(1e-9)))
                    .isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "5, 3", "8, 1", "8, 3", "16, 1", "32, 4", "24, 2"})
    void planIsLikeStock(int filters, int pictures) {
        AgainstStock.check(net(filters, 7, 9), pictures, 2, 7, 9);
    }

    /** With so many channels the convolutions are Winograd's, which leave the channels of a pixel side by side. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void withChannelsSideBySide(int pictures) {
        ComputationGraph stock = AgainstStock.stock(net(128, 20, 20));
        AgainstStock.checkInference(stock, AgainstStock.batch(pictures, 2, 20, 20));
    }

    @Test
    void rectifierRidesAlong() {
        assertThat(AgainstStock.kernels(AgainstStock.stock(net(16, 7, 9)), false, 2, 2, 7, 9))
                .filteredOn(kind -> !kind.equals("reorder"))
                .doesNotContain("activation");
    }

    /** Not frozen: its statistics are always the picture's own. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void inputGradient(int pictures) {
        ComputationGraph stock = AgainstStock.stock(net(8, 7, 9));
        INDArray x = AgainstStock.batch(pictures, 2, 7, 9).getFeatures();
        INDArray epsilon = Nd4j.randn(DataType.FLOAT, pictures, 8, 7, 9);
        try (InputGradient gradient = InputGradient.of(stock, "n1")) {
            INDArray dx = gradient.apply(x, epsilon);
            ComputationGraph exact = stock.convertDataType(DataType.DOUBLE);
            INDArray wide = x.castTo(DataType.DOUBLE);
            for (long i = 0; i < wide.length(); i += 5) {
                double value = wide.getDouble(i), step = 1e-6;
                wide.putScalar(i, value + step);
                double above = objective(exact, wide, epsilon);
                wide.putScalar(i, value - step);
                double below = objective(exact, wide, epsilon);
                wide.putScalar(i, value);
                assertThat(dx.getDouble(i)).isCloseTo((above - below) / (2 * step), within(2e-4));
            }
        }
    }

    private static double objective(ComputationGraph exact, INDArray x, INDArray epsilon) {
        return exact.feedForward(x, false)
                .get("n1")
                .mul(epsilon.castTo(DataType.DOUBLE))
                .sumNumber()
                .doubleValue();
    }

    @Test
    void survivesJson() {
        ComputationGraph stock = AgainstStock.stock(net(8, 7, 9));
        ComputationGraphConfiguration read =
                ComputationGraphConfiguration.fromJson(stock.getConfiguration().toJson());
        assertThat(read).isEqualTo(stock.getConfiguration());
        InstanceNormalization norm = (InstanceNormalization) ((org.deeplearning4j.nn.conf.graph.LayerVertex)
                        read.getVertices().get("n1"))
                .getLayerConf()
                .getLayer();
        assertThat(norm.channels()).isEqualTo(8);
        assertThat(norm.epsilon()).isEqualTo(EPSILON);
    }

    @Test
    void weightDecayLeavesItAlone() {
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(7)
                .l2(0.1)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(4, 5, 3))
                .addLayer("norm", norm(), "input")
                .addLayer("output", AgainstStock.output(), "norm")
                .setOutputs("output")
                .build();
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        assertThat(graph.getLayer("norm").calcRegularizationScore(false)).isZero();
        assertThat(graph.getLayer("norm").calcRegularizationScore(true)).isZero();
    }

    @Test
    void saysWhatItTakes() {
        assertThatThrownBy(() -> norm().setNIn(InputType.feedForward(3), true)).hasMessageContaining("[N, C, H, W]");
        assertThatThrownBy(() -> norm().setNIn(InputType.convolutional(4, 5, 3, CNN2DFormat.NHWC), true))
                .hasMessageContaining("[N, C, H, W]");
        assertThatThrownBy(() -> new InstanceNormalization.Builder().epsilon(0))
                .hasMessage("epsilon must be above 0, got 0.0");
        assertThatThrownBy(() -> new InstanceNormalization.Builder().channels(0))
                .hasMessage("channels must be >= 1, got 0");
    }
}
