package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Field;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNLocalResponseNormalizationHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Stock DL4J is the oracle: with helpers every output, gradient and running statistic must stay what it was. */
class RevivedHelpersTest {
    private static final int CHANNELS = 3, OUTPUTS = 5;
    private static final float SAME = 5e-6f; // of the largest value

    @BeforeAll
    static void loadsTheBackend() {
        Nd4j.getBackend(); // the holder of the native operations wants it first
    }

    /** Fails once upstream creates its helpers by itself; then {@link RevivedHelpers} may go. */
    @Test
    void upstreamGivesNoHelpers() throws Exception {
        String build = NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo();
        assumeTrue(build.contains("HAVE_ONEDNN"), "this nd4j-native has no oneDNN");
        assertThat(Nd4j.getEnvironment().helpersAllowed()).isTrue();
        ComputationGraph graph = net(new ConvolutionLayer.Builder(3, 3).nOut(4).build());
        for (Layer layer : graph.getLayers()) {
            assertThat(layer.getHelper()).isNull();
        }
        assertThat(BaseMKLDNNHelper.mklDnnEnabled()).isFalse();
    }

    /** Fails once upstream's helper for local response normalisation computes what its layer does. */
    @Test
    void upstreamsLocalResponseNormalizationComputesSomethingElse() throws Exception {
        var layer = new LocalResponseNormalization.Builder()
                .k(2)
                .n(5)
                .alpha(0.1)
                .beta(0.75)
                .build();
        ComputationGraph stock = net(layer);
        ComputationGraph revived = net(layer);
        set(revived.getLayer("layer"), new MKLDNNLocalResponseNormalizationHelper(DataType.FLOAT));
        INDArray x = pictures(4, 9, 7);
        assertThat(difference(stock.outputSingle(x), revived.outputSingle(x))).isGreaterThan(0.01f);
    }

