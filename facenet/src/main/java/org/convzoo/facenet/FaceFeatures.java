package org.convzoo.facenet;

import java.util.Arrays;
import org.convzoo.core.Layers;
import org.convzoo.core.Spec;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * What face-api's small nets for faces begin with: four blocks of four convolutions each, separable ones but for the very first, where
 * each reads the sum of what all before it in its block gave.
 *
 * <p>Source: V. Mühler, face-api.js, 2018, {@code faceFeatureExtractor/}; after densely connected blocks (Huang et al. 2017, arXiv
 * 1608.06993) with sums instead of concatenation and separable convolutions (Chollet 2017, arXiv 1610.02357).
 */
final class FaceFeatures {
    static final int BLOCKS = 4;
    static final int CONVOLUTIONS = 4;

    private FaceFeatures() {}

    /** A graph that ends in the layer {@code mean}: 3 x 112 x 112 to 256. */
    static GraphBuilder of(Spec spec, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = base.weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Same) // TensorFlow's, whose odd pixel lies below and right
                .graphBuilder()
                .addInputs("input") // 3 x 112 x 112
                .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
        String last = "input";
        for (int block = 0; block < BLOCKS; block++) { // 32 x 56 x 56 to 256 x 7 x 7
            last = block(graph, "dense" + block, last, spec.scaled(32) << block);
        }
        return graph.addLayer("mean", Layers.globalAverage(), last); // 256
    }

    /** Half the rows and columns, other channels. */
    private static String block(GraphBuilder graph, String name, String from, int filters) {
        String[] outputs = new String[CONVOLUTIONS];
        String last = from;
        for (int i = 0; i < CONVOLUTIONS; i++) {
            String conv = name + ".conv" + i;
            int stride = i == 0 ? 2 : 1;
            outputs[i] = from.equals("input") && i == 0
                    ? add(graph, conv, last, convolution(filters, 3, stride))
                    : separable(graph, conv, last, filters, stride);
            if (i == 0) {
                outputs[i] = last = rectified(graph, conv + ".relu", outputs[i]);
                continue;
            }
            String[] read = Arrays.copyOf(outputs, i + 1);
            graph.addVertex(conv + ".sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), read);
            last = rectified(graph, conv + ".relu", conv + ".sum");
        }
        return last;
    }

    /** Each channel by itself, then 1x1 over all of them. */
    private static String separable(GraphBuilder graph, String name, String from, int filters, int stride) {
        DepthwiseConvolution2D depthwise = new DepthwiseConvolution2D.Builder(3, 3)
                .stride(stride, stride)
                .depthMultiplier(1)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build();
        add(graph, name + ".depthwise", from, depthwise);
        return add(graph, name, name + ".depthwise", convolution(filters, 1, 1));
    }

    private static ConvolutionLayer convolution(int filters, int kernel, int stride) {
        return Layers.convolution(filters, kernel, stride, 0).build();
    }

    private static String add(GraphBuilder graph, String name, String from, ConvolutionLayer layer) {
        graph.addLayer(name, layer, from);
        return name;
    }

    private static String rectified(GraphBuilder graph, String name, String from) {
        graph.addLayer(name, Layers.relu(), from);
        return name;
    }
}
