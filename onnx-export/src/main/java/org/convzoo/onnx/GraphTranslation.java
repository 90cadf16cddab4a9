package org.convzoo.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.ZooException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeFeedForward;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph of DL4J as one of ONNX, vertex by vertex in the order in which they are computed. */
final class GraphTranslation {
    private final ComputationGraph graph;
    private final ComputationGraphConfiguration configuration;
    private final OnnxGraph onnx;
    /** What each vertex's value is called: as the vertex, but where it only passes on another's. */
    private final Map<String, String> values = new HashMap<>();
    /** Without the batch. */
    private final Map<String, List<Long>> shapes = new HashMap<>();

    private final Map<String, Row> rows = new HashMap<>();
    /** Products, by name, with the batch normalisation that is folded into them. */
    private final Map<String, String> folds = new HashMap<>();

    private GraphTranslation(OnnxExport export) {
        graph = export.graph();
        configuration = graph.getConfiguration();
        Set<String> names = new HashSet<>(configuration.getVertices().keySet());
        names.addAll(configuration.getNetworkInputs());
        onnx = new OnnxGraph(export.card().map(ModelCard::id).orElse("net"), names);
        ModelSummary.of(configuration, export.inputs().toArray(InputType[]::new))
                .layers()
                .forEach(row -> rows.put(row.name(), row));
        rows.forEach((name, row) -> shapes.put(name, row.output()));
        for (int i = 0; i < export.inputs().size(); i++) {
            String name = configuration.getNetworkInputs().get(i);
            shapes.put(name, shape(name, export.inputs().get(i)));
            values.put(name, name);
        }
        if (export.fold()) {
            configuration.getVertices().keySet().forEach(this::planFold);
        }
    }

    /** @throws ZooException if a vertex has no ONNX operation */
    static OnnxGraph translate(OnnxExport export) {
        return new GraphTranslation(export).translate();
    }

    private OnnxGraph translate() {
        List<String> inputs = configuration.getNetworkInputs();
        inputs.forEach(name -> onnx.input(name, shapes.get(name)));
        for (int index : graph.topologicalSortOrder()) {
            String name = graph.getVertices()[index].getVertexName();
            if (!inputs.contains(name) && !folds.containsValue(name)) {
                vertex(name, unwrap(configuration.getVertices().get(name)));
            }
        }
        for (String name : configuration.getNetworkOutputs()) {
            if (!values.get(name).equals(name)) {
                new VertexNodes(onnx, name, values.get(name)).then("Identity").finish(name);
            }
            onnx.output(name, shapes.get(name));
        }
        return onnx;
    }

    private void vertex(String name, GraphVertex vertex) {
        List<String> from = configuration.getVertexInputs().get(name).stream()
                .map(values::get)
                .toList();
        VertexNodes nodes = new VertexNodes(onnx, name, from.get(0));
        if (!(vertex instanceof LayerVertex layerVertex)) {
            VertexTranslation.translate(nodes, vertex, from);
            values.put(name, nodes.finish(name));
            return;
        }
        preprocess(nodes, layerVertex.getPreProcessor());
        nodes.endPreprocessing();
        String normName = folds.get(name);
        Norm norm = normName == null
                ? null
                : new Norm((BatchNormalization) layer(normName).orElseThrow(), parameters(normName));
        new LayerTranslation(nodes, rows.get(name), parameters(name), norm)
                .translate(layer(name).orElseThrow());
        String result = normName == null ? name : normName;
        values.put(result, nodes.finish(result));
    }

    /** Brings the input of a layer into the shape that it takes. */
    static void preprocess(VertexNodes nodes, InputPreProcessor preprocessor) {
        if (preprocessor == null) {
            return;
        }
        if (preprocessor.getClass() == CnnToFeedForwardPreProcessor.class
                && ((CnnToFeedForwardPreProcessor) preprocessor).getFormat() != CNN2DFormat.NHWC) {
            nodes.then("Flatten"); // channel by channel, as DL4J
        } else if (preprocessor.getClass() == FeedForwardToCnnPreProcessor.class) {
            FeedForwardToCnnPreProcessor shape = (FeedForwardToCnnPreProcessor) preprocessor;
            String wanted = nodes.graph.integers(
                    nodes.vertex + ".shape",
                    0, // as it is
                    shape.getNumChannels(),
                    shape.getInputHeight(),
                    shape.getInputWidth());
            nodes.then("Reshape", List.of(wanted));
        } else {
            throw unsupported(nodes.vertex, preprocessor.getClass().getSimpleName());
        }
    }

    /** A batch normalisation goes into the product before it if nobody else reads that. */
    private void planFold(String name) {
        if (!(layer(name).orElse(null) instanceof BatchNormalization)
                || ((LayerVertex) unwrap(configuration.getVertices().get(name))).getPreProcessor() != null) {
            return;
        }
        String before = configuration.getVertexInputs().get(name).get(0);
        long readers = configuration.getVertexInputs().values().stream()
                .filter(inputs -> inputs.contains(before))
                .count();
        boolean folds = layer(before).map(LayerTranslation::isBareProduct).orElse(false);
        if (folds && readers == 1 && !configuration.getNetworkOutputs().contains(before)) {
            this.folds.put(before, name);
        }
    }

    /** The layer of a vertex, without what freezes it; empty where it has none. */
    private Optional<Layer> layer(String name) {
        GraphVertex vertex = configuration.getVertices().get(name); // null: an input
        return vertex != null && unwrap(vertex) instanceof LayerVertex layerVertex
                ? Optional.of(unwrap(layerVertex.getLayerConf().getLayer()))
                : Optional.empty();
    }

    private Map<String, INDArray> parameters(String name) {
        org.deeplearning4j.nn.api.Layer layer = graph.getLayer(name);
        return layer.numParams() == 0 ? Map.of() : layer.paramTable();
    }

    private static GraphVertex unwrap(GraphVertex vertex) {
        return vertex instanceof FrozenVertex frozen ? unwrap(frozen.getUnderlying()) : vertex;
    }

    private static Layer unwrap(Layer layer) {
        if (layer instanceof FrozenLayer frozen) {
            return unwrap(frozen.getLayer());
        }
        return layer instanceof BaseWrapperLayer wrapper
                        && wrapper.getClass().getPackageName().endsWith(".misc")
                ? unwrap(wrapper.getUnderlying()) // other wrappers compute something
                : layer;
    }

    private static List<Long> shape(String name, InputType type) {
        if (type instanceof InputTypeConvolutional maps && maps.getFormat() != CNN2DFormat.NHWC) {
            return List.of(maps.getChannels(), maps.getHeight(), maps.getWidth());
        } else if (type instanceof InputTypeFeedForward row) {
            return List.of(row.getSize());
        }
        throw new ZooException("the input " + name + " must be pictures with channels first or vectors, got " + type);
    }

    /** @param type of what has no ONNX operation, and what of it is the matter */
    static ZooException unsupported(String vertex, String type) {
        return new ZooException("no ONNX operation for the layer " + vertex + ", a " + type);
    }
}
