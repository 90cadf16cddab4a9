package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class SingleDecayTest {
    private static final double RATE = 0.5, DECAY = 0.1;

    /** Fails once DL4J decays once: then the class can go. */
    @Test
    void dl4jDecaysTwice() {
        assertThat(shrunk(net())).isCloseTo(1 - 2 * RATE * DECAY, within(1e-6));
        ComputationGraphConfiguration once = net();
        SingleDecay.in(once);
        assertThat(shrunk(once)).isCloseTo(1 - RATE * DECAY, within(1e-6));
    }

    /** What is left of a weight of 1 after a step without a gradient: pictures of zeros. */
    private static double shrunk(ComputationGraphConfiguration configuration) {
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        graph.getLayer("conv").getParam("W").assign(1);
        graph.fit(new DataSet(Nd4j.zeros(2, 1, 4, 4), Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}})));
        return graph.getLayer("conv").getParam("W").getDouble(0);
    }

    private static ComputationGraphConfiguration net() {
        return new NeuralNetConfiguration.Builder()
                .updater(new Sgd(RATE))
                .weightDecay(DECAY, true)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(4, 4, 1))
                .addLayer("conv", Layers.convolutionWithoutBias(2, 3, 1), "input")
                .addLayer("output", Layers.softmax(2), "conv")
                .setOutputs("output")
                .build();
    }
}