    static Stream<Arguments> layers() {
        return Stream.of(
                Arguments.of("convolution", 2, conv(3, 3).build()),
                Arguments.of(
                        "convolution without bias", 2, conv(3, 3).hasBias(false).build()),
                Arguments.of("convolution, padding", 2, conv(3, 5).padding(1, 2).build()),
                Arguments.of(
                        "convolution, stride",
                        2,
                        conv(3, 3).stride(2, 1).padding(1, 1).build()),
                Arguments.of(
                        "convolution, stride that leaves a rest",
                        2,
                        conv(4, 4).stride(3, 3).build()),
                Arguments.of(
                        "convolution, Same",
                        2,
                        conv(4, 3).convolutionMode(ConvolutionMode.Same).build()),
                Arguments.of(
                        "convolution, Same, stride",
                        2,
                        conv(3, 3)
                                .stride(2, 2)
                                .convolutionMode(ConvolutionMode.Same)
                                .build()),
                Arguments.of(
                        "convolution, dilation", 1, conv(3, 3).dilation(2, 2).build()),
                Arguments.of(
                        "max pooling", 1, pool(PoolingType.MAX).padding(1, 1).build()),
                Arguments.of(
                        "average pooling",
                        1,
                        pool(PoolingType.AVG).padding(1, 1).build()),
                Arguments.of(
                        "average pooling, padding counts",
                        1,
                        pool(PoolingType.AVG)
                                .padding(1, 1)
                                .avgPoolIncludePadInDivisor(true)
                                .build()),
                Arguments.of(
                        "average pooling, Same",
                        1,
                        pool(PoolingType.AVG)
                                .convolutionMode(ConvolutionMode.Same)
                                .build()),
                Arguments.of(
                        "normalisation",
                        2,
                        new BatchNormalization.Builder()
                                .activation(Activation.RELU)
                                .build()),
                Arguments.of(
                        "normalisation by variance",
                        2,
                        new BatchNormalization.Builder()
                                .useLogStd(false)
                                .eps(1e-3)
                                .decay(0.7)
                                .build()),
                Arguments.of(
                        "normalisation, locked",
                        1,
                        new BatchNormalization.Builder()
                                .lockGammaBeta(true)
                                .gamma(2)
                                .beta(0.5)
                                .build()),
                Arguments.of(
                        "local response normalisation",
                        1,
                        new LocalResponseNormalization.Builder()
                                .k(2)
                                .n(5)
                                .alpha(0.1)
                                .beta(0.75)
                                .build()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void agreesWithStock(String name, int helpers, org.deeplearning4j.nn.conf.layers.Layer layer) throws Exception {
        assertAgree(net(layer), net(layer), helpers, 9, 9, 9);
    }

    /** Helpers keep what they learned from the first batch: its size must not be among it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void agreesWithStockOnOtherSizes(String name, int helpers, org.deeplearning4j.nn.conf.layers.Layer layer)
            throws Exception {
        assertAgree(net(layer), net(layer), helpers, 9, 12, 7);
    }

    @Test
    void agreesWithStockAfterAFullLayer() throws Exception {
        assertAgree(dense(), dense(), 1, 9, 9); // not of one or two pictures: a quotient of roundings
    }

    /** Outputs of stock convolutions have unusual strides, those of other vertices may be views. */
    @Test
    void agreesWithStockInAGraph() throws Exception {
        assertAgree(branches(), branches(), 5, 9, 9, 9);
    }

    /** Three steps on batches of the given sizes: outputs before, gradients, weights and running statistics after each. */
    private static void assertAgree(ComputationGraph stock, ComputationGraph revived, int helpers, int... sizes)
            throws Exception {
        assertThat(revived.params()).isEqualTo(stock.params());
        assertThat(RevivedHelpers.install(revived)).isEqualTo(helpers);
        for (int i = 0; i < sizes.length; i++) {
            int n = 5 - 2 * i; // the last batch of an epoch is smaller, of one picture at worst
            INDArray x = pictures(n, sizes[i], sizes[i] - 2);
            INDArray y = Nd4j.randn(DataType.FLOAT, n, OUTPUTS);
            assertThat(difference(stock.outputSingle(x), revived.outputSingle(x)))
                    .as("output")
                    .isLessThan(SAME);
            assertThat(difference(stock.output(true, x)[0], revived.output(true, x)[0]))
                    .as("output in training")
                    .isLessThan(SAME);
            stock.fit(new DataSet(x, y));
            revived.fit(new DataSet(x, y));
            assertThat(revived.score()).isCloseTo(stock.score(), within(1e-6 * Math.abs(stock.score())));
            assertThat(difference(stock.getFlattenedGradients(), revived.getFlattenedGradients()))
                    .as("gradient")
                    .isLessThan(SAME);
            INDArray moved = stock.params().sub(revived.params()); // running statistics among them
            assertThat(moved.amaxNumber().floatValue()).as("weights").isLessThan(1e-6f);
        }
        for (Layer layer : revived.getLayers()) {
            assertThat(failures(layer))
                    .as("falls back to stock, with a warning")
                    .isZero();
        }
    }

    private static ConvolutionLayer.Builder conv(int height, int width) {
        return new ConvolutionLayer.Builder(height, width).nOut(4).activation(Activation.RELU);
    }

    private static SubsamplingLayer.Builder pool(PoolingType type) {
        return new SubsamplingLayer.Builder(type).kernelSize(3, 3).stride(2, 2);
    }

    /** A layer between two others, so that its gradient with respect to the input shows in the first one's. */
    private static ComputationGraph net(org.deeplearning4j.nn.conf.layers.Layer layer) {
        return init(base().graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(9, 7, CHANNELS))
                .addLayer(
                        "before", conv(1, 1).nOut(6).activation(Activation.TANH).build(), "input")
                .addLayer("layer", layer.clone(), "before")
                .addLayer("most", new GlobalPoolingLayer.Builder(PoolingType.MAX).build(), "layer")
                .addLayer("output", output(), "most")
                .setOutputs("output"));
    }

    private static ComputationGraph dense() {
        return init(base().graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(9, 7, CHANNELS))
                .addLayer("full", new DenseLayer.Builder().nOut(6).build(), "input")
                .addLayer("layer", new BatchNormalization(), "full")
                .addLayer("output", output(), "layer")
                .setOutputs("output"));
    }

    private static ComputationGraph branches() {
        return init(base().graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(9, 7, CHANNELS))
                .addLayer("stock", conv(3, 3).dilation(2, 2).padding(2, 2).build(), "input")
                .addLayer("a", new BatchNormalization(), "stock")
                .addLayer("b", conv(3, 3).padding(1, 1).build(), "stock")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addVertex("both", new MergeVertex(), "sum", "stock")
                .addLayer("c", new BatchNormalization(), "both")
                .addLayer("d", conv(3, 3).stride(2, 2).build(), "both")
                .addLayer("e", conv(3, 3).stride(2, 2).build(), "c")
                .addVertex("last", new MergeVertex(), "d", "e")
                .addLayer("most", new GlobalPoolingLayer.Builder(PoolingType.MAX).build(), "last")
                .addLayer("output", output(), "most")
                .setOutputs("output"));
    }

    private static NeuralNetConfiguration.Builder base() {
        return new NeuralNetConfiguration.Builder().seed(7).updater(new Sgd(0.05));
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nOut(OUTPUTS)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static ComputationGraph init(
            org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder builder) {
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        return graph;
    }

    private static INDArray pictures(int n, int height, int width) {
        Nd4j.getRandom().setSeed(height);
        return Nd4j.randn(DataType.FLOAT, n, CHANNELS, height, width).addi(0.3);
    }

    /** The largest difference, as a share of the largest value. */
    private static float difference(INDArray expected, INDArray actual) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        return expected.sub(actual).amaxNumber().floatValue()
                / expected.amaxNumber().floatValue();
    }

    private static int failures(Layer layer) throws Exception {
        Field field = field(layer, "helperCountFail");
        return field == null ? 0 : field.getInt(layer);
    }

    private static void set(Layer layer, Object helper) throws Exception {
        field(layer, "helper").set(layer, helper);
    }

    private static Field field(Layer layer, String name) {
        for (Class<?> c = layer.getClass(); c != null; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        return null;
    }
}
