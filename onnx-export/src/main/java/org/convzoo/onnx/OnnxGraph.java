package org.convzoo.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An ONNX graph in the making: nodes in the order in which they can be computed, and beside them the weights that they read. */
final class OnnxGraph {
    private final GraphProto.Builder proto = GraphProto.newBuilder();
    private final List<Weight> weights = new ArrayList<>();
    private final Set<String> names;

    /**
     * An empty one.
     *
     * @param reserved names that no helper may take: those of the vertices
     */
    OnnxGraph(String name, Set<String> reserved) {
        proto.setName(name);
        names = new HashSet<>(reserved);
    }

    /** Without the weights. */
    GraphProto proto() {
        return proto.build();
    }

    List<Weight> weights() {
        return weights;
    }

    void add(NodeProto.Builder node) {
        proto.addNode(node);
    }

    /** A name that nothing has yet: the wanted one, or that with a number. */
    String unique(String wanted) {
        String name = wanted;
        for (int i = 2; !names.add(name); i++) {
            name = wanted + i;
        }
        return name;
    }

    /** A weight; gives its name. */
    String weight(String name, INDArray values) {
        return weight(name, values, () -> values);
    }

    /**
     * A weight whose values are made when they are written.
     *
     * @param like has its shape
     */
    String weight(String name, INDArray like, Supplier<INDArray> values) {
        Weight weight = Weight.of(unique(name), like, values);
        weights.add(weight);
        return weight.name();
    }

    /** A row of integers, such as axes; gives its name. */
    String integers(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(unique(name))
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(values.length);
        LongStream.of(values).forEach(tensor::addInt64Data);
        proto.addInitializer(tensor);
        return tensor.getName();
    }

    /** A row of numbers, such as factors; gives its name. */
    String numbers(String name, float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(unique(name))
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(values.length);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        proto.addInitializer(tensor);
        return tensor.getName();
    }

    /** A number without dimensions; gives its name. */
    String number(String name, double value) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType("Constant")
                .setName(unique(name))
                .addAttribute(Attributes.number("value_float", value));
        add(node.addOutput(node.getName()));
        return node.getName();
    }

    /** @param shape without the batch */
    void input(String name, List<Long> shape) {
        proto.addInput(value(name, shape));
    }

    /** @param shape without the batch */
    void output(String name, List<Long> shape) {
        proto.addOutput(value(name, shape));
    }

    private static ValueInfoProto value(String name, List<Long> shape) {
        TensorShapeProto.Builder dimensions =
                TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam(OnnxExport.BATCH));
        shape.forEach(size -> dimensions.addDim(Dimension.newBuilder().setDimValue(size)));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                .setShape(dimensions)))
                .build();
    }
}
