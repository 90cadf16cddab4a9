package org.convzoo.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.convzoo.core.Engine;
import org.convzoo.core.Layers;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What is saved by computing the windows' common work once: 3,869 windows of 64 x 64 on a picture of 640 x 480. */
class SlidingSpeedTest {
    private static final int WINDOW = 64, HEIGHT = 480, WIDTH = 640, BATCH = 64, ROUNDS = 3;

    /** Three halvings and no padding. */
    private static ComputationGraph classifier() {
        ComputationGraph net = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(5)
                .weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input") // 3 x 64 x 64
                .setInputTypes(InputType.convolutional(WINDOW, WINDOW, 3))
                .addLayer("conv1", Layers.convolution(16, 5, 1, 0).build(), "input") // 16 x 60 x 60
                .addLayer("relu1", Layers.relu(), "conv1")
                .addLayer("pool1", Layers.maxPool(2, 2, 0), "relu1") // 16 x 30 x 30
                .addLayer("conv2", Layers.convolution(32, 3, 1, 0).build(), "pool1") // 32 x 28 x 28
                .addLayer("relu2", Layers.relu(), "conv2")
                .addLayer("pool2", Layers.maxPool(2, 2, 0), "relu2") // 32 x 14 x 14
                .addLayer("conv3", Layers.convolution(32, 3, 1, 0).build(), "pool2") // 32 x 12 x 12
                .addLayer("relu3", Layers.relu(), "conv3")
                .addLayer("pool3", Layers.maxPool(2, 2, 0), "relu3") // 32 x 6 x 6
                .addLayer("fc", Layers.dense(64), "pool3") // 64
                .addLayer("output", Layers.softmax(4), "fc")
                .setOutputs("output")
                .build());
        net.init();
        return net;
    }

    @Test
    @Tag("slow")
    void onceInsteadOfWindowByWindow() {
        ComputationGraph classifier = classifier();
        FullyConvolutional slid = FullyConvolutional.of(classifier, 3, WINDOW, WINDOW, HEIGHT, WIDTH);
        assertThat(slid.windows()).isEqualTo(new SlidingWindows(WINDOW, WINDOW, 8));
        ComputationGraph windows = Engine.ONEDNN.prepare(classifier), whole = Engine.ONEDNN.prepare(slid.graph());
        INDArray picture = Nd4j.rand(1, 3, HEIGHT, WIDTH);
        INDArray map = whole.output(picture)[0]; // the first pass builds the plan
        INDArray one = slid.windows().classify(windows, picture, BATCH);
        assertThat(map.shape()).containsExactly(1, 4, 53, 73);
        assertThat(map.sub(one).amaxNumber().doubleValue()).isLessThan(1e-5);
        double[] apart = new double[ROUNDS], once = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            apart[round] = millis(() -> slid.windows().classify(windows, picture, BATCH));
            once[round] = millis(() -> whole.output(picture));
        }
        Arrays.sort(apart);
        Arrays.sort(once);
        System.out.printf(
                "3,869 windows: %.0f ms window by window, %.1f ms at once: %.0f times faster (medians of %d)%n",
                apart[ROUNDS / 2], once[ROUNDS / 2], apart[ROUNDS / 2] / once[ROUNDS / 2], ROUNDS);
    }

    private static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
