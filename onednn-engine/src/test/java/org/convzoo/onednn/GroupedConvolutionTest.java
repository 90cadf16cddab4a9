package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

class GroupedConvolutionTest {
    private static final InputType INPUT = InputType.convolutional(9, 11, 5);
    private static final long[] SHAPE = {4, 5, 9, 11};

    @ParameterizedTest
    @CsvSource({
        "1, 3, 1, 1, Truncate, true",
        "2, 3, 2, 1, Same, true",
        "3, 2, 1, 2, Same, false",
        "1, 5, 2, 1, Truncate, false"
    })
    void depthwise(int multiplier, int kernel, int stride, int dilation, ConvolutionMode mode, boolean bias) {
        DepthwiseConvolution2D layer = new DepthwiseConvolution2D.Builder(kernel, kernel)
                .depthMultiplier(multiplier)
                .stride(stride, stride)
                .dilation(dilation, dilation)
                .convolutionMode(mode)
                .hasBias(bias)
                .build();
        AgainstStock.check(
                AgainstStock.net(INPUT, g -> g.addLayer("c0", conv(5), "input")
                        .addLayer("layer", layer, "c0")
                        .addLayer("output", AgainstStock.output(), "layer")),
                SHAPE);
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 1, 1, Truncate, true", "2, 3, 2, 1, Same, true", "3, 2, 1, 2, Same, false"})
    void separable(int multiplier, int kernel, int stride, int dilation, ConvolutionMode mode, boolean bias) {
        SeparableConvolution2D layer = new SeparableConvolution2D.Builder(kernel, kernel)
                .nOut(7)
                .depthMultiplier(multiplier)
                .stride(stride, stride)
                .dilation(dilation, dilation)
                .convolutionMode(mode)
                .hasBias(bias)
                .build();
        AgainstStock.check(
                AgainstStock.net(INPUT, g -> g.addLayer("c0", conv(5), "input")
                        .addLayer("layer", layer, "c0")
                        .addLayer("output", AgainstStock.output(), "layer")),
                SHAPE);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 1, 0, 1, Truncate, true",
        "3, 2, 1, 1, Truncate, true",
        "4, 2, 0, 1, Same, true",
        "3, 2, 0, 1, Same, false",
        "2, 2, 0, 1, Same, true",
        "2, 3, 0, 1, Same, true"
    })
    void transposed(int kernel, int stride, int padding, int dilation, ConvolutionMode mode, boolean bias) {
        Deconvolution2D layer = new Deconvolution2D.Builder(kernel, kernel)
                .nOut(7)
                .stride(stride, stride)
                .padding(padding, padding)
                .dilation(dilation, dilation)
                .convolutionMode(mode)
                .hasBias(bias)
                .build();
        AgainstStock.check(
                AgainstStock.net(INPUT, g -> g.addLayer("c0", conv(5), "input")
                        .addLayer("layer", layer, "c0")
                        .addLayer("output", AgainstStock.output(), "layer")),
                SHAPE);
    }

    /** Stock's backward pass throws. */
    @Test
    void transposedWithDilation() {
        Deconvolution2D layer = new Deconvolution2D.Builder(3, 3)
                .nOut(7)
                .dilation(2, 2)
                .padding(1, 1)
                .build();
        AgainstStock.checkByDifferences(
                AgainstStock.net(INPUT, g -> g.addLayer("c0", conv(5), "input")
                        .addLayer("layer", layer, "c0")
                        .addLayer("output", AgainstStock.output(), "layer")),
                List.of("c0", "layer"),
                SHAPE);
    }

    @Test
    void normalisationAndActivationRideAlong() {
        ComputationGraphConfiguration net = AgainstStock.net(INPUT, g -> g.addLayer("c0", conv(5), "input")
                .addLayer(
                        "c1",
                        new DepthwiseConvolution2D.Builder(3, 3)
                                .depthMultiplier(2)
                                .padding(1, 1)
                                .hasBias(false)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "c0")
                .addLayer("n1", new BatchNormalization.Builder().build(), "c1")
                .addLayer("a1", new ActivationLayer(Activation.RELU6), "n1")
                .addLayer(
                        "c2",
                        new SeparableConvolution2D.Builder(3, 3)
                                .nOut(10)
                                .padding(1, 1)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "a1")
                .addLayer(
                        "n2", new BatchNormalization.Builder().useLogStd(false).build(), "c2")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "n2", "a1")
                .addLayer(
                        "c3",
                        new Deconvolution2D.Builder(2, 2)
                                .nOut(4)
                                .stride(2, 2)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "sum")
                .addLayer("n3", new BatchNormalization.Builder().build(), "c3")
                .addLayer("a3", new ActivationLayer(Activation.RELU), "n3")
                .addLayer("output", AgainstStock.output(), "a3"));
        AgainstStock.check(net, SHAPE);
        ComputationGraph graph = AgainstStock.stock(net);
        assertThat(AgainstStock.kernels(graph, false, SHAPE))
                .filteredOn(kind -> !kind.equals("reorder"))
                .containsExactly(
                        "convolution",
                        "convolution",
                        "convolution",
                        "convolution",
                        "deconvolution",
                        "dense",
                        "softmax");
    }

    private static ConvolutionLayer conv(int filters) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(filters)
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }
}
