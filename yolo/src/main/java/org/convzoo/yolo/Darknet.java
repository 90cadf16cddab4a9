package org.convzoo.yolo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.weights.DarknetConfig;
import org.convzoo.weights.DarknetConfig.Section;
import org.convzoo.yolo.YoloHead.Anchor;
import org.convzoo.yolo.YoloHead.Classes;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;

/**
 * A detector as Darknet's {@code .cfg} describes it, as a graph; {@link DarknetWeights} puts the weights into it. Layers are called as {@code weights-io} calls their
 * tensors: {@code conv12} is the thirteenth section's convolution, {@code conv12_bn} its normalisation.
 *
 * <p>Source of what the sections mean: github.com/AlexeyAB/darknet, {@code src/parser.c} and the layers' own files.
 */
public final class Darknet {
    private static final int MAX = 65_536;
    private static final int MOST_REORGANISED = 16; // rows and columns of a block
    private static final double EPSILON = 1e-5;
    private static final double LEAK = 0.1;

    /**
     * A graph with what its outputs mean.
     *
     * @param configuration of the graph
     * @param heads one per output
     * @param height rows of the input, in pixels
     * @param width columns
     */
    public record Net(ComputationGraphConfiguration configuration, List<YoloHead> heads, int height, int width) {
        public Net {
            heads = List.copyOf(heads);
        }
    }

    private final DarknetConfig config;
    private final GraphBuilder graph;
    private final int height;
    private final int width;
    private final List<String> ends = new ArrayList<>(); // of each section, the vertex with its result
    private final List<Integer> channels = new ArrayList<>(); // likewise
    private final List<YoloHead> heads = new ArrayList<>();
    private String last = "input";
    private final List<Size> sizes = new ArrayList<>(); // likewise
    private int depth; // channels of last
    private int rows; // of last
    private int columns; // of last

    private record Size(int rows, int columns) {}

