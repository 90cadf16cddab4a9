package org.convzoo.benchmarks;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * The one column of Krizhevsky 2014 as torchvision has it: 61.1 million parameters, no local response normalisation. Without dropout,
 * so that all engines train the same.
 */
final class AlexNet {
    private AlexNet() {}

    static ComputationGraphConfiguration configure(Net net, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = net.start(base.weightInit(WeightInit.RELU)); // 3 x 224 x 224
        convolution(graph, "conv1", "input", 11, 4, 2, 64); // 64 x 55 x 55
        graph.addLayer("pool1", Net.maxPool(3, 0), "conv1"); // 64 x 27 x 27
        convolution(graph, "conv2", "pool1", 5, 1, 2, 192); // 192 x 27 x 27
        graph.addLayer("pool2", Net.maxPool(3, 0), "conv2"); // 192 x 13 x 13
        convolution(graph, "conv3", "pool2", 3, 1, 1, 384); // 384 x 13 x 13
        convolution(graph, "conv4", "conv3", 3, 1, 1, 256); // 256 x 13 x 13
        convolution(graph, "conv5", "conv4", 3, 1, 1, 256); // 256 x 13 x 13
        graph.addLayer("pool5", Net.maxPool(3, 0), "conv5"); // 256 x 6 x 6
        graph.addLayer("fc6", dense(), "pool5").addLayer("fc7", dense(), "fc6"); // 4096
        return graph.addLayer("output", net.softmax(), "fc7")
                .setOutputs("output")
                .build(); // 1000
    }

    private static void convolution(
            GraphBuilder graph, String name, String from, int kernel, int stride, int padding, int filters) {
        graph.addLayer(
                name,
                new ConvolutionLayer.Builder(kernel, kernel)
                        .stride(stride, stride)
                        .padding(padding, padding)
                        .nOut(filters)
                        .activation(Activation.RELU)
                        .build(),
                from);
    }

    static DenseLayer dense() {
        return new DenseLayer.Builder().nOut(4096).activation(Activation.RELU).build();
    }
}
