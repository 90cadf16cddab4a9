package org.convzoo.facenet;

import java.util.List;
import java.util.Locale;
import org.convzoo.core.Architecture;
import org.convzoo.core.Layers;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Resize;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.ConstantDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * The three nets of {@link Mtcnn}, a cascade: the first looks at every window of 12 pixels, the others closer at what is left. Each tells
 * whether its window shows a face, and where in it; the last also where eyes, nose and mouth lie.
 *
 * <p>Paper: K. Zhang, Z. Zhang, Z. Li, Y. Qiao, "Joint Face Detection and Alignment Using Multitask Cascaded Convolutional Networks", IEEE
 * Signal Processing Letters 23(10), 2016, arXiv 1604.02878, figure 2; channels as the authors' published weights have them.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th></th><th>mtcnn-pnet</th><th>mtcnn-rnet</th><th>mtcnn-onet</th></tr>
 * <tr><td>input</td><td>3 x 12 x 12</td><td>3 x 24 x 24</td><td>3 x 48 x 48</td></tr>
 * <tr><td>conv1, pool1</td><td>10 x 5 x 5</td><td>28 x 11 x 11</td><td>32 x 23 x 23</td></tr>
 * <tr><td>conv2, pool2</td><td>16 x 3 x 3, no pool</td><td>48 x 4 x 4</td><td>64 x 10 x 10</td></tr>
 * <tr><td>conv3, pool3</td><td>32 x 1 x 1, no pool</td><td>64 x 3 x 3, no pool</td><td>64 x 4 x 4</td></tr>
 * <tr><td>conv4</td><td></td><td></td><td>128 x 3 x 3</td></tr>
 * <tr><td>dense</td><td></td><td>128</td><td>256</td></tr>
 * <tr><td>face</td><td>2 x 1 x 1</td><td>2</td><td>2</td></tr>
 * <tr><td>box</td><td>4 x 1 x 1</td><td>4</td><td>4</td></tr>
 * <tr><td>landmarks</td><td></td><td></td><td>10</td></tr>
 * <tr><td>parameters</td><td>6,632</td><td>100,178</td><td>389,040</td></tr>
 * </table>
 *
 * <p>Outputs: {@code face}, numbers for "other" and "face" before the softmax; {@code box}, by how much of the window's sides its left,
 * upper, right and lower edge must move; {@code landmarks}, five x and five y as shares of the window. mtcnn-pnet takes pictures of any size
 * and tells of each window, two pixels apart.
 *
 * <p>Deviations: none.
 *
 * <pre>{@code
 * Spec spec = MtcnnNet.MTCNN_PNET.defaultSpec().withInput(3, 120, 160);
 * ComputationGraphConfiguration net = MtcnnNet.MTCNN_PNET.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
 * System.out.println(ModelSummary.of(net, spec).toTable());
 * }</pre>
 */
public enum MtcnnNet implements Architecture {
    MTCNN_PNET(12, "the first of MTCNN's nets: is there a face in a window of 12 pixels?"),
    MTCNN_RNET(24, "the second of MTCNN's nets: a closer look at windows that may show a face"),
    MTCNN_ONET(48, "the third of MTCNN's nets: is it a face, and where are eyes, nose and mouth?");

    private final int side;
    private final String summary;

    MtcnnNet(int side, String summary) {
        this.side = side;
        this.summary = summary;
    }

