package org.convzoo.benchmarks;

import org.convzoo.core.Layers;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;

/** Redmon and Farhadi 2016, Darknet's yolov2-tiny-voc: up to the 125 numbers per cell, without loss or decoding. */
final class TinyYolo2 {
    private static final int[] FILTERS = {16, 32, 64, 128, 256, 512};
    private static final int BOXES = 5, NUMBERS = 5; // of a box, beside its classes
    private static final double LEAK = 0.1;

    private TinyYolo2() {}

    static ComputationGraphConfiguration configure(Net net, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = base.weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input") // 3 x 416 x 416
                .setInputTypes(InputType.convolutional(net.side, net.side, net.channels));
        String last = "input";
        for (int stage = 0; stage < FILTERS.length; stage++) { // 16 x 208 x 208 to 512 x 13 x 13
            last = convolution(graph, "conv" + stage, last, FILTERS[stage]);
            graph.addLayer("pool" + stage, stage < FILTERS.length - 1 ? Layers.maxPool(2, 2, 0) : keepSize(), last);
            last = "pool" + stage;
        }
        last = convolution(graph, "conv6", last, 1024); // 1024 x 13 x 13
        last = convolution(graph, "conv7", last, 1024);
        ConvolutionLayer boxes = new ConvolutionLayer.Builder(1, 1)
                .nOut(BOXES * (NUMBERS + net.classes))
                .activation(Activation.IDENTITY)
                .build();
        return graph.addLayer("output", boxes, last).setOutputs("output").build(); // 125 x 13 x 13
    }

    /** Windows of 2x2 at each place; those at the right and lower edge have less to choose from. */
    private static SubsamplingLayer keepSize() {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(1, 1)
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }

    private static String convolution(GraphBuilder graph, String name, String from, int filters) {
        ConvolutionLayer convolution = new ConvolutionLayer.Builder(3, 3)
                .padding(1, 1)
                .nOut(filters)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build();
        graph.addLayer(name, convolution, from)
                .addLayer(
                        name + "-norm",
                        new BatchNormalization.Builder().useLogStd(false).build(),
                        name)
                .addLayer(name + "-activation", new ActivationLayer(new ActivationLReLU(LEAK)), name + "-norm");
        return name + "-activation";
    }
}
