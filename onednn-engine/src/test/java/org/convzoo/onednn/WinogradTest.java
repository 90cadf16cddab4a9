package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Convolutions by Winograd's algorithm against stock DL4J and double precision: outputs and all gradients. */
class WinogradTest {
    private static final int IN = 128, OUT = 132, BATCH = 16, CLASSES = 3;

    static Stream<Arguments> cases() {
        return Stream.of(
                of(
                        "padding 1, rectifier",
                        1,
                        g -> g.addLayer("w", conv(1).activation(Activation.RELU).build(), "in")),
                of("padding 1, three threads", 3, g -> g.addLayer("w", conv(1).build(), "in")),
                of(
                        "no padding, leak",
                        2,
                        g -> g.addLayer(
                                "w",
                                conv(0).activation(new ActivationLReLU(0.1)).build(),
                                "in")),
                of(
                        "padding 2, no bias",
                        2,
                        g -> g.addLayer("w", conv(2).hasBias(false).build(), "in")),
                of("normalisation, sum, rectifier", 2, g -> g.addLayer(
                                "conv", conv(1).nOut(IN).build(), "in")
                        .addLayer(
                                "norm",
                                new BatchNormalization.Builder()
                                        .useLogStd(false)
                                        .build(),
                                "conv")
                        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm", "in")
                        .addLayer("w", new ActivationLayer(Activation.RELU), "sum")),
                of("leak, sum", 2, g -> g.addLayer("conv", conv(1).nOut(IN).build(), "in")
                        .addLayer("leak", new ActivationLayer(new ActivationLReLU(0.1)), "conv")
                        .addVertex("w", new ElementWiseVertex(ElementWiseVertex.Op.Add), "leak", "in")));
    }

    private static Arguments of(String name, int threads, UnaryOperator<GraphBuilder> body) {
        return Arguments.of(name, threads, body);
    }

    private static ConvolutionLayer.Builder conv(int padding) {
        return new ConvolutionLayer.Builder(3, 3)
                .padding(padding, padding)
                .nOut(OUT)
                .activation(Activation.IDENTITY);
    }

    private static ComputationGraphConfiguration net(UnaryOperator<GraphBuilder> body) {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(29, 27, 2))
                .addLayer(
                        "in",
                        new ConvolutionLayer.Builder(1, 1)
                                .nOut(IN)
                                .activation(Activation.TANH)
                                .build(),
                        "input");
        return body.apply(graph)
                .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "w")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "mean")
                .setOutputs("output")
                .build();
    }

    @AfterEach
    void oneThread() {
        threads(1);
    }

    private static void threads(int number) {
        Nd4j.getExecutioner();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(number);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isAsStock(String name, int threads, UnaryOperator<GraphBuilder> body) {
        Trial trial = Trial.of(net(body));
        threads(threads);
        Nd4j.getRandom().setSeed(3);
        INDArray x = Nd4j.randn(DataType.FLOAT, BATCH, 2, 29, 27);
        INDArray y = Nd4j.zeros(DataType.FLOAT, BATCH, CLASSES);
        for (int i = 0; i < BATCH; i++) {
            y.putScalar(i, i % CLASSES, 1);
        }
        trial.assertOutputs(1e-5, x);
        trial.step(new INDArray[] {x}, new INDArray[] {y});
        trial.assertScore(1e-5);
        trial.assertGradients(1e-4);
        trial.assertNoIslands();
        for (boolean training : new boolean[] {false, true}) {
            assertThat(OneDnn.plan(trial.fast, training, Precision.F32, x.shape())
                            .kernels())
                    .filteredOn(kernel -> kernel.implementation().startsWith("winograd"))
                    .hasSize(training ? 3 : 1)
                    .allMatch(kernel -> kernel.implementation().startsWith("winograd F4") != training);
        }
    }

    /** An inference's larger tiles lose digits, layer by layer; stock's long sums lose them too. */
    @Test
    void deepNetsAreAtMostTwiceAsFarFromDoublePrecisionAsStock() {
        Trial trial = Trial.of(net(g -> {
            String last = "in";
            for (int i = 1; i < 8; i++) {
                g.addLayer("w" + i, conv(1).nOut(IN).activation(Activation.RELU).build(), last);
                last = "w" + i;
            }
            return g.addLayer("w", conv(1).build(), last);
        }));
        trial.assertOutputs(0, Nd4j.randn(DataType.FLOAT, BATCH, 2, 29, 27));
        assertThat(trial.fast.unsupported()).isNull();
    }

    /** A buffer holds 2^31 - 1 bytes at most. */
    @Test
    void leavesLargerValuesThanBuffersToOneDnn() {
        ComputationGraph graph = new ComputationGraph(
                net(g -> g.addLayer("w", conv(1).activation(Activation.RELU).build(), "in")));
        graph.init();
        int most = Integer.MAX_VALUE / Float.BYTES / (OUT * 29 * 27); // pictures
        for (int n : new int[] {most, most + 1}) {
            assertThat(OneDnn.plan(graph, false, Precision.F32, new long[] {n, 2, 29, 27})
                            .kernels())
                    .filteredOn(kernel -> kernel.implementation().startsWith("winograd"))
                    .hasSize(n == most ? 1 : 0);
        }
    }

    @Test
    void cutsAllOfThePictureIntoBlocks() {
        for (WinogradForm form : WinogradForm.values()) {
            for (int height = 1; height < 12; height++) {
                for (int tiles = 1; tiles < 60; tiles += 7) {
                    for (int workers = 1; workers < 5; workers++) {
                        long[] shape = {3, 8, height, 9};
                        WinogradGrid grid = WinogradGrid.of(form, shape, shape, 1, 1, tiles, workers);
                        assertThat(grid.blocks() * grid.rows()).isGreaterThanOrEqualTo(grid.allRows());
                        assertThat((grid.blocks() - 1) * grid.rows()).isLessThan(grid.allRows());
                        assertThat(grid.allRows()).isEqualTo(3 * ((height + form.tile - 1) / form.tile));
                    }
                }
            }
        }
    }
}
