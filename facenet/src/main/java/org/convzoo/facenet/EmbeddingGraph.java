package org.convzoo.facenet;

import org.convzoo.core.Layers;
import org.convzoo.core.Spec;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.WeightInit;

/** A graph of Inception modules in the making. Each method adds to it and gives the name of its last layer. */
class EmbeddingGraph {
    final GraphBuilder graph;
    final Spec spec;
    private final double epsilon; // of batch normalisation

    EmbeddingGraph(NeuralNetConfiguration.Builder base, Spec spec, double epsilon) {
        this.spec = spec;
        this.epsilon = epsilon;
        graph = base.weightInit(WeightInit.RELU)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
    }

    final String add(String name, Layer layer, String from) {
        graph.addLayer(name, layer, from);
        return name;
    }

    /** A convolution, batch normalisation and ReLU: {@code name.conv}, {@code name.bn}, {@code name.relu}. */
    final String normalised(String name, String from, ConvolutionLayer convolution) {
        add(name + ".conv", convolution, from);
        add(name + ".bn", Layers.batchNorm(epsilon), name + ".conv");
        return add(name + ".relu", Layers.relu(), name + ".bn");
    }

    final String concatenated(String name, String... branches) {
        graph.addVertex(name, new MergeVertex(), branches);
        return name;
    }
}