    private Darknet(DarknetConfig config, NeuralNetConfiguration.Builder base) {
        this.config = config;
        Section net = config.sections().get(0);
        this.height = net.required("height", 1, MAX);
        this.width = net.required("width", 1, MAX);
        this.depth = net.number("channels", 3, 1, MAX);
        this.rows = height;
        this.columns = width;
        this.graph = base.weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(height, width, depth));
    }

    /**
     * The net of a file.
     *
     * @param base carries what belongs to a training
     * @throws org.convzoo.weights.WeightsException if the file cannot be read, or has a section that is not known; the message has the line
     */
    public static Net net(Path cfg, NeuralNetConfiguration.Builder base) {
        return net(DarknetConfig.read(cfg), base);
    }

    /** Likewise of what has been read. */
    static Net net(DarknetConfig config, NeuralNetConfiguration.Builder base) {
        return new Darknet(config, base).build();
    }

    private Net build() {
        for (Section section : config.sections().subList(1, config.sections().size())) {
            add(section);
            ends.add(last);
            channels.add(depth);
            sizes.add(new Size(rows, columns));
        }
        if (heads.isEmpty()) {
            throw config.sections().get(0).wrong("the net has no [yolo] and no [region]");
        }
        graph.setOutputs(heads.stream().map(YoloHead::output).toArray(String[]::new));
        return new Net(graph.build(), heads, height, width);
    }

    private void add(Section section) {
        switch (section.kind()) {
            case "convolutional", "conv" -> convolution(section);
            case "maxpool", "max" -> pooling(section);
            case "upsample" -> {
                int stride = section.number("stride", 2, 1, MAX);
                vertex("upsample", name -> graph.addLayer(name, new Upsampling2D.Builder(stride).build(), last));
                rows *= stride;
                columns *= stride;
            }
            case "dropout" -> {
                double probability = section.decimal("probability", 0.5);
                vertex("dropout", name -> graph.addLayer(name, new DropoutLayer(1 - probability), last));
            }
            case "route" -> route(section);
            case "shortcut" -> shortcut(section);
            case "reorg" -> reorganisation(section);
            case "yolo" -> yolo(section);
            case "region" -> region(section);
            default -> throw section.wrong("[" + section.kind() + "] is not known here");
        }
    }

    private interface Adding {
        void add(String name);
    }

    /** One that keeps the number of channels. */
    private void vertex(String kind, Adding adding) {
        String name = kind + ends.size();
        adding.add(name);
        last = name;
    }

    private void convolution(Section section) {
        String name = "conv" + ends.size();
        int filters = section.number("filters", 1, 1, MAX);
        int size = section.number("size", 1, 1, MAX);
        int stride = section.number("stride", 1, 1, MAX);
        int groups = section.number("groups", 1, 1, MAX);
        int padding = section.flag("pad") ? size / 2 : section.number("padding", 0, 0, MAX);
        boolean normalised = section.flag("batch_normalize");
        if (section.number("dilation", 1, 1, MAX) != 1
                || section.number("stride_x", stride, 1, MAX) != stride
                || section.number("stride_y", stride, 1, MAX) != stride) {
            throw section.wrong("[convolutional] with dilation or two strides is not known here");
        }
        IActivation activation = activation(section, section.text("activation", "logistic"));
        IActivation own = normalised ? Activation.IDENTITY.getActivationFunction() : activation;
        if (groups == 1) {
            graph.addLayer(
                    name,
                    new ConvolutionLayer.Builder(size, size)
                            .stride(stride, stride)
                            .padding(padding, padding)
                            .nOut(filters)
                            .hasBias(!normalised)
                            .activation(own)
                            .build(),
                    last);
        } else if (groups == depth && filters % groups == 0) {
            graph.addLayer(
                    name,
                    new DepthwiseConvolution2D.Builder(size, size)
                            .stride(stride, stride)
                            .padding(padding, padding)
                            .depthMultiplier(filters / groups)
                            .nOut(filters)
                            .hasBias(!normalised)
                            .activation(own)
                            .build(),
                    last);
        } else {
            throw section.wrong(
                    groups + " groups of " + depth + " channels are not known here: one, or one per channel");
        }
        last = name;
        if (normalised) {
            last = name + "_bn";
            graph.addLayer(
                    last,
                    new BatchNormalization.Builder()
                            .eps(EPSILON)
                            .useLogStd(false)
                            .build(),
                    name);
            if (!activation.equals(Activation.IDENTITY.getActivationFunction())) {
                graph.addLayer(name + "_act", new ActivationLayer(activation), last);
                last = name + "_act";
            }
        }
        depth = filters;
        rows = (rows + 2 * padding - size) / stride + 1;
        columns = (columns + 2 * padding - size) / stride + 1;
    }

    private static IActivation activation(Section section, String name) {
        return switch (name) {
            case "linear" -> Activation.IDENTITY.getActivationFunction();
            case "leaky" -> new ActivationLReLU(LEAK);
            case "relu" -> Activation.RELU.getActivationFunction();
            case "logistic" -> Activation.SIGMOID.getActivationFunction();
            case "mish" -> Activation.MISH.getActivationFunction();
            case "swish" -> Activation.SWISH.getActivationFunction();
            default -> throw section.wrong("activation " + name + " is not known here");
        };
    }

    /** Darknet pads by the size less 1 in all, more of it at the end. */
    private void pooling(Section section) {
        int stride = section.number("stride", 1, 1, MAX);
        int size = section.number("size", stride, 1, MAX);
        if (section.number("padding", size - 1, 0, MAX) != size - 1) {
            throw section.wrong("[maxpool] with a padding of its own is not known here");
        }
        if (size % 2 == 0 && size > 2) {
            throw section.wrong("[maxpool] of an even size above 2 is not known here");
        }
        SubsamplingLayer.Builder pool = new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(size, size)
                .stride(stride, stride);
        pool = size % 2 == 1
                ? pool.padding(size / 2, size / 2).convolutionMode(ConvolutionMode.Truncate)
                : pool.convolutionMode(ConvolutionMode.Same);
        SubsamplingLayer layer = pool.build();
        vertex("maxpool", name -> graph.addLayer(name, layer, last));
        rows = (rows - 1) / stride + 1; // padded by the size less 1, or to a multiple of the stride
        columns = (columns - 1) / stride + 1;
    }

    /**
     * Blocks of pixels become channels; but what Darknet takes the blocks of is not the picture but the same numbers read as one of a quarter of
     * the channels (for a stride of 2) and twice the height and width ({@code reorg_cpu} in {@code blas.c}).
     */
    private void reorganisation(Section section) {
        int stride = section.number("stride", 1, 1, MOST_REORGANISED);
        if (section.number("reverse", 0, 0, 1) != 0 || section.number("flatten", 0, 0, 1) != 0) {
            throw section.wrong("[reorg] with reverse or flatten is not known here");
        }
        int blocks = stride * stride;
        if (depth % blocks != 0 || rows % stride != 0 || columns % stride != 0) {
            throw section.wrong(
                    "[reorg] of stride " + stride + " does not divide " + depth + " x " + rows + " x " + columns);
        }
        String name = "reorg" + ends.size();
        graph.addVertex(name + "_read", new ReshapeVertex(-1, depth / blocks, rows * stride, columns * stride), last);
        graph.addLayer(
                name + "_blocks",
                new SpaceToDepthLayer.Builder<>(stride)
                        .dataFormat(CNN2DFormat.NCHW)
                        .build(),
                name + "_read");
        depth *= blocks;
        rows /= stride;
        columns /= stride;
        vertex("reorg", end -> graph.addVertex(end, new ReshapeVertex(-1, depth, rows, columns), name + "_blocks"));
    }

    private void route(Section section) {
        List<String> from = new ArrayList<>();
        int sum = 0;
        int groups = section.number("groups", 1, 1, MAX);
        int group = section.number("group_id", 0, 0, groups - 1);
        for (int layer : section.numbers("layers")) {
            int index = index(section, layer);
            int each = channels.get(index) / groups;
            String end = ends.get(index);
            if (groups > 1) {
                String part = "route" + ends.size() + "_of_" + end;
                graph.addVertex(part, new SubsetVertex(group * each, (group + 1) * each - 1), end);
                end = part;
            }
            from.add(end);
            sum += each;
        }
        if (from.size() == 1) {
            last = from.get(0);
        } else {
            vertex("route", name -> graph.addVertex(name, new MergeVertex(), from.toArray(String[]::new)));
        }
        depth = sum;
        Size size = sizes.get(index(section, section.numbers("layers").get(0)));
        rows = size.rows();
        columns = size.columns();
    }

    private void shortcut(Section section) {
        int index = index(section, section.required("from", -MAX, MAX));
        if (channels.get(index) != depth) {
            throw section.wrong(
                    "[shortcut] of " + channels.get(index) + " and " + depth + " channels is not known here");
        }
        vertex(
                "shortcut",
                name -> graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), last, ends.get(index)));
        String activation = section.text("activation", "linear");
        if (!activation.equals("linear")) {
            String sum = last;
            last = sum + "_act";
            graph.addLayer(last, new ActivationLayer(activation(section, activation)), sum);
        }
    }

    private int index(Section section, int layer) {
        int index = layer < 0 ? ends.size() + layer : layer;
        if (index < 0 || index >= ends.size()) {
            throw section.wrong(
                    "[" + section.kind() + "] asks for layer " + layer + " of the " + ends.size() + " before it");
        }
        return index;
    }

    /** Anchors in pixels of the input, of which a mask tells those of this head. */
    private void yolo(Section section) {
        List<Double> sides = sides(section);
        List<Anchor> anchors = new ArrayList<>();
        List<Integer> mask = section.text("mask", "").isEmpty() ? all(sides.size() / 2) : section.numbers("mask");
        for (int i : mask) {
            if (i < 0 || 2 * i + 1 >= sides.size()) {
                throw section.wrong("mask asks for anchor " + i + " of " + sides.size() / 2);
            }
            anchors.add(anchor(section, sides.get(2 * i) / width, sides.get(2 * i + 1) / height));
        }
        head(section, anchors, 80, Classes.INDEPENDENT, section.decimal("scale_x_y", 1));
    }

    /** Anchors in cells. */
    private void region(Section section) {
        int stride = 32; // five halvings, as all nets of version 2 have
        List<Double> sides = sides(section);
        List<Anchor> anchors = new ArrayList<>();
        for (int i = 0; i + 1 < sides.size(); i += 2) {
            anchors.add(anchor(section, sides.get(i) * stride / width, sides.get(i + 1) * stride / height));
        }
        head(section, anchors, 20, Classes.EXCLUSIVE, 1);
    }

    private static List<Integer> all(int count) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(i);
        }
        return all;
    }

    private static List<Double> sides(Section section) {
        List<Double> sides = section.decimals("anchors");
        if (sides.size() % 2 != 0) {
            throw section.wrong("anchors must be pairs, got " + sides.size() + " numbers");
        }
        return sides;
    }

    private static Anchor anchor(Section section, double width, double height) {
        try {
            return new Anchor(width, height);
        } catch (IllegalArgumentException e) {
            throw section.wrong(e.getMessage());
        }
    }

    private void head(Section section, List<Anchor> anchors, int classes, Classes kind, double reach) {
        String name = section.kind() + ends.size();
        YoloHead head = new YoloHead(name, anchors, section.number("classes", classes, 1, MAX), kind, reach);
        if (depth != head.channels()) {
            throw section.wrong("[" + section.kind() + "] needs " + head.channels() + " channels (" + anchors.size()
                    + " anchors, " + head.numClasses() + " classes), got " + depth);
        }
        CnnLossLayer loss = new CnnLossLayer.Builder(YoloLoss.of(head)).build();
        loss.setActivationFn(Activation.IDENTITY.getActivationFunction());
        graph.addLayer(name, loss, last);
        heads.add(head);
    }
}