    /** Pixels of a window, down and across. */
    public int side() {
        return side;
    }

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        spec.requireSide(id(), side);
        Chain net = new Chain(base, spec);
        return switch (this) {
            case MTCNN_PNET ->
                net.convolution("conv1", 10, 3) // 10 x 10 x 10
                        .pool("pool1", 2) // 10 x 5 x 5
                        .convolution("conv2", 16, 3) // 16 x 3 x 3
                        .convolution("conv3", 32, 3) // 32 x 1 x 1
                        .maps("face", spec.numClasses())
                        .maps("box", 4)
                        .outputs("face", "box");
            case MTCNN_RNET ->
                net.convolution("conv1", 28, 3) // 28 x 22 x 22
                        .pool("pool1", 3) // 28 x 11 x 11
                        .convolution("conv2", 48, 3) // 48 x 9 x 9
                        .pool("pool2", 3) // 48 x 4 x 4
                        .convolution("conv3", 64, 2) // 64 x 3 x 3
                        .dense("dense4", 128)
                        .units("face", spec.numClasses())
                        .units("box", 4)
                        .outputs("face", "box");
            case MTCNN_ONET ->
                net.convolution("conv1", 32, 3) // 32 x 46 x 46
                        .pool("pool1", 3) // 32 x 23 x 23
                        .convolution("conv2", 64, 3) // 64 x 21 x 21
                        .pool("pool2", 3) // 64 x 10 x 10
                        .convolution("conv3", 64, 3) // 64 x 8 x 8
                        .pool("pool3", 2) // 64 x 4 x 4
                        .convolution("conv4", 128, 2) // 128 x 3 x 3
                        .dense("dense5", 256)
                        .units("face", spec.numClasses())
                        .units("box", 4)
                        .units("landmarks", 2 * Face.LANDMARKS)
                        .outputs("face", "box", "landmarks");
        };
    }

    /** Layers one behind the other, then outputs side by side. */
    private static final class Chain {
        private final GraphBuilder graph;
        private final Spec spec;
        private String last = "input";

        Chain(NeuralNetConfiguration.Builder base, Spec spec) {
            this.spec = spec;
            this.graph = base.weightInit(WeightInit.RELU)
                    .convolutionMode(ConvolutionMode.Truncate)
                    .graphBuilder()
                    .addInputs("input")
                    .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
        }

        Chain convolution(String name, int filters, int kernel) {
            graph.addLayer(
                    name, Layers.convolution(spec.scaled(filters), kernel, 1, 0).build(), last);
            rectified(name, spec.scaled(filters), 1, 1);
            return this;
        }

        /**
         * Parametric rectifiers, whose slopes begin at a quarter (He et al. 2015, arXiv 1502.01852, section 2.1).
         *
         * @param shape of the slopes: one for each channel, whatever the picture's size, or for each unit
         */
        private void rectified(String from, long... shape) {
            last = "prelu" + from.substring(from.length() - 1);
            PReLULayer.Builder layer =
                    new PReLULayer.Builder().inputShape(shape).weightInit(new ConstantDistribution(0.25));
            graph.addLayer(last, shape.length == 3 ? layer.sharedAxes(2, 3).build() : layer.build(), from);
        }

        /**
         * The last window may overhang by a pixel, and reads what of it is there: PyTorch's "ceil mode". DL4J's {@code Same} is that where
         * a window of an even size overhangs or none does, or one of an odd size does.
         */
        Chain pool(String name, int kernel) {
            InputTypeConvolutional before =
                    (InputTypeConvolutional) graph.getLayerActivationTypes().get(last);
            boolean below = overhangs(before.getHeight(), kernel), right = overhangs(before.getWidth(), kernel);
            if (below != right && kernel % 2 != 0) {
                throw new IllegalArgumentException(
                        "height and width must both be even or both be odd, got " + spec.height() + "x" + spec.width());
            }
            SubsamplingLayer pool = Layers.maxPool(kernel, 2, 0);
            pool.setConvolutionMode(below || kernel % 2 == 0 ? ConvolutionMode.Same : ConvolutionMode.Truncate);
            graph.addLayer(name, pool, last);
            last = name;
            return this;
        }

        private static boolean overhangs(long size, int kernel) {
            return (size - kernel) % 2 != 0;
        }

        Chain dense(String name, int units) {
            graph.addLayer(
                    name,
                    new DenseLayer.Builder()
                            .nOut(spec.scaled(units))
                            .activation(Activation.IDENTITY)
                            .build(),
                    last);
            rectified(name, spec.scaled(units));
            return this;
        }

        Chain maps(String name, int channels) {
            graph.addLayer(name, Layers.convolution(channels, 1, 1, 0).build(), last);
            return this;
        }

        Chain units(String name, int units) {
            graph.addLayer(
                    name,
                    new DenseLayer.Builder()
                            .nOut(units)
                            .activation(Activation.IDENTITY)
                            .build(),
                    last);
            return this;
        }

        ComputationGraphConfiguration outputs(String... names) {
            return graph.setOutputs(names).build();
        }
    }

    @Override
    public Kind kind() {
        return Kind.STEP;
    }

    @Override
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String family() {
        return "facenet";
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public String paper() {
        return "Zhang, Zhang, Li, Qiao: Joint Face Detection and Alignment Using Multitask Cascaded Convolutional Networks,"
                + " IEEE Signal Processing Letters 23(10), 2016, arXiv 1604.02878, figure 2";
    }

    @Override
    public Spec defaultSpec() {
        return Spec.of(CLASSES.size(), 3, side, side);
    }

    /** What the numbers of {@code face} stand for. */
    static final List<String> CLASSES = List.of("other", "face");

    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return FaceColors.MIDDLE.preprocessing(spec, 128, new Resize(spec.height(), spec.width()));
    }

    @Override
    public TrainingOptions recipe(String dataset) {
        return TrainingOptions.adam(30, 128, 1e-3);
    }
}
