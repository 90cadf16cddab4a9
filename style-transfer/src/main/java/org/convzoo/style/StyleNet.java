package org.convzoo.style;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.Layers;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.data.CenterCrop;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.Resize;
import org.convzoo.data.ResizeShorter;
import org.convzoo.data.Transform;
import org.convzoo.onednn.InstanceNormalization;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * Paints a picture in one style in a single pass: down to a quarter of the size, five residual blocks, and up again.
 *
 * <p>Paper: J. Johnson, A. Alahi, L. Fei-Fei, "Perceptual Losses for Real-Time Style Transfer and Super-Resolution", ECCV 2016, arXiv
 * 1603.08155, section 3.1 and table 1 of the supplement; with the normalisation of D. Ulyanov, A. Vedaldi, V. Lempitsky, "Instance
 * Normalization: The Missing Ingredient for Fast Stylization", 2016, arXiv 1607.08022.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input: red, green, blue from 0 to 255</td><td>3 x H x W</td></tr>
 * <tr><td>convolution 9x9</td><td>32 x H x W</td></tr>
 * <tr><td>convolution 3x3 / 2</td><td>64 x H/2 x W/2</td></tr>
 * <tr><td>convolution 3x3 / 2</td><td>128 x H/4 x W/4</td></tr>
 * <tr><td>five blocks of two convolutions 3x3, with a sum</td><td>128 x H/4 x W/4</td></tr>
 * <tr><td>transposed convolution 3x3 * 2</td><td>64 x H/2 x W/2</td></tr>
 * <tr><td>transposed convolution 3x3 * 2</td><td>32 x H x W</td></tr>
 * <tr><td>convolution 9x9</td><td>3 x H x W</td></tr>
 * <tr><td>150 tanh + 127.5</td><td>3 x H x W</td></tr>
 * </table>
 *
 * <p>Parameters: 1,677,638.
 *
 * <p>Deviations: those of L. Engstrom's fast-style-transfer (2016), whose weights fit. All convolutions are framed with zeros so that they
 * keep the size; the paper frames the picture with its reflection and lets the blocks shrink it. Every convolution has instance normalisation behind
 * it, the last one too, where the paper has batch normalisation; its epsilon is 1e-3.
 *
 * <p>The graph takes pictures of any size, whatever its spec says; the output is as large as the input where the sides are multiples of 4. {@link
 * Stylizer} sees to others.
 *
 * <pre>{@code
 * Spec spec = StyleNet.STYLE_NET.defaultSpec();
 * ComputationGraphConfiguration net = StyleNet.STYLE_NET.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
 * System.out.println(ModelSummary.of(net, spec).toTable());
 * }</pre>
 */
public enum StyleNet implements Architecture {
    STYLE_NET;

    /** Sides are halved twice: multiples of this come out as they went in. */
    public static final int STEP = 4;

    /** Names of the planes of a painting, which stand where a classifier's card has its labels. */
    public static final List<String> COLOURS = List.of("red", "green", "blue");

