package org.convzoo.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;

/**
 * The layers of a net with their shapes and costs, read from its configuration: no weights are made, so that a net of a billion
 * parameters is described at once. Its JSON is what {@code zoo describe --json} prints.
 *
 * <p>A <i>multiply-add</i> is one multiplication and one addition of a convolution or dense layer, for one picture; biases,
 * normalisation, pooling and activations count nothing. A convolution of k x k over C maps to F maps of H x W has k*k*C*F*H*W
 * (padding counted as if it were picture), a dense layer inputs times outputs. Others call it MAC, and twice as much FLOPs.
 *
 * @param parameters trainable ones, see {@link #trainableParameters}
 * @param multiplyAdds for one picture
 * @param layers layers and other vertices, each after its inputs
 */
public record ModelSummary(long parameters, long multiplyAdds, List<Row> layers) {
    /**
     * One layer or vertex. Fields that make no sense for it are null and left out of the JSON.
     *
     * @param name as the graph calls it
     * @param type what it does, {@code Convolution}, {@code MaxPooling}, {@code Add}, ...
     * @param inputs names of the layers or inputs that it reads
     * @param kernel [height, width]
     * @param stride [height, width]
     * @param dilation [height, width], null where it is 1
     * @param padding zeros added at [top, bottom, left, right]
     * @param activation function applied to the output, null where there is none
     * @param output shape for one picture, [C, H, W] or [N]
     * @param parameters trainable ones
     * @param multiplyAdds for one picture
     * @param activationBytes memory of the output for one picture
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            String name,
            String type,
            List<String> inputs,
            List<Integer> kernel,
            List<Integer> stride,
            List<Integer> dilation,
            List<Integer> padding,
            String activation,
            List<Long> output,
            long parameters,
            long multiplyAdds,
            long activationBytes) {}

    public ModelSummary {
        layers = List.copyOf(layers);
    }

    /** Describes a net for the input of its spec. */
    public static ModelSummary of(ComputationGraphConfiguration configuration, Spec spec) {
        return of(configuration, InputType.convolutional(spec.height(), spec.width(), spec.channels()));
    }

    /**
     * Describes a net.
     *
     * @param configuration is not changed
     * @param inputs one per input of the net
     * @throws IllegalArgumentException if a layer cannot take what comes before it, such as a kernel larger than its input
     */
    public static ModelSummary of(ComputationGraphConfiguration configuration, InputType... inputs) {
        ComputationGraphConfiguration copy = configuration.clone(); // DL4J sets sizes while it infers shapes
        Map<String, InputType> types = new LinkedHashMap<>(); // in the order in which they are computed
        try {
            types.putAll(copy.getLayerActivationTypes(inputs));
        } catch (IllegalStateException e) { // what DL4J's shape inference throws
            throw new IllegalArgumentException("the net cannot take this input: " + e.getMessage(), e);
        }
        copy.getVertices().forEach((name, vertex) -> {
            if (unwrap(vertex) instanceof LayerVertex layer
                    && LayerCost.unwrap(layer.getLayerConf().getLayer()) instanceof LossLayer) {
                types.put(name, types.get(copy.getVertexInputs().get(name).get(0))); // DL4J says 0
            }
        });
        types.forEach(ModelSummary::checkShape);
        List<Row> rows = new ArrayList<>();
        for (String name : types.keySet()) {
            if (!copy.getNetworkInputs().contains(name)) {
                rows.add(row(copy, name, types));
            }
        }
        return new ModelSummary(
                rows.stream().mapToLong(Row::parameters).sum(),
                rows.stream().mapToLong(Row::multiplyAdds).sum(),
                rows);
    }

    /** DL4J lets sizes below 1 through where a kernel is larger than its input. */
    private static void checkShape(String name, InputType type) {
        List<Long> shape = LayerCost.shape(type);
        if (shape.stream().anyMatch(side -> side < 1)) {
            throw new IllegalArgumentException(
                    "the net cannot take this input: " + name + " would give the shape " + text(shape));
        }
    }

