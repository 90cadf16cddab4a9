package org.convzoo.facenet;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convzoo.core.Architecture;
import org.convzoo.core.ForeignNet;
import org.convzoo.core.Layers;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.WeightsOrigin;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.Resize;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * Inception modules with shortcuts past them, whose sum is scaled down so that deep nets train; then a point on a sphere.
 *
 * <p>Paper: C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi, "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning",
 * AAAI 2017, arXiv 1602.07261, figures 10 to 15, in the shape in which D. Sandberg trained it for faces and whose weights facenet-pytorch publishes.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>3 x 160 x 160</td></tr>
 * <tr><td>stem</td><td>256 x 17 x 17</td></tr>
 * <tr><td>five blocks "35"</td><td>256 x 17 x 17</td></tr>
 * <tr><td>reduction 6a</td><td>896 x 8 x 8</td></tr>
 * <tr><td>ten blocks "17"</td><td>896 x 8 x 8</td></tr>
 * <tr><td>reduction 7a</td><td>1792 x 3 x 3</td></tr>
 * <tr><td>six blocks "8"</td><td>1792 x 3 x 3</td></tr>
 * <tr><td>mean</td><td>1792</td></tr>
 * <tr><td>embedding, of length 1</td><td>512</td></tr>
 * </table>
 *
 * <p>Parameters: 23,482,624.
 *
 * <p>Deviations: those of facenet-pytorch: a sixth block "8", not scaled and without ReLU, and batch normalisation of the embedding.
 *
 * <pre>{@code
 * Spec spec = InceptionResNetV1.FACENET_INCEPTION_RESNET_V1.defaultSpec();
 * Path file = Path.of("20180402-114759-vggface2.pt");
 * Model model = WeightsImport.of(file, InceptionResNetV1.FACENET_INCEPTION_RESNET_V1).model();
 * }</pre>
 */
public enum InceptionResNetV1 implements Architecture {
    FACENET_INCEPTION_RESNET_V1;
    private static final double EPSILON = 1e-3, DROPPED = 0.6;
    private static final int SMALLEST_SIDE = 75; // to leave one cell at the end

    /** A convolution of a branch; padded, it keeps the size. */
    private record Step(int filters, int height, int width, int stride, boolean padded) {
        static Step ones(int filters) {
            return new Step(filters, 1, 1, 1, true);
        }

        static Step of(int filters, int height, int width) {
            return new Step(filters, height, width, 1, true);
        }

