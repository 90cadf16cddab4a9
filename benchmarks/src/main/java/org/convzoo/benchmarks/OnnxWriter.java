package org.convzoo.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.convzoo.core.ModelSummary;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes a net as an ONNX file, with its weights in a file beside it so that no reader has to hold them twice. It knows the
 * layers of the measured nets and refuses all others.
 */
final class OnnxWriter {
    static final String INPUT = "input", OUTPUT = "outputs", WEIGHTS_FILE = "weights.bin";
    private static final int IR_VERSION = 7, OPSET = 13;

    private final ComputationGraph graph;
    private final FileChannel weights;
    private final GraphProto.Builder onnx = GraphProto.newBuilder().setName("net");
    /** What a vertex's output is called in the file: the last operation that was made of it. */
    private final Map<String, String> outputs = new HashMap<>();

    /** By vertex, for those that have a window. */
    private final Map<String, List<Integer>> padding = new HashMap<>();

    private OnnxWriter(ComputationGraph graph, long[] inputShape, FileChannel weights) {
        this.graph = graph;
        this.weights = weights;
        InputType input = InputType.convolutional(inputShape[2], inputShape[3], inputShape[1]);
        ModelSummary.of(graph.getConfiguration(), input)
                .layers()
                .forEach(row -> padding.put(row.name(), row.padding()));
    }