    private static Row row(ComputationGraphConfiguration configuration, String name, Map<String, InputType> types) {
        List<String> inputs = configuration.getVertexInputs().get(name);
        List<Long> output = LayerCost.shape(types.get(name));
        long bytes = LayerCost.product(output) * configuration.getDataType().width();
        GraphVertex vertex = unwrap(configuration.getVertices().get(name));
        if (!(vertex instanceof LayerVertex layerVertex)) {
            return new Row(
                    name,
                    LayerNames.type(vertex),
                    inputs,
                    null,
                    null,
                    null,
                    null,
                    null,
                    output,
                    vertex.numParams(true),
                    0,
                    bytes);
        }
        Layer layer = LayerCost.unwrap(layerVertex.getLayerConf().getLayer());
        InputType before = types.get(inputs.get(0));
        if (layerVertex.getPreProcessor() != null) {
            before = layerVertex.getPreProcessor().getOutputType(before);
        }
        LayerWindow window = LayerWindow.of(layer, LayerCost.shape(before), output);
        return new Row(
                name,
                LayerNames.type(layer),
                inputs,
                window.kernel(),
                window.stride(),
                window.dilation(),
                window.padding(),
                LayerNames.activation(layer),
                output,
                LayerCost.parameters(layer),
                LayerCost.multiplyAdds(layer, LayerCost.shape(before), output),
                bytes);
    }

    /**
     * Number of parameters that training changes, as PyTorch counts them: weights, biases, gamma and beta, but not the running
     * mean and variance of batch normalisation, which DL4J's {@code numParams()} includes. Layers frozen for transfer learning
     * count as if they were not.
     *
     * @throws IllegalArgumentException if the sizes of the layers' inputs are not known, because neither input types nor
     *     {@code nIn} were given
     */
    public static long trainableParameters(ComputationGraphConfiguration configuration) {
        long parameters = 0;
        for (GraphVertex wrapped : configuration.getVertices().values()) {
            GraphVertex vertex = unwrap(wrapped);
            parameters += vertex instanceof LayerVertex layerVertex
                    ? LayerCost.parameters(
                            LayerCost.unwrap(layerVertex.getLayerConf().getLayer()))
                    : vertex.numParams(true);
        }
        return parameters;
    }

    private static GraphVertex unwrap(GraphVertex vertex) {
        return vertex instanceof FrozenVertex frozen ? unwrap(frozen.getUnderlying()) : vertex;
    }

    /** Memory of all outputs for one picture, as training keeps them; inference needs less, as it frees what was read. */
    public long activationBytes() {
        return layers.stream().mapToLong(Row::activationBytes).sum();
    }

    /** For people: one line per layer, then the totals. */
    public String toTable() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of(
                "layer", "type", "kernel", "stride", "padding", "output", "parameters", "multiply-adds", "memory KiB"));
        for (Row row : layers) {
            cells.add(List.of(
                    row.name(),
                    row.activation() == null ? row.type() : row.type() + " + " + row.activation(),
                    text(row.kernel()) + (row.dilation() == null ? "" : " dilated " + text(row.dilation())),
                    text(row.stride()),
                    text(row.padding()),
                    text(row.output()),
                    count(row.parameters()),
                    count(row.multiplyAdds()),
                    kib(row.activationBytes())));
        }
        cells.add(List.of("total", "", "", "", "", "", count(parameters), count(multiplyAdds), kib(activationBytes())));
        return TextTable.format(cells, 6);
    }

    /** {@code 6x28x28}; one number where all sides are alike and none is a size. */
    private static String text(List<? extends Number> sides) {
        if (sides == null) {
            return "";
        }
        boolean padding = sides.size() == 4;
        if (padding && sides.stream().distinct().count() == 1) {
            return sides.get(0).toString();
        }
        return String.join(
                padding ? "," : "x", sides.stream().map(Object::toString).toList());
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String kib(long bytes) {
        return String.format(Locale.ROOT, "%,.1f", bytes / 1024.0);
    }
}
