package org.convzoo.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import org.convzoo.core.ModelSummary.Row;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Pooling over windows and over whole pictures. */
final class Poolings {
    private Poolings() {}

    static void windows(VertexNodes nodes, SubsamplingLayer layer, Row row) {
        boolean padded = row.padding().stream().anyMatch(side -> side > 0);
        if (row.dilation() != null && (layer.getPoolingType() != PoolingType.MAX || padded)) {
            // Of undilated windows in DL4J 1.0.0-M2.1, or of windows that begin in the picture: nobody wants the same.
            throw GraphTranslation.unsupported(nodes.vertex, "SubsamplingLayer with dilation");
        }
        List<AttributeProto> window = new ArrayList<>(List.of(
                Attributes.integers("kernel_shape", row.kernel()),
                Attributes.integers("strides", row.stride()),
                Products.pads(row)));
        switch (layer.getPoolingType()) {
            case MAX -> {
                window.add(Attributes.integers("dilations", Products.dilation(row)));
                add(nodes, "MaxPool", window);
            }
            case AVG -> { // ONNX too leaves padding out of the divisor unless it is told to
                window.add(Attributes.integer("count_include_pad", layer.isAvgPoolIncludePadInDivisor() ? 1 : 0));
                add(nodes, "AveragePool", window);
            }
            case SUM -> {
                window.add(Attributes.integer("count_include_pad", 1));
                add(nodes, "AveragePool", window);
                int area = row.kernel().get(0) * row.kernel().get(1);
                nodes.then("Mul", List.of(nodes.graph.number(nodes.vertex + ".area", area)));
            }
            case PNORM -> {
                window.add(Attributes.integer("p", layer.getPnorm()));
                add(nodes, "LpPool", window);
            }
        }
    }

    private static void add(VertexNodes nodes, String operation, List<AttributeProto> attributes) {
        nodes.then(operation, attributes.toArray(AttributeProto[]::new));
    }

    /** [N, C, H, W] to [N, C], or to [N, C, 1, 1] where the dimensions stay. */
    static void global(VertexNodes nodes, GlobalPoolingLayer layer, Row row) {
        int[] dimensions = layer.getPoolingDimensions();
        boolean ofPictures = dimensions == null || Arrays.equals(dimensions, new int[] {2, 3});
        if (!ofPictures || row.output().size() != (layer.isCollapseDimensions() ? 1 : 3)) {
            throw GraphTranslation.unsupported(nodes.vertex, "GlobalPoolingLayer of other dimensions than H and W");
        }
        switch (layer.getPoolingType()) {
            case MAX -> nodes.then("GlobalMaxPool");
            case AVG -> nodes.then("GlobalAveragePool");
            case SUM ->
                nodes.then(
                        "ReduceSum",
                        List.of(nodes.graph.integers(nodes.vertex + ".axes", 2, 3)),
                        Attributes.integer("keepdims", 1));
            case PNORM -> nodes.then("GlobalLpPool", Attributes.integer("p", layer.getPnorm()));
        }
        if (layer.isCollapseDimensions()) {
            nodes.then("Flatten");
        }
    }
}
