package org.convzoo.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Takes weights over from one net into another of the same architecture. */
final class Pretrained {
    private Pretrained() {}

    /** Names of the layers whose size depends on the number of classes. */
    static Set<String> head(Architecture architecture, Spec spec) {
        int other = spec.numClasses() > 2 ? spec.numClasses() - 1 : 3;
        Map<String, Long> sizes = sizes(architecture, spec);
        Map<String, Long> otherSizes = sizes(architecture, spec.withClasses(other));
        Set<String> head = new HashSet<>();
        sizes.forEach((name, size) -> {
            if (!size.equals(otherSizes.get(name))) {
                head.add(name);
            }
        });
        return head;
    }

    private static Map<String, Long> sizes(Architecture architecture, Spec spec) {
        ComputationGraphConfiguration configuration =
                architecture.configure(spec, new NeuralNetConfiguration.Builder());
        Map<String, Long> sizes = new HashMap<>();
        for (Map.Entry<String, GraphVertex> vertex : configuration.getVertices().entrySet()) {
            sizes.put(vertex.getKey(), vertex.getValue().numParams(false));
        }
        return sizes;
    }

    /**
     * Overwrites a net's weights and statistics, layer by layer.
     *
     * @param net what takes over
     * @param fresh layers that keep what they have
     * @param from what is taken over
     * @param name of it, for messages
     * @throws ZooException if the two have other layers, or layers of other shapes
     */
    static void takeOver(ComputationGraph net, Set<String> fresh, ComputationGraph from, String name) {
        Set<String> left = new TreeSet<>(from.getConfiguration().getVertices().keySet());
        for (String layerName : net.getConfiguration().getVertices().keySet()) {
            left.remove(layerName);
            Layer layer = net.getLayer(layerName);
            if (fresh.contains(layerName) || layer == null || layer.numParams() == 0) {
                continue;
            }
            Layer source = from.getVertex(layerName) == null ? null : from.getLayer(layerName);
            if (source == null || !shapes(source).equals(shapes(layer))) {
                throw new ZooException(name + " cannot be taken over: its layer " + layerName
                        + (source == null ? " is missing" : " has " + shapes(source)) + ", the net's has "
                        + shapes(layer));
            }
            Map<String, INDArray> values = source.paramTable();
            layer.paramTable().forEach((parameter, own) -> own.assign(values.get(parameter)));
        }
        left.removeIf(
                layer -> from.getLayer(layer) == null || from.getLayer(layer).numParams() == 0);
        if (!left.isEmpty()) {
            throw new ZooException(name + " cannot be taken over: the net has no layer " + String.join(", ", left));
        }
    }

    /** {@code {W=[6, 1, 5, 5], b=[6]}}. */
    private static Map<String, String> shapes(Layer layer) {
        Map<String, String> shapes = new TreeMap<>();
        layer.paramTable().forEach((name, value) -> shapes.put(name, Arrays.toString(value.shape())));
        return shapes;
    }
}
