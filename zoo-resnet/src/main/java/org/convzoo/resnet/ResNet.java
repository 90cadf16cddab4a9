package org.convzoo.resnet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Architecture;
import org.convzoo.core.ForeignNet;
import org.convzoo.core.Layers;
import org.convzoo.core.Photographs;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.WeightsOrigin;
import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.weights.WeightInit;

/**
 * Blocks that add a few convolutions to their own input, so that nets of a hundred layers train.
 *
 * <p>Paper: K. He, X. Zhang, S. Ren, J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv 1512.03385, table 1
 * (18 to 152 layers, for ImageNet) and section 4.2 (20 to 110 layers, for CIFAR-10).
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th></th><th>resnet50 (resnet18)</th><th>resnet20</th></tr>
 * <tr><td>input</td><td>3 x 224 x 224</td><td>3 x 32 x 32</td></tr>
 * <tr><td>stem</td><td>64 x 112 x 112, pooled to 56 x 56</td><td>16 x 32 x 32</td></tr>
 * <tr><td>layer1</td><td>256 (64) x 56 x 56</td><td>16 x 32 x 32</td></tr>
 * <tr><td>layer2</td><td>512 (128) x 28 x 28</td><td>32 x 16 x 16</td></tr>
 * <tr><td>layer3</td><td>1024 (256) x 14 x 14</td><td>64 x 8 x 8</td></tr>
 * <tr><td>layer4</td><td>2048 (512) x 7 x 7</td><td></td></tr>
 * <tr><td>mean</td><td>2048 (512)</td><td>64</td></tr>
 * <tr><td>output</td><td>1000</td><td>10</td></tr>
 * </table>
 *
 * <p>Parameters: 11,689,512 (18 layers), 21,797,672 (34), 25,557,032 (50), 44,549,160 (101), 60,192,808 (152); 269,722 (20), 464,154
 * (32), 658,586 (44), 853,018 (56), 1,727,962 (110).
 *
 * <p>Deviations: a bottleneck that halves the picture does so in its 3x3 convolution, as PyTorch does ("v1.5"); the {@code -v1}
 * variants do so in the first 1x1, as the paper does. The nets of section 4.2 have the paper's shortcuts without parameters; {@code
 * plain20} and its like are the same nets without shortcuts. The small stem of the ImageNet nets is one 3x3 convolution without pooling;
 * nets of section 4.2 always have it. Any input size works.
 *
 * <pre>{@code
 * Spec spec = ResNet.RESNET20.defaultSpec();
 * ComputationGraphConfiguration net = ResNet.RESNET20.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
 * System.out.println(ModelSummary.of(net, spec).parameters()); // 269722
 * }</pre>
 */
public enum ResNet implements Architecture {
    RESNET18("resnet18", Branch.BASIC, Shortcut.PROJECTED, 2, 2, 2, 2),
    RESNET34("resnet34", Branch.BASIC, Shortcut.PROJECTED, 3, 4, 6, 3),
    RESNET50("resnet50", Branch.BOTTLENECK, Shortcut.PROJECTED, 3, 4, 6, 3),
    RESNET50_V1("resnet50-v1", Branch.BOTTLENECK_V1, Shortcut.PROJECTED, 3, 4, 6, 3),
    RESNET101("resnet101", Branch.BOTTLENECK, Shortcut.PROJECTED, 3, 4, 23, 3),
    RESNET101_V1("resnet101-v1", Branch.BOTTLENECK_V1, Shortcut.PROJECTED, 3, 4, 23, 3),
    RESNET152("resnet152", Branch.BOTTLENECK, Shortcut.PROJECTED, 3, 8, 36, 3),
    RESNET152_V1("resnet152-v1", Branch.BOTTLENECK_V1, Shortcut.PROJECTED, 3, 8, 36, 3),
    RESNET20("resnet20", Branch.BASIC, Shortcut.PADDED, 3, 3, 3),
    RESNET32("resnet32", Branch.BASIC, Shortcut.PADDED, 5, 5, 5),
    RESNET44("resnet44", Branch.BASIC, Shortcut.PADDED, 7, 7, 7),
    RESNET56("resnet56", Branch.BASIC, Shortcut.PADDED, 9, 9, 9),
    RESNET110("resnet110", Branch.BASIC, Shortcut.PADDED, 18, 18, 18),
    PLAIN20("plain20", Branch.BASIC, Shortcut.NONE, 3, 3, 3),
    PLAIN32("plain32", Branch.BASIC, Shortcut.NONE, 5, 5, 5),
    PLAIN44("plain44", Branch.BASIC, Shortcut.NONE, 7, 7, 7),
    PLAIN56("plain56", Branch.BASIC, Shortcut.NONE, 9, 9, 9),
    PLAIN110("plain110", Branch.BASIC, Shortcut.NONE, 18, 18, 18);

