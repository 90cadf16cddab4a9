package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Softmax over the dimension that DL4J takes it over, a loss for each pixel, other output layers. */
class PixelOutputTest {
    private static final int CHANNELS = 3;
    private static final int CLASSES = 4;

    /** The last dimension: the columns where channels come first. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void softmaxLayer(CNN2DFormat format) {
        AgainstStock.check(
                AgainstStock.net(input(format), g -> g.addLayer("c", conv(Activation.TANH), "input")
                        .addLayer("a", new ActivationLayer(Activation.SOFTMAX), "c")
                        .addLayer("output", AgainstStock.output(), "a")),
                shape(format, CHANNELS));
    }

    @Test
    void softmaxInAConvolution() {
        AgainstStock.check(
                AgainstStock.net(input(CNN2DFormat.NCHW), g -> g.addLayer("c", conv(Activation.SOFTMAX), "input")
                        .addLayer("output", AgainstStock.output(), "c")),
                shape(CNN2DFormat.NCHW, CHANNELS));
    }

    @ParameterizedTest
    @CsvSource({"NCHW, SOFTMAX, MCXENT", "NHWC, SOFTMAX, MCXENT", "NCHW, SIGMOID, XENT", "NHWC, SIGMOID, XENT"})
    void lossOfEachPixel(CNN2DFormat format, Activation activation, LossFunction loss) {
        ComputationGraphConfiguration net = AgainstStock.net(input(format), g -> g.addLayer(
                        "c", conv(Activation.IDENTITY), "input")
                .addLayer(
                        "output",
                        new CnnLossLayer.Builder(loss).activation(activation).build(),
                        "c"));
        DataSet batch = AgainstStock.batch(shape(format, CHANNELS));
        batch.setLabels(Nd4j.rand(shape(format, CLASSES)));
        check(net, batch);
    }

    @Test
    void centreLoss() {
        ComputationGraphConfiguration net =
                AgainstStock.net(input(CNN2DFormat.NCHW), g -> g.addLayer("c", conv(Activation.TANH), "input")
                        .addLayer(
                                "output",
                                new CenterLossOutputLayer.Builder(LossFunction.MCXENT)
                                        .nOut(CHANNELS)
                                        .activation(Activation.SOFTMAX)
                                        .build(),
                                "c"));
        check(net, AgainstStock.batch(shape(CNN2DFormat.NCHW, CHANNELS)));
    }

    /** The output layer of a training may be an island. */
    private static void check(ComputationGraphConfiguration net, DataSet batch) {
        ComputationGraph stock = AgainstStock.stock(net);
        AgainstStock.checkInference(stock, batch);
        ComputationGraph fast = OneDnn.accelerate(AgainstStock.copy(stock));
        AgainstStock.step(stock, batch);
        AgainstStock.step(fast, batch);
        assertThat(((AcceleratedGraph) fast).unsupported()).isNull();
        assertThat(fast.score()).isCloseTo(stock.score(), within(1e-4));
        assertThat(AgainstStock.distance(fast.getFlattenedGradients(), stock.getFlattenedGradients()))
                .isLessThan(1e-5);
    }

    private static InputType input(CNN2DFormat format) {
        return InputType.convolutional(6, 5, CHANNELS, format);
    }

    private static long[] shape(CNN2DFormat format, int channels) {
        return format == CNN2DFormat.NCHW ? new long[] {2, channels, 6, 5} : new long[] {2, 6, 5, channels};
    }

    private static ConvolutionLayer conv(Activation activation) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(CLASSES)
                .padding(1, 1)
                .activation(activation)
                .build();
    }
}
