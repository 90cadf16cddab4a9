package org.convzoo.benchmarks;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * Szegedy et al. 2014, table 1, as torchvision has it: batch normalisation, 3x3 where the paper has 5x5, no auxiliary heads. Pooling
 * has explicit padding where torchvision rounds sizes up, since not every engine can: the same sizes, windows moved by one. No dropout.
 */
final class GoogLeNet {
    private GoogLeNet() {}

    static ComputationGraphConfiguration configure(Net net, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = net.start(base.weightInit(WeightInit.RELU)); // 3 x 224 x 224
        String last = relu(graph, "conv1", "input", 7, 2, 64); // 64 x 112 x 112
        last = pool(graph, "pool1", last, 3, 1); // 64 x 56 x 56
        last = relu(graph, "conv2", last, 1, 1, 64);
        last = relu(graph, "conv3", last, 3, 1, 192); // 192 x 56 x 56
        last = pool(graph, "pool2", last, 3, 1); // 192 x 28 x 28
        last = inception(graph, "3a", last, 64, 96, 128, 16, 32, 32); // 256
        last = inception(graph, "3b", last, 128, 128, 192, 32, 96, 64); // 480
        last = pool(graph, "pool3", last, 3, 1); // 480 x 14 x 14
        last = inception(graph, "4a", last, 192, 96, 208, 16, 48, 64); // 512
        last = inception(graph, "4b", last, 160, 112, 224, 24, 64, 64); // 512
        last = inception(graph, "4c", last, 128, 128, 256, 24, 64, 64); // 512
        last = inception(graph, "4d", last, 112, 144, 288, 32, 64, 64); // 528
        last = inception(graph, "4e", last, 256, 160, 320, 32, 128, 128); // 832
        last = pool(graph, "pool4", last, 2, 0); // 832 x 7 x 7
        last = inception(graph, "5a", last, 256, 160, 320, 32, 128, 128); // 832
        last = inception(graph, "5b", last, 384, 192, 384, 48, 128, 128); // 1024
        return net.head(graph, last);
    }

    /** Four branches side by side; the numbers of channels are those of the paper's table, from left to right. */
    private static String inception(
            GraphBuilder graph,
            String name,
            String from,
            int ones,
            int reduce3,
            int threes,
            int reduce5,
            int fives,
            int pooled) {
        String one = relu(graph, name + "-1", from, 1, 1, ones);
        String three = relu(graph, name + "-3", relu(graph, name + "-3r", from, 1, 1, reduce3), 3, 1, threes);
        String five = relu(graph, name + "-5", relu(graph, name + "-5r", from, 1, 1, reduce5), 3, 1, fives);
        SubsamplingLayer pool = new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(3, 3)
                .stride(1, 1)
                .padding(1, 1)
                .build();
        graph.addLayer(name + "-pool", pool, from);
        String projected = relu(graph, name + "-p", name + "-pool", 1, 1, pooled);
        graph.addVertex(name, new MergeVertex(), one, three, five, projected);
        return name;
    }

    private static String relu(GraphBuilder graph, String name, String from, int kernel, int stride, int filters) {
        return Net.convolution(graph, name, from, kernel, stride, filters, Activation.RELU);
    }

    private static String pool(GraphBuilder graph, String name, String from, int kernel, int padding) {
        graph.addLayer(name, Net.maxPool(kernel, padding), from);
        return name;
    }
}
