package org.convzoo.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.convzoo.data.NearestNames;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The lower part of a net that a training leaves as it is. DL4J's {@code TransferLearning} does the same to a graph; here it is done to
 * a configuration, so that a run that is continued has the same net.
 */
final class FrozenLayers {
    private FrozenLayers() {}

    /**
     * A layer and all that it depends on.
     *
     * @throws ZooException if there is no such layer, or nothing that could learn would be left
     */
    static Set<String> upTo(ComputationGraphConfiguration net, String layer) {
        require(net, layer);
        Set<String> frozen = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(layer));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (net.getVertices().containsKey(name) && frozen.add(name)) { // an input is none of the vertices
                open.addAll(net.getVertexInputs().get(name));
            }
        }
        boolean learns = net.getVertices().entrySet().stream()
                .anyMatch(vertex ->
                        !frozen.contains(vertex.getKey()) && vertex.getValue().numParams(false) > 0);
        if (!learns || net.getNetworkOutputs().stream().anyMatch(frozen::contains)) {
            throw new ZooException("freezing all up to " + layer + " leaves nothing to train: name a layer before it");
        }
        return frozen;
    }

    /** @throws ZooException if there is no such layer; the message has the nearest names */
    static void require(ComputationGraphConfiguration net, String layer) {
        if (!net.getVertices().containsKey(layer)) {
            List<String> near = NearestNames.of(layer, net.getVertices().keySet());
            throw new ZooException("no layer is called " + layer
                    + (near.isEmpty()
                            ? "; zoo describe lists them"
                            : "; did you mean " + String.join(" or ", near) + "?"));
        }
    }

    /** Makes layers infer always and learn never. No gradient is computed for them or passes them. */
    static void freeze(ComputationGraphConfiguration net, Set<String> frozen) {
        net.getVertices().replaceAll((name, vertex) -> frozen.contains(name) ? freeze(vertex) : vertex);
    }

    private static GraphVertex freeze(GraphVertex vertex) {
        if (!(vertex instanceof LayerVertex layerVertex)) {
            return new FrozenVertex(vertex);
        }
        Layer layer = layerVertex.getLayerConf().getLayer();
        FrozenLayer frozen = new FrozenLayer(layer);
        frozen.setLayerName(layer.getLayerName());
        layerVertex.getLayerConf().setLayer(frozen);
        return vertex;
    }

    /** Gives another rule of learning to all layers but some. */
    static void setUpdater(ComputationGraphConfiguration net, Set<String> but, IUpdater updater) {
        net.getVertices().forEach((name, vertex) -> {
            if (!but.contains(name)
                    && vertex instanceof LayerVertex layerVertex
                    && layerVertex.getLayerConf().getLayer() instanceof BaseLayer layer) {
                layer.setIUpdater(updater);
                layer.setBiasUpdater(null);
            }
        });
    }

    /**
     * Whether what is above the frozen layers reads them through one layer only, so that it is a net of its own on that layer's values.
     */
    static boolean endIn(ComputationGraphConfiguration net, Set<String> frozen, String layer) {
        return net.getNetworkOutputs().stream().noneMatch(frozen::contains)
                && net.getVertexInputs().entrySet().stream()
                        .filter(vertex -> !frozen.contains(vertex.getKey()))
                        .flatMap(vertex -> vertex.getValue().stream())
                        .allMatch(input -> input.equals(layer)
                                || (net.getVertices().containsKey(input) && !frozen.contains(input)));
    }

    /**
     * What is above the frozen layers, as a net whose input is the last of them. Its parameters are the last ones of the whole net's, in
     * the same order: all of it depends on that layer, so any topological order has it after all frozen ones.
     *
     * @param net where {@link #endIn} holds; not changed
     * @param order of the whole net's vertices
     */
    static ComputationGraphConfiguration above(
            ComputationGraphConfiguration net, Set<String> frozen, String layer, List<String> order) {
        ComputationGraphConfiguration above = net.clone();
        List<String> names = new ArrayList<>(List.of(layer));
        Map<String, GraphVertex> vertices = new LinkedHashMap<>();
        for (String name : order) {
            if (above.getVertices().containsKey(name) && !frozen.contains(name)) {
                names.add(name);
                vertices.put(name, above.getVertices().get(name));
            }
        }
        above.setVertices(vertices);
        above.getVertexInputs().keySet().retainAll(vertices.keySet());
        above.setNetworkInputs(new ArrayList<>(List.of(layer)));
        above.setTopologicalOrder(IntStream.range(0, names.size()).toArray());
        above.setTopologicalOrderStr(names);
        return above;
    }
}
