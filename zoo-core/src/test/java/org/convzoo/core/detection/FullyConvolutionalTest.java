package org.convzoo.core.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.convzoo.core.Engine;
import org.convzoo.core.Layers;
import org.convzoo.core.ZooException;
import org.convzoo.data.Box;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FullyConvolutionalTest {
    private static final int WINDOW = 32;

    /** Three halvings and no padding. */
    private static GraphBuilder convolutions() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input") // 3 x 32 x 32
                .setInputTypes(InputType.convolutional(WINDOW, WINDOW, 3))
                .addLayer("conv1", Layers.convolution(8, 5, 1, 0).build(), "input") // 8 x 28 x 28
                .addLayer("relu1", Layers.relu(), "conv1")
                .addLayer("lrn", new LocalResponseNormalization.Builder().build(), "relu1")
                .addLayer("pool1", Layers.maxPool(2, 2, 0), "lrn") // 8 x 14 x 14
                .addLayer("conv2", Layers.convolutionWithoutBias(12, 1, 1), "pool1")
                .addLayer("bn2", Layers.batchNorm(1e-5), "conv2")
                .addLayer("pool2", Layers.maxPool(2, 2, 0), "bn2") // 12 x 7 x 7
                .addLayer("conv3", Layers.convolution(6, 3, 2, 0).build(), "pool2"); // 6 x 3 x 3
    }

    private static ComputationGraph classifier(boolean dense) {
        GraphBuilder graph = convolutions();
        if (dense) {
            graph.addLayer("fc", Layers.dropHalf(Layers.dense(20)), "conv3")
                    .addLayer("bn", Layers.batchNorm(1e-5), "fc")
                    .addLayer("output", Layers.softmax(4), "bn");
        } else {
            graph.addLayer("mean", Layers.globalAverage(), "conv3").addLayer("output", Layers.softmax(4), "mean");
        }
        return initialized(graph.setOutputs("output"));
    }

    private static ComputationGraph initialized(GraphBuilder graph) {
        ComputationGraph net = new ComputationGraph(graph.build());
        net.init();
        return net;
    }

    /** A window of 16 leaves a pixel over, and the next begins two pixels on nevertheless. */
    @Test
    void windowsThatLeavePixelsOverAreAStrideApart() {
        ComputationGraph classifier = initialized(new NeuralNetConfiguration.Builder()
                .seed(5)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input") // 3 x 16 x 16
                .setInputTypes(InputType.convolutional(16, 16, 3))
                .addLayer("conv", Layers.convolution(8, 5, 2, 0).build(), "input") // 8 x 6 x 6
                .addLayer("output", Layers.softmax(4), "conv")
                .setOutputs("output"));
        FullyConvolutional slid = FullyConvolutional.of(classifier, 3, 16, 16, 22, 19);
        assertThat(slid.windows()).isEqualTo(new SlidingWindows(16, 16, 2));
        INDArray picture = Nd4j.rand(1, 3, 22, 19);
        INDArray map = slid.graph().outputSingle(picture);
        assertThat(map.shape()).containsExactly(1, 4, 4, 3); // the last needs 15 of the 16 pixels that a window has
        INDArray windows = slid.windows().classify(classifier, picture, 5);
        assertThat(windows.shape()).containsExactly(1, 4, 4, 2);
        INDArray whole =
                map.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 2));
        assertThat(whole.sub(windows).amaxNumber().doubleValue()).isLessThan(1e-5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysOfEachWindowWhatTheClassifierSays(boolean dense) {
        ComputationGraph classifier = classifier(dense);
        FullyConvolutional slid = FullyConvolutional.of(classifier, 3, WINDOW, WINDOW, 57, 96);
        assertThat(slid.windows()).isEqualTo(new SlidingWindows(WINDOW, WINDOW, 8));
        INDArray picture = Nd4j.rand(1, 3, 57, 96);
        for (Engine engine : Engine.values()) {
            INDArray windows = slid.windows().classify(engine.prepare(classifier), picture, 5);
            assertThat(windows.shape()).containsExactly(1, 4, 4, 9);
            INDArray map = engine.prepare(slid.graph()).output(picture)[0];
            assertThat(map.shape()).containsExactly(1, 4, 4, 9);
            assertThat(map.sub(windows).amaxNumber().doubleValue()).isLessThan(1e-5);
        }
        assertThat(classifier.output(Nd4j.rand(2, 3, WINDOW, WINDOW))[0].shape())
                .containsExactly(2, 4);
    }

    @ParameterizedTest
    @EnumSource
    void aPictureAsLargeAsTheWindowIsOneWindow(Engine engine) {
        ComputationGraph classifier = classifier(true);
        INDArray pictures = Nd4j.rand(3, 3, WINDOW, WINDOW);
        ComputationGraph slid = FullyConvolutional.of(classifier, 3, WINDOW, WINDOW, WINDOW, WINDOW)
                .graph();
        INDArray expected = classifier.output(pictures)[0];
        INDArray actual = engine.prepare(slid).output(pictures)[0].reshape(3, 4);
        assertThat(actual.sub(expected).amaxNumber().doubleValue()).isCloseTo(0, within(1e-5));
    }

    @Test
    void windowsLieWhereTheySay() {
        SlidingWindows windows = new SlidingWindows(64, 48, 8);
        assertThat(windows.rows(480)).isEqualTo(53);
        assertThat(windows.columns(640)).isEqualTo(75);
        assertThat(windows.rows(63)).isZero();
        assertThat(windows.at(2, 3)).isEqualTo(new Box(24, 16, 48, 64));
    }

    @Test
    void whatCannotBeSlidIsNamed() {
        ComputationGraph net = initialized(convolutions()
                .addLayer("fc", Layers.dense(20), "conv3")
                .addVertex("unit", new L2NormalizeVertex(), "fc")
                .addLayer("output", Layers.softmax(4), "unit")
                .setOutputs("output"));
        assertThatThrownBy(() -> FullyConvolutional.of(net, 3, WINDOW, WINDOW, 64, 64))
                .isInstanceOf(ZooException.class)
                .hasMessage("'unit' cannot be slid over a picture: L2NormalizeVertex");
        assertThatThrownBy(() -> FullyConvolutional.of(classifier(true), 3, WINDOW, WINDOW, 31, 64))
                .isInstanceOf(ZooException.class)
                .hasMessage("no window of 32x32 fits into a picture of 31x64");
        assertThatThrownBy(() -> new SlidingWindows(64, 48, 8).classify(net, Nd4j.rand(1, 3, 20, 90), 4))
                .hasMessage("no window of 64x48 fits into a picture of 20x90");
    }
}
