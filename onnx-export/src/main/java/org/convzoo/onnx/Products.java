package org.convzoo.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import org.convzoo.core.ModelSummary.Row;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers that multiply by weights: convolutions of all kinds and dense layers, with what is folded into them. */
final class Products {
    private final VertexNodes nodes;
    private final Map<String, INDArray> parameters;
    private final Norm norm;

    /** @param norm what is folded into the weights; null: nothing */
    Products(VertexNodes nodes, Map<String, INDArray> parameters, Norm norm) {
        this.nodes = nodes;
        this.parameters = parameters;
        this.norm = norm;
    }

    /** A convolution, without its activation. */
    void convolution(ConvolutionLayer layer, Row row) {
        INDArray w = parameters.get("W");
        boolean hasBias = layer.hasBias();
        if (layer instanceof DepthwiseConvolution2D) { // [kH, kW, in, m]: m filters on each channel
            nodes.then("Conv", weights(perChannel(w.permute(2, 3, 0, 1)), 0, hasBias), window(row, w.size(2)));
        } else if (layer instanceof SeparableConvolution2D) { // [m, in, kH, kW], then 1 x 1
            String each = nodes.graph.weight(nodes.vertex + ".depthwise.weight", perChannel(w.permute(1, 0, 2, 3)));
            nodes.then("Conv", List.of(each), window(row, w.size(1)));
            nodes.then("Conv", weights(parameters.get("pW"), 0, hasBias));
        } else if (layer instanceof Deconvolution2D transposed) { // [in, out, kH, kW], as ONNX has it
            requireNoGaps(transposed);
            nodes.then("ConvTranspose", weights(w, 1, hasBias), window(row, 1));
        } else { // [out, in, kH, kW]
            nodes.then("Conv", weights(w, 0, hasBias), window(row, 1));
        }
    }

    /** A dense layer, without its activation. DL4J keeps [in, out]; with [out, in] each output's weights lie together. */
    void dense(boolean hasBias) {
        nodes.then("Gemm", weights(parameters.get("W").transpose(), 0, hasBias), Attributes.integer("transB", 1));
    }

    /**
     * Weights and, where there is one, bias; gives their names.
     *
     * @param axis of the outputs
     */
    private List<String> weights(INDArray weights, int axis, boolean hasBias) {
        INDArray bias = hasBias ? parameters.get("b").reshape(-1) : null;
        OnnxGraph graph = nodes.graph;
        List<String> names = new ArrayList<>();
        String weightName = nodes.vertex + ".weight", biasName = nodes.vertex + ".bias";
        if (norm == null) {
            names.add(graph.weight(weightName, weights));
            if (hasBias) {
                names.add(graph.weight(biasName, bias));
            }
        } else {
            names.add(graph.weight(weightName, weights, () -> norm.scaled(weights, axis)));
            names.add(graph.weight(biasName, norm.shifted(bias)));
        }
        return names;
    }

    /** From [in, m, kH, kW] to ONNX's [in * m, 1, kH, kW]: a group of m outputs for each input. */
    private static INDArray perChannel(INDArray weights) {
        return weights.dup('c').reshape('c', weights.size(0) * weights.size(1), 1, weights.size(2), weights.size(3));
    }

    private static AttributeProto[] window(Row row, long groups) {
        return new AttributeProto[] {
            Attributes.integers("kernel_shape", row.kernel()),
            Attributes.integers("strides", row.stride()),
            Attributes.integers("dilations", dilation(row)),
            pads(row),
            Attributes.integer("group", groups)
        };
    }

    /** [height, width]. */
    static List<Integer> dilation(Row row) {
        return row.dilation() == null ? List.of(1, 1) : row.dilation();
    }

    /** ONNX names the padding before both axes first, then that behind. */
    static AttributeProto pads(Row row) {
        List<Integer> sides = row.padding(); // above, below, left, right
        return Attributes.integers("pads", List.of(sides.get(0), sides.get(2), sides.get(1), sides.get(3)));
    }

    /** With mode Same and a stride larger than the kernel, DL4J leaves pixels between and around that no input reaches. */
    private void requireNoGaps(Deconvolution2D layer) {
        for (int axis = 0; axis < 2; axis++) {
            if (layer.getStride()[axis] > (layer.getKernelSize()[axis] - 1) * layer.getDilation()[axis] + 1) {
                throw GraphTranslation.unsupported(
                        nodes.vertex, "Deconvolution2D with a stride larger than its kernel");
            }
        }
    }
}
