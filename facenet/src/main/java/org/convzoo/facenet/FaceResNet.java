package org.convzoo.facenet;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.Layers;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.data.ColorJitter;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.RandomAffine;
import org.convzoo.data.RandomFlip;
import org.convzoo.data.Resize;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * A residual net of 29 convolutions, half as wide as ResNet-34, that puts a face on a point so near to others of the same person that 0.6
 * tells persons apart.
 *
 * <p>Source: D. E. King, "Dlib-ml: A Machine Learning Toolkit", JMLR 10, 2009; the net is of dlib 19.3 (2017), {@code
 * dnn_face_recognition_ex.cpp}, after ResNet-34 (He et al. 2015, arXiv 1512.03385); laid out here as face-api.js has it.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>3 x 150 x 150</td></tr>
 * <tr><td>convolution 7x7 / 2</td><td>32 x 72 x 72</td></tr>
 * <tr><td>max pooling 3x3 / 2</td><td>32 x 35 x 35</td></tr>
 * <tr><td>3 blocks</td><td>32 x 35 x 35</td></tr>
 * <tr><td>4 blocks, the first halves</td><td>64 x 17 x 17</td></tr>
 * <tr><td>3 blocks, the first halves</td><td>128 x 8 x 8</td></tr>
 * <tr><td>3 blocks, the first halves</td><td>256 x 4 x 4</td></tr>
 * <tr><td>1 block that halves</td><td>256 x 2 x 2</td></tr>
 * <tr><td>mean</td><td>256</td></tr>
 * <tr><td>embedding</td><td>128</td></tr>
 * </table>
 *
 * <p>Parameters: 5,611,040. The embedding is not scaled to length 1.
 *
 * <p>Deviations: none for 150 x 150. A filter of 3x3 that halves has no padding, so it may give a row and a column less than the shortcut:
 * zeros, as in dlib. The small stem has a 3x3 convolution with stride 1 instead of the 7x7, and no pooling behind it.
 *
 * <pre>{@code
 * Spec half = FaceResNet.FACENET_RESNET.defaultSpec().withWidthFactor(0.5);
 * ComputationGraphConfiguration net = FaceResNet.FACENET_RESNET.configure(half, new NeuralNetConfiguration.Builder().seed(1));
 * System.out.println(ModelSummary.of(net, half).toTable());
 * }</pre>
 */
public enum FaceResNet implements Architecture {
    FACENET_RESNET;

    /** Of batch normalisation, as in dlib. */
    static final double EPSILON = 1e-5;

    /** The least pixels that the first block may read, so that the last has one left. */
    private static final int LEAST_SIDE = 24;

    /** A row of blocks of as many channels. */
    private record Stage(int width, int blocks, boolean halves) {}

