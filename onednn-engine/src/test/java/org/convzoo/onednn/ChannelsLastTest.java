package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;

class ChannelsLastTest {
    private static final InputType INPUT = InputType.convolutional(8, 10, 3, CNN2DFormat.NHWC);
    private static final long[] SHAPE = {3, 8, 10, 3};

    @Test
    void convolutionPoolingNormalisationAndDense() {
        AgainstStock.check(
                AgainstStock.net(INPUT, g -> g.addLayer("c0", conv(5).build(), "input")
                        .addLayer("n0", new BatchNormalization.Builder().build(), "c0")
                        .addLayer("a0", new ActivationLayer(Activation.RELU), "n0")
                        .addLayer(
                                "c1",
                                conv(16).activation(Activation.IDENTITY)
                                        .hasBias(false)
                                        .build(),
                                "a0")
                        .addLayer(
                                "n1",
                                new BatchNormalization.Builder()
                                        .useLogStd(false)
                                        .build(),
                                "c1")
                        .addLayer("p1", pool(PoolingType.MAX), "n1")
                        .addLayer("c2", conv(6).stride(2, 2).build(), "p1")
                        .addLayer("p2", pool(PoolingType.AVG), "c2")
                        .addLayer("d", new DenseLayer.Builder().nOut(7).build(), "p2")
                        .addLayer("output", AgainstStock.output(), "d")),
                SHAPE);
    }

    @ParameterizedTest
    @EnumSource(
            value = PoolingType.class,
            names = {"AVG", "MAX"})
    void sumsAndGlobalPooling(PoolingType type) {
        AgainstStock.check(
                AgainstStock.net(INPUT, g -> g.addLayer("c0", conv(6).build(), "input")
                        .addLayer("c1", conv(6).activation(Activation.IDENTITY).build(), "c0")
                        .addLayer("n1", new BatchNormalization.Builder().build(), "c1")
                        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "n1", "c0")
                        .addLayer("a1", new ActivationLayer(Activation.RELU), "sum")
                        .addLayer("g", new GlobalPoolingLayer(type), "a1")
                        .addLayer("output", AgainstStock.output(), "g")),
                SHAPE);
    }

    @Test
    void groupedAndTransposedConvolutions() {
        ComputationGraphConfiguration net = AgainstStock.net(INPUT, g -> g.addLayer("c0", conv(4).build(), "input")
                .addLayer(
                        "c1",
                        new DepthwiseConvolution2D.Builder(3, 3)
                                .depthMultiplier(2)
                                .convolutionMode(ConvolutionMode.Same)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "c0")
                .addLayer("n1", new BatchNormalization.Builder().build(), "c1")
                .addLayer(
                        "c2",
                        new Deconvolution2D.Builder(2, 2).nOut(5).stride(2, 2).build(),
                        "n1")
                .addLayer("output", AgainstStock.output(), "c2"));
        AgainstStock.check(net, SHAPE);
    }

    @Test
    void separable() {
        AgainstStock.check(
                AgainstStock.net(INPUT, g -> g.addLayer("c0", conv(4).build(), "input")
                        .addLayer(
                                "c1",
                                new SeparableConvolution2D.Builder(3, 3).nOut(6).build(),
                                "c0")
                        .addLayer("output", AgainstStock.output(), "c1")),
                SHAPE);
    }

    @Test
    void pixelLayers() {
        ComputationGraphConfiguration net =
                AgainstStock.net(INPUT, g -> g.addLayer("z0", new ZeroPaddingLayer.Builder(1, 2, 2, 1).build(), "input")
                        .addLayer("c0", conv(4).build(), "z0")
                        .addLayer("z1", new ZeroPaddingLayer.Builder(0, 2, 3, 1).build(), "c0")
                        .addLayer("p1", pool(PoolingType.MAX), "z1")
                        .addLayer("s", new SpaceToDepthLayer.Builder<>(2).build(), "p1")
                        .addLayer("u", new Upsampling2D.Builder(2).build(), "s")
                        .addLayer("x", new Cropping2D(1, 0, 2, 1), "u")
                        .addLayer("output", AgainstStock.output(), "x"));
        AgainstStock.check(net, SHAPE);
        assertThat(AgainstStock.kernels(AgainstStock.stock(net), false, SHAPE)).containsOnlyOnce("zeros");
    }

    /** Stock's gradient is wrong: forward it takes the softmax over the channels, backward over the columns. */
    @Test
    void softmaxInAConvolution() {
        AgainstStock.checkByDifferences(
                AgainstStock.net(INPUT, g -> g.addLayer("c0", conv(4).build(), "input")
                        .addLayer("c1", conv(5).activation(Activation.SOFTMAX).build(), "c0")
                        .addLayer("output", AgainstStock.output(), "c1")),
                List.of("c0", "c1"),
                SHAPE);
    }

    private static ConvolutionLayer.Builder conv(int filters) {
        return new ConvolutionLayer.Builder(3, 3).nOut(filters).convolutionMode(ConvolutionMode.Same);
    }

    private static SubsamplingLayer pool(PoolingType type) {
        return new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(1, 1).build();
    }
}
