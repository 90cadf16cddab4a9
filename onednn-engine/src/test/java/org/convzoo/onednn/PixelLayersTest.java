package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.preprocessors.PermutePreprocessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Padding, cropping, upsampling, space to depth. */
class PixelLayersTest {
    private static final InputType INPUT = InputType.convolutional(8, 10, 3);
    private static final long[] SHAPE = {3, 3, 8, 10};

    static Stream<Layer> layers() {
        return Stream.of(
                new ZeroPaddingLayer.Builder(1, 2, 0, 3).build(),
                new Cropping2D(1, 2, 0, 3),
                new Upsampling2D.Builder(2).size(new int[] {2, 3}).build(),
                new Upsampling2D.Builder(2).build(),
                new SpaceToDepthLayer.Builder<>(2).build());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void asStock(Layer layer) {
        for (int filters : new int[] {5, 16}) { // with a blocked layout too
            AgainstStock.check(
                    AgainstStock.net(INPUT, g -> g.addLayer("c0", conv(filters).build(), "input")
                            .addLayer("layer", layer, "c0")
                            .addLayer("p", pool(), "layer")
                            .addLayer("output", AgainstStock.output(), "p")),
                    SHAPE);
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void asTheFirstLayer(Layer layer) {
        AgainstStock.check(
                AgainstStock.net(INPUT, g -> g.addLayer("layer", layer, "input")
                        .addLayer("c0", conv(4).build(), "layer")
                        .addLayer("output", AgainstStock.output(), "c0")),
                SHAPE);
    }

    @Test
    void zerosBecomePaddingOfTheConvolution() {
        ComputationGraphConfiguration net =
                AgainstStock.net(INPUT, g -> g.addLayer("z0", new ZeroPaddingLayer.Builder(1, 2, 2, 1).build(), "input")
                        .addLayer("c0", conv(6).activation(Activation.IDENTITY).build(), "z0")
                        .addLayer("n0", new BatchNormalization.Builder().build(), "c0")
                        .addLayer("z1", new ZeroPaddingLayer.Builder(1, 1).build(), "n0")
                        .addLayer("c1", new DepthwiseConvolution2D.Builder(3, 3).build(), "z1")
                        .addLayer("z2", new ZeroPaddingLayer.Builder(0, 1, 0, 1).build(), "c1")
                        .addLayer(
                                "c2",
                                conv(5).convolutionMode(ConvolutionMode.Truncate)
                                        .stride(2, 2)
                                        .build(),
                                "z2")
                        .addLayer("output", AgainstStock.output(), "c2"));
        AgainstStock.check(net, SHAPE);
        for (boolean training : new boolean[] {false, true}) {
            assertThat(AgainstStock.kernels(AgainstStock.stock(net), training, SHAPE))
                    .doesNotContain("zeros");
        }
    }

    @Test
    void flatPictures() {
        AgainstStock.check(
                AgainstStock.net(InputType.convolutionalFlat(8, 10, 3), g -> g.addLayer("c0", conv(4).build(), "input")
                        .addLayer("output", AgainstStock.output(), "c0")),
                3,
                240);
    }

    private static ConvolutionLayer.Builder conv(int filters) {
        return new ConvolutionLayer.Builder(3, 3).nOut(filters).convolutionMode(ConvolutionMode.Same);
    }

    private static SubsamplingLayer pool() {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(1, 1)
                .build();
    }

    /** DL4J computes the zeros with a preprocessor that no plan knows. */
    @Test
    void zerosWithAPreprocessorAreNoPaddingOfTheConvolution() {
        ComputationGraph stock = AgainstStock.stock(AgainstStock.net(InputType.convolutional(6, 6, 3), g -> g.addLayer(
                        "zeros",
                        new ZeroPaddingLayer.Builder(1, 2, 0, 1).build(),
                        new PermutePreprocessor(1, 3, 2),
                        "input")
                .addLayer("conv", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "zeros")
                .addLayer("output", AgainstStock.output(), "conv")));
        ComputationGraph fast = OneDnn.accelerate(AgainstStock.copy(stock));
        INDArray x = AgainstStock.batch(5, 3, 6, 6).getFeatures();
        assertThat(AgainstStock.distance(fast.outputSingle(x), stock.outputSingle(x)))
                .isLessThan(1e-5);
        assertThat(((AcceleratedGraph) fast).islands()).containsExactly("zeros");
    }
}