    private static final List<Stage> STAGES = List.of(
            new Stage(1, 3, false), // 32 x 35 x 35
            new Stage(2, 3, true), // 64 x 17 x 17
            new Stage(4, 2, true), // 128 x 8 x 8
            new Stage(8, 2, true)); // 256 x 4 x 4

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        spec.requireSide(id(), spec.stem() == Stem.SMALL ? LEAST_SIDE : smallest());
        int filters = spec.scaled(32);
        GraphBuilder graph = base.weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input") // 3 x 150 x 150
                .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
        String last = stem(graph, spec.stem(), filters); // 32 x 35 x 35
        for (Stage stage : STAGES) {
            int channels = stage.width() * filters;
            String name = "conv" + 32 * stage.width();
            if (stage.halves()) {
                last = halvingBlock(graph, name + "_down", last, channels, true);
            }
            for (int block = 1; block <= stage.blocks(); block++) {
                last = block(graph, name + "_" + block, last, channels);
            }
        }
        last = halvingBlock(graph, "conv256_down_out", last, 8 * filters, false); // 256 x 2 x 2
        graph.addLayer("mean", Layers.globalAverage(), last); // 256
        return embedding(graph, spec, "mean").build();
    }

    /** The net's end: a point of as many dimensions as the spec has classes, not of length 1. */
    private static GraphBuilder embedding(GraphBuilder graph, Spec spec, String from) {
        DenseLayer dense = new DenseLayer.Builder()
                .nOut(spec.numClasses())
                .activation(Activation.IDENTITY)
                .hasBias(false)
                .build();
        EmbeddingHead.add(graph.addLayer("fc", dense, from), "fc"); // 128
        return graph;
    }

    private static String stem(GraphBuilder graph, Stem stem, int filters) {
        if (stem == Stem.SMALL) {
            return rectified(graph, "conv32_down", normalised(graph, "conv32_down.conv", "input", filters, 3, 1, 1));
        }
        String conv = rectified(graph, "conv32_down", normalised(graph, "conv32_down.conv", "input", filters, 7, 2, 0));
        graph.addLayer("maxpool", Layers.maxPool(3, 2, 0), conv); // 32 x 35 x 35
        return "maxpool";
    }

    /** Output = ReLU(input + branch(input)), of one shape. */
    private static String block(GraphBuilder graph, String name, String from, int filters) {
        String inner = rectified(graph, name + ".relu1", normalised(graph, name + ".conv1", from, filters, 3, 1, 1));
        return sum(graph, name, normalised(graph, name + ".conv2", inner, filters, 3, 1, 1), from);
    }

    /**
     * The same with half the rows and columns.
     *
     * @param widens whether there are twice as many channels as before
     */
    private static String halvingBlock(GraphBuilder graph, String name, String from, int filters, boolean widens) {
        String inner = rectified(graph, name + ".relu1", normalised(graph, name + ".conv1", from, filters, 3, 2, 0));
        inner = normalised(graph, name + ".conv2", inner, filters, 3, 1, 1);
        String shortcut = name + ".halved";
        graph.addLayer(
                shortcut,
                new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build(),
                from);
        InputTypeConvolutional wanted = shape(graph, shortcut), given = shape(graph, inner);
        int below = (int) (wanted.getHeight() - given.getHeight());
        int right = (int) (wanted.getWidth() - given.getWidth());
        if (below > 0 || right > 0) {
            graph.addLayer(name + ".padded", new ZeroPaddingLayer(0, below, 0, right), inner);
            inner = name + ".padded";
        }
        if (widens) {
            graph.addVertex(name + ".zeros", new ScaleVertex(0), shortcut)
                    .addVertex(name + ".shortcut", new MergeVertex(), shortcut, name + ".zeros");
            shortcut = name + ".shortcut";
        }
        return sum(graph, name, inner, shortcut);
    }

    private static InputTypeConvolutional shape(GraphBuilder graph, String vertex) {
        return (InputTypeConvolutional) graph.getLayerActivationTypes().get(vertex);
    }

    private static String sum(GraphBuilder graph, String name, String inner, String shortcut) {
        graph.addVertex(name + ".sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), inner, shortcut);
        return rectified(graph, name, name + ".sum");
    }

    private static String rectified(GraphBuilder graph, String name, String from) {
        graph.addLayer(name, Layers.relu(), from);
        return name;
    }

    /** Convolution and batch normalisation, whose scale and shift are face-api's. */
    private static String normalised(
            GraphBuilder graph, String name, String from, int filters, int kernel, int stride, int padding) {
        String norm = norm(name);
        graph.addLayer(
                        name,
                        Layers.convolution(filters, kernel, stride, padding)
                                .hasBias(false)
                                .build(),
                        from)
                .addLayer(norm, Layers.batchNorm(EPSILON), name);
        return norm;
    }

    /** The batch normalisation behind a convolution. */
    static String norm(String convolution) {
        return convolution.replaceFirst("conv(\\d?)$", "bn$1");
    }

    /** What the large stem makes {@link #LEAST_SIDE} of. */
    private static int smallest() {
        int beforePool = 2 * (LEAST_SIDE - 1) + 3;
        return 2 * (beforePool - 1) + 7;
    }

    @Override
    public Kind kind() {
        return Kind.EMBEDDING;
    }

    @Override
    public String id() {
        return "facenet-resnet";
    }

    @Override
    public String family() {
        return "facenet";
    }

    @Override
    public String summary() {
        return "dlib's residual net of 29 convolutions for faces, 128 numbers of any length";
    }

    @Override
    public String paper() {
        return "King: Dlib-ml: A Machine Learning Toolkit, JMLR 10, 2009 (dlib 19.3, dnn_face_recognition_ex.cpp); He, Zhang,"
                + " Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, arXiv 1512.03385";
    }

    @Override
    public Spec defaultSpec() {
        return Spec.of(128, 3, 150, 150);
    }

    @Override
    public Spec specFor(int channels, int height, int width) {
        return defaultSpec().forPictures(channels, height, width);
    }

    /** Less the mean colour that dlib subtracts, over 256 as in dlib, with which the weights were trained; face-api 1.7.15 has 255 there. */
    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return FaceColors.DLIB.preprocessing(spec, 256, new Resize(spec.height(), spec.width()));
    }

    @Override
    public TrainingOptions recipe(String dataset) {
        return TrainingOptions.adam(60, 64, 1e-3)
                .withSchedule(Schedule.cosine(3))
                .withAugmentation(List.of(
                        new RandomFlip(0.5f),
                        new RandomAffine(8, 0.05f, 0.93f, 1.07f, 0, 127),
                        new ColorJitter(0.2f, 0.2f, 0, 0)));
    }
}