    /** What a block adds to its input. */
    private enum Branch {
        /** Two 3x3 convolutions. */
        BASIC(1),
        /** 1x1 that narrows, 3x3, 1x1 that widens; a stride is in the 3x3. */
        BOTTLENECK(4),
        /** The same with a stride in the first 1x1. */
        BOTTLENECK_V1(4);

        private final int expansion; // of the channels, from the inner ones to the block's output

        Branch(int expansion) {
            this.expansion = expansion;
        }
    }

    /** How the input reaches the sum where the block changes its shape. */
    private enum Shortcut {
        /** By a strided 1x1 convolution (option B). */
        PROJECTED,
        /** By every second pixel, and zeros for the new channels (option A). */
        PADDED,
        /** There is no sum at all, in no block. */
        NONE
    }

    private static final double EPSILON = 1e-5;

    private final String id;
    private final Branch branch;
    private final Shortcut shortcut;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final int[] blocks; // per stage

    ResNet(String id, Branch branch, Shortcut shortcut, int... blocks) {
        this.id = id;
        this.branch = branch;
        this.shortcut = shortcut;
        this.blocks = blocks;
    }

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = base.weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input") // 3 x 224 x 224
                .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
        int filters = spec.scaled(isForCifar() ? 16 : 64);
        String last = stem(graph, spec, filters); // 64 x 56 x 56
        for (int stage = 0; stage < blocks.length; stage++) { // 256 x 56 x 56 to 2048 x 7 x 7
            for (int block = 0; block < blocks[stage]; block++) {
                String name = "layer" + (stage + 1) + "." + block;
                boolean first = block == 0;
                int stride = first && stage > 0 ? 2 : 1;
                boolean changesShape = first && (stage > 0 || branch.expansion > 1);
                last = changesShape
                        ? projectionBlock(graph, name, last, filters << stage, stride)
                        : identityBlock(graph, name, last, filters << stage);
            }
        }
        return graph.addLayer("avgpool", Layers.globalAverage(), last) // 2048
                .addLayer("output", Layers.softmax(spec.numClasses()), "avgpool") // 1000
                .setOutputs("output")
                .build();
    }

    private String stem(GraphBuilder graph, Spec spec, int filters) {
        if (isForCifar() || spec.stem() == Stem.SMALL) {
            return activated(graph, "conv1", "input", filters, 3, 1); // 16 x 32 x 32
        }
        String conv = activated(graph, "conv1", "input", filters, 7, 2); // 64 x 112 x 112
        graph.addLayer("maxpool", Layers.maxPool(3, 2, 1), conv); // 64 x 56 x 56
        return "maxpool";
    }

    /** Output = input + branch(input), of one shape. */
    private String identityBlock(GraphBuilder graph, String name, String from, int filters) {
        return sum(graph, name, branch(graph, name, from, filters, 1), from);
    }

    /** Output = shortcut(input) + branch(input), where the picture shrinks or the channels grow. */
    private String projectionBlock(GraphBuilder graph, String name, String from, int filters, int stride) {
        String inner = branch(graph, name, from, filters, stride);
        int outputs = branch.expansion * filters;
        return switch (shortcut) {
            case PROJECTED ->
                sum(graph, name, inner, normalised(graph, name + ".downsample.0", from, outputs, 1, stride));
            case PADDED -> sum(graph, name, inner, padded(graph, name + ".shortcut", from));
            case NONE -> sum(graph, name, inner, null);
        };
    }

    /** 16 x 32 x 32 to 32 x 16 x 16, without parameters. */
    private static String padded(GraphBuilder graph, String name, String from) {
        graph.addLayer(name + ".halved", Layers.maxPool(1, 2, 0), from) // a window of one: every second pixel
                .addVertex(name + ".zeros", new ScaleVertex(0), name + ".halved")
                .addVertex(name, new MergeVertex(), name + ".halved", name + ".zeros");
        return name;
    }

    private String sum(GraphBuilder graph, String name, String inner, String other) {
        String sum = inner;
        if (shortcut != Shortcut.NONE) {
            sum = name + ".sum";
            graph.addVertex(sum, new ElementWiseVertex(ElementWiseVertex.Op.Add), inner, other);
        }
        graph.addLayer(name, Layers.relu(), sum);
        return name;
    }

    /** The convolutions of a block, without the last activation. */
    private String branch(GraphBuilder graph, String name, String from, int filters, int stride) {
        if (branch == Branch.BASIC) {
            String inner = activated(graph, name + ".conv1", from, filters, 3, stride);
            return normalised(graph, name + ".conv2", inner, filters, 3, 1);
        }
        boolean early = branch == Branch.BOTTLENECK_V1;
        String inner = activated(graph, name + ".conv1", from, filters, 1, early ? stride : 1);
        inner = activated(graph, name + ".conv2", inner, filters, 3, early ? 1 : stride);
        return normalised(graph, name + ".conv3", inner, branch.expansion * filters, 1, 1);
    }

    private static String activated(GraphBuilder graph, String conv, String from, int filters, int kernel, int stride) {
        String norm = normalised(graph, conv, from, filters, kernel, stride);
        graph.addLayer(norm + ".relu", Layers.relu(), norm);
        return norm + ".relu";
    }

    /** Convolution and batch normalisation, whose name is given back; both are called as in torchvision. */
    private static String normalised(
            GraphBuilder graph, String conv, String from, int filters, int kernel, int stride) {
        String norm = conv.replace("conv", "bn").replace("sample.0", "sample.1");
        graph.addLayer(conv, Layers.convolutionWithoutBias(filters, kernel, stride), from);
        graph.addLayer(norm, Layers.batchNorm(EPSILON), conv);
        return norm;
    }

    private boolean isForCifar() {
        return blocks.length == 3;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String family() {
        return "resnet";
    }

    @Override
    public String summary() {
        String layers = id.replaceAll("\\D+(\\d+).*", "$1") + " layers";
        return switch (shortcut) {
            case PROJECTED ->
                "Residual net of " + layers + (branch == Branch.BOTTLENECK_V1 ? ", strides in the 1x1" : "");
            case PADDED -> "Residual net of " + layers + " for pictures of 32 pixels, shortcuts without parameters";
            case NONE -> "The residual net of " + layers + " for pictures of 32 pixels, without its shortcuts";
        };
    }

    @Override
    public String paper() {
        return "He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, arXiv 1512.03385, "
                + (isForCifar() ? "section 4.2" : "table 1");
    }

    @Override
    public Spec defaultSpec() {
        return isForCifar() ? Spec.of(10, 3, 32, 32).withStem(Stem.SMALL) : Spec.of(1000, 3, 224, 224);
    }

    @Override
    public Spec specFor(int channels, int height, int width) {
        return defaultSpec().forPictures(channels, height, width);
    }

    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return Photographs.preprocessing(spec, dataset);
    }

    @Override
    public TrainingOptions recipe(String dataset) {
        return Photographs.recipe(dataset, shortcut == Shortcut.NONE ? 0.05 : 0.1);
    }

    /** torchvision has the nets with the stride in the 3x3, Keras those of the paper, with another epsilon. */
    @Override
    public List<ForeignNet> foreignNets(Spec spec) {
        if (isForCifar()) {
            return List.of();
        }
        boolean early = branch == Branch.BOTTLENECK_V1;
        Map<String, String> names = new LinkedHashMap<>();
        configure(spec, new NeuralNetConfiguration.Builder())
                .getVertices()
                .forEach((name, vertex) -> names.put(name, early ? kerasName(name) : name));
        names.put("output", early ? "predictions" : "fc");
        Preprocessing preprocessing = preprocessing(spec, "imagenet");
        return List.of(
                early
                        ? new ForeignNet(WeightsOrigin.KERAS, names, Photographs.caffe(preprocessing), 1.001e-5)
                        : ForeignNet.of(WeightsOrigin.TORCHVISION, names, Photographs.imageNet(preprocessing)));
    }

    /** {@code layer1.0.conv2 -> conv2_block1_2_conv}; a projection is number 0. */
    private static String kerasName(String name) {
        String[] path = name.replace("downsample.0", "conv0")
                .replace("downsample.1", "bn0")
                .split("\\.", -1);
        String last = path[path.length - 1].replaceFirst("(conv|bn)(\\d)", "$2_$1");
        return path.length < 3
                ? last.replaceFirst("1_(conv|bn)", "conv1_$1")
                : "conv" + (Integer.parseInt(path[0].substring("layer".length())) + 1) + "_block"
                        + (Integer.parseInt(path[1]) + 1) + "_" + last;
    }
}
