package org.convzoo.dl4j;

import java.util.List;
import java.util.Map;
import org.convzoo.core.Spec;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A configuration of deeplearning4j-zoo built anew on one that carries what belongs to a training. Its layers keep their shapes,
 * activations and initial weights; updater, weight decay and gradient normalisation become those of the training, and pictures come as
 * [N, C, H, W] also where it wants them flat.
 */
final class Rebuilt {
    private Rebuilt() {}

    static ComputationGraphConfiguration graph(
            ComputationGraphConfiguration original, Spec spec, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = base.graphBuilder()
                .addInputs(original.getNetworkInputs())
                .setInputTypes(inputType(spec))
                .setOutputs(original.getNetworkOutputs().toArray(String[]::new));
        Map<String, List<String>> inputs = original.getVertexInputs();
        original.getVertices().forEach((name, vertex) -> {
            String[] from = inputs.get(name).toArray(String[]::new);
            if (vertex instanceof LayerVertex layer) {
                graph.addLayer(name, untrained(layer.getLayerConf().getLayer()), from);
            } else {
                graph.addVertex(name, vertex.clone(), from);
            }
        });
        return graph.build();
    }

    /** A chain of layers as a graph; one that ends without a loss gets cross-entropy, since it cannot be trained without. */
    static ComputationGraphConfiguration chain(
            MultiLayerConfiguration original, Spec spec, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = base.graphBuilder().addInputs("input").setInputTypes(inputType(spec));
        String last = "input";
        boolean hasLoss = false;
        for (int i = 0; i < original.getConfs().size(); i++) {
            Layer layer = untrained(original.getConf(i).getLayer());
            String name = layer.getLayerName() == null ? "layer" + i : layer.getLayerName();
            graph.addLayer(name, layer, last);
            last = name;
            hasLoss = layer instanceof org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
        }
        if (!hasLoss) {
            graph.addLayer(
                    "loss",
                    new LossLayer.Builder(LossFunction.MCXENT)
                            .activation(Activation.IDENTITY)
                            .build(),
                    last);
            last = "loss";
        }
        return graph.setOutputs(last).build();
    }

    static InputType inputType(Spec spec) {
        return InputType.convolutional(spec.height(), spec.width(), spec.channels());
    }

    private static Layer untrained(Layer original) {
        Layer layer = original.clone();
        if (layer instanceof BaseLayer base) {
            base.setIUpdater(null);
            base.setBiasUpdater(null);
            base.setRegularization(null);
            base.setRegularizationBias(null);
            base.setGradientNormalization(null);
        }
        return layer;
    }
}
