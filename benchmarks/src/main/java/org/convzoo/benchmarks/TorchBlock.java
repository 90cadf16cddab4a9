package org.convzoo.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import onnx.Onnx.NodeProto;

/** The net of an ONNX file, with its weights, as DJL's own layers in DJL's own layouts. */
final class TorchBlock extends AbstractBlock {
    /** DJL's running average keeps 0.9 of what it was, as DL4J's does. */
    private static final float DECAY = 0.9f;

    private static final int NEAREST = 0; // of libtorch's ways to interpolate

    /** @param last inputs that no later step reads */
    private record Step(Block block, List<String> inputs, String output, List<String> last) {}

    private final OnnxModel model;
    private final boolean channelsLast;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> outputs;

    /**
     * Reads the net.
     *
     * @param training leaves out the softmax at the end, which the loss has
     * @param channelsLast for the weights of convolutions, see {@link TorchArrays}
     */
    TorchBlock(OnnxModel model, boolean training, boolean channelsLast) {
        this.model = model;
        this.channelsLast = channelsLast;
        List<NodeProto> nodes = model.nodes().stream()
                .filter(node -> !node.getOpType().equals("Identity")
                        && !node.getOpType().equals("Constant") // a factor, which the product has itself
                        && !(training && node.getOpType().equals("Softmax"))) // the last ones: nobody misses them
                .toList();
        Map<String, NodeProto> readers = new HashMap<>(); // the last one of each value
        nodes.forEach(node -> inputs(node).forEach(input -> readers.put(input, node)));
        this.outputs = outputs(model, nodes);
        for (NodeProto node : nodes) {
            Block block = addChildBlock(node.getName(), block(node));
            List<String> last = inputs(node).stream()
                    .filter(input ->
                            readers.get(input).equals(node) && !input.equals(model.input()) && !outputs.contains(input))
                    .toList();
            steps.add(new Step(block, inputs(node), node.getOutput(0), last));
        }
    }

    /** What the outputs are called once the nodes that change nothing, or only what the loss has, are gone. */
    private static List<String> outputs(OnnxModel model, List<NodeProto> kept) {
        Map<String, String> sources = new HashMap<>();
        model.nodes().stream()
                .filter(node -> !kept.contains(node) && node.getInputCount() > 0)
                .forEach(node -> sources.put(node.getOutput(0), node.getInput(0)));
        return model.outputs().stream()
                .map(name -> {
                    String source = name;
                    while (sources.containsKey(source)) {
                        source = sources.get(source);
                    }
                    return source;
                })
                .toList();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        Map<String, NDArray> values = new HashMap<>();
        values.put(model.input(), inputs.singletonOrThrow());
        for (Step step : steps) {
            NDList from = new NDList();
            step.inputs().forEach(name -> from.add(values.get(name)));
            values.put(
                    step.output(),
                    step.block().forward(store, from, training, parameters).singletonOrThrow());
            // As Python's variables would; autograd keeps what it needs.
            step.last().forEach(name -> values.remove(name).close());
        }
        return new NDList(outputs.stream().map(values::get).toList());
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        shapes(inputs[0], (step, from) -> step.block().initialize(manager, type, from));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Map<String, Shape> shapes = shapes(inputs[0], (step, from) -> {});
        return outputs.stream().map(shapes::get).toArray(Shape[]::new);
    }

    private interface Visitor {
        void visit(Step step, Shape[] inputs);
    }

    private Map<String, Shape> shapes(Shape input, Visitor visitor) {
        Map<String, Shape> shapes = new HashMap<>();
        shapes.put(model.input(), input);
        for (Step step : steps) {
            Shape[] from = step.inputs().stream().map(shapes::get).toArray(Shape[]::new);
            visitor.visit(step, from);
            shapes.put(step.output(), step.block().getOutputShapes(from)[0]);
        }
        return shapes;
    }

    /** What is computed, without the weights. */
    private static List<String> inputs(NodeProto node) {
        return switch (node.getOpType()) {
            case "Add", "Concat" -> node.getInputList();
            default -> node.getInputList().subList(0, 1);
        };
    }

    private Block block(NodeProto node) {
        return switch (node.getOpType()) {
            case "Conv" -> convolution(node);
            case "MaxPool" -> maxPool(node);
            case "AveragePool" ->
                Pool.avgPool2dBlock(shape(node, "kernel_shape"), shape(node, "strides"), padding(node), false, false);
            case "GlobalAveragePool" -> Pool.globalAvgPool2dBlock();
            case "Gemm" -> linear(node);
            case "BatchNormalization" -> norm(node);
            case "Flatten" -> Blocks.batchFlattenBlock();
            case "Relu" -> Activation.reluBlock();
            case "Tanh" -> Activation.tanhBlock();
            case "LeakyRelu" -> Activation.leakyReluBlock(OnnxModel.number(node, "alpha"));
            case "Concat" -> new LambdaBlock(inputs -> new NDList(NDArrays.concat(inputs, 1)));
            case "Pad" -> LambdaBlock.singleton(padded(node));
            case "Mul" -> LambdaBlock.singleton(product(node));
            case "Resize" -> LambdaBlock.singleton(TorchBlock::twice);
            case "Softmax" -> LambdaBlock.singleton(x -> x.softmax(-1));
            case "Add" -> new LambdaBlock(inputs -> new NDList(inputs.get(0).add(inputs.get(1))));
            default -> throw new IllegalArgumentException("no layer of DJL for " + node.getOpType());
        };
    }