    private static final double EPSILON = 1e-3;
    private static final int BLOCKS = 5;
    private static final double RANGE = 150; // beyond 127.5, so that black and white need no infinite argument
    private static final double MIDDLE = 127.5;

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        spec.requireSide(id(), 2 * STEP);
        Net net = new Net(base, spec);
        net.normalised("conv1", convolution(spec.scaled(32), 9, 1)).relu(); // 32 x H x W
        net.normalised("conv2", convolution(spec.scaled(64), 3, 2)).relu(); // 64 x H/2 x W/2
        net.normalised("conv3", convolution(spec.scaled(128), 3, 2)).relu(); // 128 x H/4 x W/4
        for (int i = 1; i <= BLOCKS; i++) {
            net.block("block" + i, spec.scaled(128)); // 128 x H/4 x W/4
        }
        net.normalised("up1", transposed(spec.scaled(64))).relu(); // 64 x H/2 x W/2
        net.normalised("up2", transposed(spec.scaled(32))).relu(); // 32 x H x W
        net.normalised("conv4", convolution(spec.numClasses(), 9, 1)); // 3 x H x W
        return net.colours();
    }

    private static Layer convolution(int filters, int kernel, int stride) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .stride(stride, stride)
                .nOut(filters)
                .hasBias(false) // normalisation would take it away again
                .activation(Activation.IDENTITY)
                .build();
    }

    private static Layer transposed(int filters) {
        return new Deconvolution2D.Builder(3, 3)
                .stride(2, 2)
                .nOut(filters)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build();
    }

    /** Layers one behind the other. */
    private static final class Net {
        private final GraphBuilder graph;
        private String last = "input";

        Net(NeuralNetConfiguration.Builder base, Spec spec) {
            graph = base.weightInit(WeightInit.RELU)
                    .convolutionMode(ConvolutionMode.Same) // TensorFlow's: an odd zero goes below and right
                    .graphBuilder()
                    .addInputs("input") // 3 x H x W
                    .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
        }

        Net normalised(String name, Layer convolution) {
            graph.addLayer(name, convolution, last)
                    .addLayer(
                            name + ".norm",
                            new InstanceNormalization.Builder().epsilon(EPSILON).build(),
                            name);
            last = name + ".norm";
            return this;
        }

        void relu() {
            String name = last.replace(".norm", ".relu");
            graph.addLayer(name, Layers.relu(), last);
            last = name;
        }

        void block(String name, int filters) {
            String shortcut = last;
            normalised(name + ".conv1", convolution(filters, 3, 1)).relu();
            normalised(name + ".conv2", convolution(filters, 3, 1));
            graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), last, shortcut);
            last = name;
        }

        ComputationGraphConfiguration colours() {
            return graph.addLayer("tanh", new ActivationLayer(Activation.TANH), last)
                    .addVertex("range", new ScaleVertex(RANGE), "tanh")
                    .addVertex("colours", new ShiftVertex(MIDDLE), "range")
                    .addLayer(
                            "output", // changes nothing; a training makes its loss small
                            new CnnLossLayer.Builder(new PerceptualLoss())
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            "colours")
                    .setOutputs("output")
                    .build();
        }
    }

    @Override
    public Kind kind() {
        return Kind.PAINTER;
    }

    @Override
    public String id() {
        return "style-net";
    }

    @Override
    public String family() {
        return "style";
    }

    @Override
    public String summary() {
        return "paints a picture in one style in a single pass: residual blocks with instance normalisation";
    }

    @Override
    public String paper() {
        return "Johnson, Alahi, Fei-Fei: Perceptual Losses for Real-Time Style Transfer and Super-Resolution, ECCV 2016, arXiv"
                + " 1603.08155; instance normalisation: Ulyanov, Vedaldi, Lempitsky 2016, arXiv 1607.08022";
    }

    /** Its classes are the planes of the picture that comes out; the paper trains on 256 x 256. */
    @Override
    public Spec defaultSpec() {
        return Spec.of(COLOURS.size(), 3, 256, 256);
    }

    /** Values from 0 to 255, as they come out too. */
    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        int height = spec.height(), width = spec.width();
        List<Transform> steps = height == width
                ? List.of(new ResizeShorter(height), new CenterCrop(height, width))
                : List.of(new Resize(height, width));
        boolean grey = spec.channels() == 1;
        return new Preprocessing(
                height,
                width,
                grey ? ChannelOrder.GREY : ChannelOrder.RGB,
                steps,
                1,
                grey ? List.of(0f) : List.of(0f, 0f, 0f),
                grey ? List.of(1f) : List.of(1f, 1f, 1f));
    }

    /** The paper's: two epochs of MS-COCO in batches of four. */
    @Override
    public TrainingOptions recipe(String dataset) {
        return TrainingOptions.adam(2, 4, 1e-3);
    }
}