        static Step halving(int filters) {
            return new Step(filters, 3, 3, 2, false);
        }
    }

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        spec.requireSide(id(), SMALLEST_SIDE);
        Net net = new Net(base, spec); // 3 x 160 x 160
        String last = net.convolution("conv2d_1a", "input", Step.halving(32)); // 32 x 79 x 79
        last = net.convolution("conv2d_2a", last, new Step(32, 3, 3, 1, false)); // 32 x 77 x 77
        last = net.convolution("conv2d_2b", last, Step.of(64, 3, 3)); // 64 x 77 x 77
        last = net.add("maxpool_3a", Layers.maxPool(3, 2, 0), last); // 64 x 38 x 38
        last = net.convolution("conv2d_3b", last, Step.ones(80)); // 80 x 38 x 38
        last = net.convolution("conv2d_4a", last, new Step(192, 3, 3, 1, false)); // 192 x 36 x 36
        last = net.convolution("conv2d_4b", last, Step.halving(256)); // 256 x 17 x 17
        for (int i = 0; i < 5; i++) {
            last = net.block(
                    "repeat_1." + i,
                    last,
                    0.17,
                    spec.scaled(256),
                    true,
                    List.of(Step.ones(32)),
                    List.of(Step.ones(32), Step.of(32, 3, 3)),
                    List.of(Step.ones(32), Step.of(32, 3, 3), Step.of(32, 3, 3))); // 256 x 17 x 17
        }
        last = net.reduction(
                "mixed_6a",
                last,
                List.of(Step.halving(384)),
                List.of(Step.ones(192), Step.of(192, 3, 3), Step.halving(256))); // 896 x 8 x 8
        int wide = spec.scaled(384) + 2 * spec.scaled(256);
        for (int i = 0; i < 10; i++) {
            last = net.block(
                    "repeat_2." + i,
                    last,
                    0.10,
                    wide,
                    true,
                    List.of(Step.ones(128)),
                    List.of(Step.ones(128), Step.of(128, 1, 7), Step.of(128, 7, 1))); // 896 x 8 x 8
        }
        last = net.reduction(
                "mixed_7a",
                last,
                List.of(Step.ones(256), Step.halving(384)),
                List.of(Step.ones(256), Step.halving(256)),
                List.of(Step.ones(256), Step.of(256, 3, 3), Step.halving(256))); // 1792 x 3 x 3
        wide += wide;
        for (int i = 0; i < 6; i++) {
            boolean end = i == 5;
            last = net.block(
                    end ? "block8" : "repeat_3." + i,
                    last,
                    end ? 1 : 0.20,
                    wide,
                    !end,
                    List.of(Step.ones(192)),
                    List.of(Step.ones(192), Step.of(192, 1, 3), Step.of(192, 3, 1))); // 1792 x 3 x 3
        }
        last = net.add("avgpool_1a", Layers.globalAverage(), last); // 1792
        last = net.add("last_linear", embedding(spec.numClasses()), last); // 512
        last = net.add("last_bn", Layers.batchNorm(EPSILON), last);
        EmbeddingHead.addNormalised(net.graph, last);
        return net.graph.build();
    }

    private static DenseLayer embedding(int dimensions) {
        DenseLayer dense = new DenseLayer.Builder()
                .nOut(dimensions)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .weightInit(WeightInit.XAVIER)
                .build();
        dense.setIDropout(new Dropout(1 - DROPPED)); // DL4J's number is the probability to keep
        return dense;
    }

    /** What its modules are made of; layers are called as facenet-pytorch calls its modules. */
    private static final class Net extends EmbeddingGraph {
        Net(NeuralNetConfiguration.Builder base, Spec spec) {
            super(base, spec, EPSILON);
        }

        String convolution(String name, String from, Step step) {
            ConvolutionLayer convolution = new ConvolutionLayer.Builder(step.height(), step.width())
                    .stride(step.stride(), step.stride())
                    .padding(step.padded() ? step.height() / 2 : 0, step.padded() ? step.width() / 2 : 0)
                    .nOut(spec.scaled(step.filters()))
                    .hasBias(false)
                    .activation(Activation.IDENTITY)
                    .build();
            return normalised(name, from, convolution);
        }

        private String branch(String name, String from, List<Step> steps) {
            String last = from;
            for (int i = 0; i < steps.size(); i++) {
                last = convolution(steps.size() == 1 ? name : name + "." + i, last, steps.get(i));
            }
            return last;
        }

        @SafeVarargs
        private String[] branches(String name, String from, List<Step>... branches) {
            String[] ends = new String[branches.length];
            for (int i = 0; i < branches.length; i++) {
                ends[i] = branch(name + ".branch" + i, from, branches[i]);
            }
            return ends;
        }

        /** Branches, brought to the shortcut's channels, scaled and added to it. */
        @SafeVarargs
        final String block(String name, String from, double scale, int channels, boolean relu, List<Step>... branches) {
            concatenated(name + ".cat", branches(name, from, branches));
            String up =
                    add(name + ".conv2d", Layers.convolution(channels, 1, 1, 0).build(), name + ".cat");
            if (scale != 1) {
                graph.addVertex(name + ".scale", new ScaleVertex(scale), up);
                up = name + ".scale";
            }
            graph.addVertex(name + ".add", new ElementWiseVertex(ElementWiseVertex.Op.Add), up, from);
            return relu ? add(name + ".relu", Layers.relu(), name + ".add") : name + ".add";
        }

        /** Branches with stride 2 beside a pool. */
        @SafeVarargs
        final String reduction(String name, String from, List<Step>... branches) {
            String pool = add(name + ".branch" + branches.length, Layers.maxPool(3, 2, 0), from);
            String[] all = Stream.concat(Stream.of(branches(name, from, branches)), Stream.of(pool))
                    .toArray(String[]::new);
            return concatenated(name, all);
        }
    }

    /** facenet-pytorch's, whose published weights have 512 dimensions. */
    @Override
    public List<ForeignNet> foreignNets(Spec spec) {
        Map<String, String> names =
                ModelSummary.of(configure(spec, new NeuralNetConfiguration.Builder()), spec).layers().stream()
                        .filter(row -> row.parameters() > 0)
                        .collect(Collectors.toUnmodifiableMap(ModelSummary.Row::name, ModelSummary.Row::name));
        return List.of(ForeignNet.of(WeightsOrigin.TORCHVISION, names, preprocessing(spec, "")));
    }

    @Override
    public Kind kind() {
        return Kind.EMBEDDING;
    }

    @Override
    public String id() {
        return "facenet-inception-resnet-v1";
    }

    @Override
    public String family() {
        return "facenet";
    }

    @Override
    public String summary() {
        return "Inception modules with shortcuts, then a point on a sphere of 512 dimensions";
    }

    @Override
    public String paper() {
        return "Szegedy, Ioffe, Vanhoucke, Alemi: Inception-v4, Inception-ResNet, AAAI 2017, arXiv 1602.07261";
    }

    @Override
    public Spec defaultSpec() {
        return Spec.of(512, 3, 160, 160);
    }

    /** From -1 to 1, as facenet-pytorch has it: less 127.5, by 128. */
    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return new Preprocessing(
                spec.height(),
                spec.width(),
                spec.channels() == 1 ? ChannelOrder.GREY : ChannelOrder.RGB,
                List.of(new Resize(spec.height(), spec.width())),
                1 / 128f,
                Collections.nCopies(spec.channels(), 127.5f / 128),
                Collections.nCopies(spec.channels(), 1f));
    }

    @Override
    public TrainingOptions recipe(String dataset) {
        return FaceTraining.recipe();
    }
}