    /** Each pixel as a block of two by two: the only resizing that the nets here do. */
    private static NDArray twice(NDArray x) {
        Shape shape = x.getShape();
        return JniUtils.interpolate((PtNDArray) x, new long[] {2 * shape.get(2), 2 * shape.get(3)}, NEAREST, false);
    }

    private Function<NDArray, NDArray> product(NodeProto node) {
        float factor = model.nodes().stream()
                .filter(constant -> constant.getOutput(0).equals(node.getInput(1)))
                .map(constant -> OnnxModel.number(constant, "value_float"))
                .findFirst()
                .orElseThrow();
        return x -> x.mul(factor);
    }

    /** With zeros; ONNX has all axes' beginnings before their ends. */
    private Function<NDArray, NDArray> padded(NodeProto node) {
        long[] pads = model.integers(node.getInput(1));
        Shape sides = new Shape(pads[3], pads[7], pads[2], pads[6]); // the last axis comes first
        return x -> x.pad(sides, 0);
    }

    private static Block maxPool(NodeProto node) {
        long[] pads = OnnxModel.integers(node, "pads");
        Shape kernel = shape(node, "kernel_shape"), stride = shape(node, "strides");
        if (pads[0] == pads[2] && pads[1] == pads[3]) {
            return Pool.maxPool2dBlock(kernel, stride, padding(node));
        }
        if (pads[2] == pads[0] + 1 && pads[3] == pads[1] + 1 && stride.get(0) == 2 && stride.get(1) == 2) {
            return Pool.maxPool2dBlock(kernel, stride, padding(node), true); // the size rounded up, without a copy
        }
        Shape sides = new Shape(pads[1], pads[3], pads[0], pads[2]); // the last axis comes first
        return new SequentialBlock()
                .add(LambdaBlock.singleton(x -> x.pad(sides, Double.NEGATIVE_INFINITY))) // never the largest
                .add(Pool.maxPool2dBlock(kernel, stride, new Shape(0, 0)));
    }

    private Block convolution(NodeProto node) {
        boolean bias = node.getInputCount() > 2;
        Block block = Conv2d.builder()
                .setKernelShape(shape(node, "kernel_shape"))
                .setFilters(Math.toIntExact(model.shape(node.getInput(1))[0]))
                .optStride(shape(node, "strides"))
                .optPadding(padding(node))
                .optDilation(shape(node, "dilations"))
                .optBias(bias)
                .build();
        weights(block, Parameter.Type.WEIGHT, node.getInput(1));
        if (bias) {
            weights(block, Parameter.Type.BIAS, node.getInput(2));
        }
        return block;
    }

    private Block linear(NodeProto node) {
        boolean bias = node.getInputCount() > 2;
        Block block = Linear.builder()
                .setUnits(model.shape(node.getInput(1))[0])
                .optBias(bias)
                .build();
        weights(block, Parameter.Type.WEIGHT, node.getInput(1));
        if (bias) {
            weights(block, Parameter.Type.BIAS, node.getInput(2));
        }
        return block;
    }

    private Block norm(NodeProto node) {
        Block block = BatchNorm.builder()
                .optEpsilon(OnnxModel.number(node, "epsilon"))
                .optMomentum(DECAY)
                .build();
        weights(block, Parameter.Type.GAMMA, node.getInput(1));
        weights(block, Parameter.Type.BETA, node.getInput(2));
        weights(block, Parameter.Type.RUNNING_MEAN, node.getInput(3));
        weights(block, Parameter.Type.RUNNING_VAR, node.getInput(4));
        return block;
    }

    private void weights(Block block, Parameter.Type type, String tensor) {
        block.setInitializer((manager, shape, dataType) -> array(manager, shape, tensor), type);
    }

    private NDArray array(NDManager manager, Shape shape, String tensor) {
        try {
            return TorchArrays.create(manager, model.values(tensor), shape, channelsLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Shape shape(NodeProto node, String attribute) {
        return new Shape(OnnxModel.integers(node, attribute));
    }

    private static Shape padding(NodeProto node) {
        long[] pads = OnnxModel.integers(node, "pads");
        return new Shape(pads[0], pads[1]); // as much before as behind: only a maxPool knows other
    }
}