    /** Writes {@code file} and, beside it, {@link #WEIGHTS_FILE}, for batches of one size. */
    static void write(ComputationGraph graph, long[] inputShape, Path file) throws IOException {
        try (FileChannel weights = FileChannel.open(
                file.resolveSibling(WEIGHTS_FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Files.write(
                    file,
                    new OnnxWriter(graph, inputShape, weights).model(inputShape).toByteArray());
        }
    }

    private ModelProto model(long[] inputShape) throws IOException {
        List<String> inputs = graph.getConfiguration().getNetworkInputs();
        outputs.put(inputs.get(0), INPUT);
        onnx.addInput(value(INPUT, inputShape));
        for (int index : graph.topologicalSortOrder()) {
            String name = graph.getVertices()[index].getVertexName();
            if (!inputs.contains(name)) {
                vertex(name, graph.getConfiguration().getVertices().get(name));
            }
        }
        String last = outputs.get(graph.getConfiguration().getNetworkOutputs().get(0));
        onnx.addNode(node("Identity", OUTPUT, last));
        onnx.addOutput(value(OUTPUT));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(onnx)
                .build();
    }

    private void vertex(String name, GraphVertex vertex) throws IOException {
        List<String> from = graph.getConfiguration().getVertexInputs().get(name).stream()
                .map(outputs::get)
                .toList();
        if (vertex instanceof ElementWiseVertex sum && sum.getOp() == ElementWiseVertex.Op.Add) {
            add(name, node("Add", name, from.get(0), from.get(1)));
        } else if (vertex instanceof MergeVertex) {
            add(name, node("Concat", name, from.toArray(String[]::new))).addAttribute(integer("axis", 1));
        } else if (vertex instanceof ScaleVertex scale) {
            String factor = name + ".factor";
            onnx.addNode(node("Constant", factor).addAttribute(number("value_float", scale.getScaleFactor())));
            add(name, node("Mul", name, from.get(0), factor));
        } else if (vertex instanceof LayerVertex layer) {
            outputs.put(name, from.get(0));
            if (layer.getPreProcessor() instanceof CnnToFeedForwardPreProcessor) {
                add(name, node("Flatten", name + ".flat", from.get(0)));
            } else if (layer.getPreProcessor() != null) {
                throw unsupported(name, layer.getPreProcessor());
            }
            layer(name, layer.getLayerConf().getLayer());
        } else {
            throw unsupported(name, vertex);
        }
    }

    private void layer(String name, Layer layer) throws IOException {
        String from = outputs.get(name);
        if (layer instanceof ConvolutionLayer convolution) {
            if (convolution.getConvolutionMode() == ConvolutionMode.Same) {
                throw unsupported(name, convolution.getConvolutionMode());
            }
            add(name, node("Conv", name, from))
                    .addAttribute(integers("kernel_shape", convolution.getKernelSize()))
                    .addAttribute(integers("strides", convolution.getStride()))
                    .addAttribute(integers("pads", twice(convolution.getPadding())))
                    .addAttribute(integers("dilations", convolution.getDilation()))
                    .addInput(weight(name, "W"));
            if (convolution.hasBias()) {
                lastNode().addInput(weight(name, "b"));
            }
        } else if (layer instanceof SubsamplingLayer pool) {
            add(name, node(pool.getPoolingType() == PoolingType.MAX ? "MaxPool" : "AveragePool", name, from))
                    .addAttribute(integers("kernel_shape", pool.getKernelSize()))
                    .addAttribute(integers("strides", pool.getStride()))
                    .addAttribute(integers("pads", pads(name)));
        } else if (layer instanceof BatchNormalization norm) {
            add(name, node("BatchNormalization", name, from))
                    .addInput(weight(name, "gamma"))
                    .addInput(weight(name, "beta"))
                    .addInput(weight(name, "mean"))
                    .addInput(weight(name, "var"))
                    .addAttribute(number("epsilon", norm.getEps()));
        } else if (layer instanceof GlobalPoolingLayer pool && pool.getPoolingType() == PoolingType.AVG) {
            add(name, node("GlobalAveragePool", name + ".mean", from));
            add(name, node("Flatten", name, name + ".mean"));
        } else if (layer instanceof FeedForwardLayer && graph.getLayer(name).getParam("W") != null) {
            // DL4J keeps [in, out]; with [out, in], as PyTorch has it, each output's weights lie together.
            add(name, node("Gemm", name, from))
                    .addInput(weight(
                            name + ".W", graph.getLayer(name).getParam("W").transpose()))
                    .addInput(weight(
                            name + ".b", graph.getLayer(name).getParam("b").reshape(-1)))
                    .addAttribute(integer("transB", 1));
        } else if (!(layer instanceof ActivationLayer)) {
            throw unsupported(name, layer);
        }
        if (layer instanceof BaseLayer base && !(layer instanceof BatchNormalization)) { // that never applies its own
            activation(name, base.getActivationFn());
        } else if (layer instanceof ActivationLayer only) {
            activation(name, only.getActivationFn());
        }
    }

    private void activation(String name, IActivation function) {
        if (!(function instanceof ActivationIdentity)) {
            add(name, node(operation(name, function), name + ".activation", outputs.get(name)));
        }
        if (function instanceof ActivationLReLU leaky) {
            lastNode().addAttribute(number("alpha", leaky.getAlpha()));
        }
    }

    private static String operation(String name, IActivation function) {
        if (function instanceof ActivationReLU) {
            return "Relu";
        } else if (function instanceof ActivationLReLU) {
            return "LeakyRelu";
        } else if (function instanceof ActivationTanH) {
            return "Tanh";
        } else if (function instanceof ActivationSoftmax) {
            return "Softmax";
        }
        throw unsupported(name, function);
    }

    private NodeProto.Builder add(String vertex, NodeProto.Builder node) {
        outputs.put(vertex, node.getOutput(0));
        onnx.addNode(node);
        return lastNode();
    }

    private NodeProto.Builder lastNode() {
        return onnx.getNodeBuilder(onnx.getNodeCount() - 1);
    }

    private String weight(String layer, String parameter) throws IOException {
        INDArray array = graph.getLayer(layer).getParam(parameter);
        return weight(layer + "." + parameter, parameter.equals("W") ? array : array.reshape(-1));
    }

    /** Appends an array to the file of weights; gives its name. */
    private String weight(String name, INDArray array) throws IOException {
        long start = weights.position();
        INDArray dense = array.dup('c');
        ByteBuffer bytes = dense.data().asNio();
        bytes.clear();
        while (bytes.hasRemaining()) {
            weights.write(bytes);
        }
        dense.close();
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", WEIGHTS_FILE))
                .addExternalData(entry("offset", String.valueOf(start)))
                .addExternalData(entry("length", String.valueOf(weights.position() - start)));
        LongStream.of(array.shape()).forEach(tensor::addDims);
        onnx.addInitializer(tensor);
        return name;
    }

    private static NodeProto.Builder node(String operation, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operation)
                .setName(output)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    private static ValueInfoProto value(String name, long... shape) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        if (shape.length > 0) { // the output's follows from the input's
            TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
            LongStream.of(shape)
                    .forEach(size -> dimensions.addDim(
                            TensorShapeProto.Dimension.newBuilder().setDimValue(size)));
            tensor.setShape(dimensions);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static AttributeProto integers(String name, int... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (int value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto number(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    /** ONNX names the padding before both axes first, then that behind. */
    private static int[] twice(int[] padding) {
        return new int[] {padding[0], padding[1], padding[0], padding[1]};
    }

    /** Before both axes, then behind: where the size is kept or rounded up, DL4J pads the odd side behind. */
    private int[] pads(String pool) {
        List<Integer> sides = padding.get(pool); // above, below, left, right
        return new int[] {sides.get(0), sides.get(2), sides.get(1), sides.get(3)};
    }

    private static IllegalArgumentException unsupported(String name, Object what) {
        return new IllegalArgumentException("no ONNX operation for " + name + ", a "
                + (what instanceof Enum<?> ? what : what.getClass().getSimpleName()));
    }
}
