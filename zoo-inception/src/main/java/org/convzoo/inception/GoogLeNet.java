package org.convzoo.inception;

import java.util.List;
import java.util.Map;
import org.convzoo.core.Architecture;
import org.convzoo.core.ForeignNet;
import org.convzoo.core.Layers;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Photographs;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.TrainingOptions;
import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.nd4j.linalg.activations.Activation;

/**
 * Nine modules that look at a picture with 1x1, 3x3 and 5x5 convolutions side by side, made cheap by 1x1 convolutions before them.
 *
 * <p>Paper: C. Szegedy, W. Liu, Y. Jia, P. Sermanet, S. Reed, D. Anguelov, D. Erhan, V. Vanhoucke, A. Rabinovich, "Going Deeper with
 * Convolutions", CVPR 2015, arXiv 1409.4842, table 1 and figure 3. The normalised form follows S. Ioffe, C. Szegedy, "Batch
 * Normalization", ICML 2015, arXiv 1502.03167, in the shape whose weights PyTorch publishes.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>3 x 224 x 224</td></tr>
 * <tr><td>convolution 7x7 / 2</td><td>64 x 112 x 112</td></tr>
 * <tr><td>max pooling 3x3 / 2</td><td>64 x 56 x 56</td></tr>
 * <tr><td>convolutions 1x1, 3x3</td><td>192 x 56 x 56</td></tr>
 * <tr><td>max pooling 3x3 / 2</td><td>192 x 28 x 28</td></tr>
 * <tr><td>modules 3a, 3b</td><td>256, 480 x 28 x 28</td></tr>
 * <tr><td>max pooling 3x3 / 2</td><td>480 x 14 x 14</td></tr>
 * <tr><td>modules 4a to 4e</td><td>512, 512, 512, 528, 832 x 14 x 14</td></tr>
 * <tr><td>max pooling 2x2 / 2</td><td>832 x 7 x 7</td></tr>
 * <tr><td>modules 5a, 5b</td><td>832, 1024 x 7 x 7</td></tr>
 * <tr><td>mean</td><td>1024</td></tr>
 * <tr><td>output</td><td>1000</td></tr>
 * </table>
 *
 * <p>Parameters: 6,998,552; with the two auxiliary classifiers ({@code -aux}) 13,378,280; normalised ({@code -bn}) 6,624,904.
 *
 * <p>Deviations: pool4 is 2x2, as in PyTorch, where table 1 has 3x3; the result has the same size. The paper gives no constants of
 * local response normalisation and no start of weights: they are Caffe's (n = 5, alpha = 1e-4, beta = 0.75, biases of 0.2) and He's.
 * {@code -bn} is PyTorch's net: no biases, no local response normalisation, 3x3 where the paper has 5x5, dropout 0.2 instead of 0.4.
 * The small stem has a 3x3 convolution with stride 1 instead of the 7x7, and no pooling behind it: the modules see 16, 8 and 4 pixels of
 * a picture of 32.
 *
 * <pre>{@code
 * Spec small = Spec.of(10, 3, 32, 32).withStem(Spec.Stem.SMALL).withWidthFactor(0.5);
 * ComputationGraphConfiguration net = GoogLeNet.GOOGLENET_BN.configure(small, new NeuralNetConfiguration.Builder());
 * System.out.println(ModelSummary.of(net, small).toTable());
 * }</pre>
 */
public enum GoogLeNet implements Architecture {
    GOOGLENET("googlenet", false, false),
    GOOGLENET_AUX("googlenet-aux", false, true),
    GOOGLENET_BN("googlenet-bn", true, false);

    /** A row of table 1: filters of the branches, from left to right, each with its reduction before it. */
    private record Module(String name, int ones, int reduce3, int threes, int reduce5, int fives, int pooled) {}

    private static final List<Module> MODULES = List.of(
            new Module("3a", 64, 96, 128, 16, 32, 32), // 256 x 28 x 28
            new Module("3b", 128, 128, 192, 32, 96, 64), // 480 x 28 x 28
            new Module("4a", 192, 96, 208, 16, 48, 64), // 512 x 14 x 14
            new Module("4b", 160, 112, 224, 24, 64, 64), // 512 x 14 x 14
            new Module("4c", 128, 128, 256, 24, 64, 64), // 512 x 14 x 14
            new Module("4d", 112, 144, 288, 32, 64, 64), // 528 x 14 x 14
            new Module("4e", 256, 160, 320, 32, 128, 128), // 832 x 14 x 14
            new Module("5a", 256, 160, 320, 32, 128, 128), // 832 x 7 x 7
            new Module("5b", 384, 192, 384, 48, 128, 128)); // 1024 x 7 x 7

    /** Auxiliary classifiers, by the module that they read. */
    private static final Map<String, String> AUXILIARIES = Map.of("4a", "aux1", "4d", "aux2");

    /** What an auxiliary classifier's pooling reads at least. */
    private static final int AUXILIARY_SIDE = 5;

    private final String id;
    private final boolean normalised;
    private final boolean auxiliary;

    GoogLeNet(String id, boolean normalised, boolean auxiliary) {
        this.id = id;
        this.normalised = normalised;
        this.auxiliary = auxiliary;
    }

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        SmallestInput.check(id, spec, side -> sideOfStage4(spec.stem(), side) >= (auxiliary ? AUXILIARY_SIDE : 1));
        Modules net = new Modules(base, spec, normalised);
        String last = stem(net, spec.stem()); // 192 x 28 x 28
        for (Module module : MODULES) {
            last = switch (module.name()) {
                case "4a" -> net.halve("maxpool3", last, 3); // 480 x 14 x 14
                case "5a" -> net.halve("maxpool4", last, 2); // 832 x 7 x 7
                default -> last;
            };
            last = module(net, module, last);
            if (auxiliary && AUXILIARIES.containsKey(module.name())) {
                auxiliary(net, spec, AUXILIARIES.get(module.name()), last);
            }
        }
        net.output(net.mean("avgpool", last), normalised ? 0.2 : 0.4); // 1024, 1000
        return auxiliary ? net.build("output", "aux1", "aux2") : net.build("output");
    }

    private String stem(Modules net, Stem stem) {
        boolean large = stem == Stem.IMAGENET; // 3 x 224 x 224
        String last =
                net.convolution("conv1", "input", 64, large ? 7 : 3, large ? 2 : 1, large ? 3 : 1); // 64 x 112 x 112
        last = large ? net.halve("maxpool1", last, 3) : last; // 64 x 56 x 56
        last = localNorm(net, "norm1", last);
        last = net.convolution("conv2", last, 64, 1); // 64 x 56 x 56
        last = net.convolution("conv3", last, 192, 3); // 192 x 56 x 56
        last = localNorm(net, "norm2", last);
        return net.halve("maxpool2", last, 3); // 192 x 28 x 28
    }

    /** Four branches side by side, called as in torchvision: the larger convolutions are branch2.1 and branch3.1. */
    private String module(Modules net, Module module, String from) {
        String name = "inception" + module.name();
        String one = net.convolution(name + ".branch1", from, module.ones(), 1);
        String three = net.convolution(name + ".branch2.0", from, module.reduce3(), 1);
        three = net.convolution(name + ".branch2.1", three, module.threes(), 3);
        String five = net.convolution(name + ".branch3.0", from, module.reduce5(), 1);
        five = net.convolution(name + ".branch3.1", five, module.fives(), normalised ? 3 : 5);
        String pool = net.add(name + ".branch4.0", from, Layers.maxPool(3, 1, 1));
        pool = net.convolution(name + ".branch4.1", pool, module.pooled(), 1);
        return net.concatenate(name, one, three, five, pool);
    }

    private String localNorm(Modules net, String name, String from) {
        return normalised
                ? from
                : net.add(
                        name,
                        from,
                        new LocalResponseNormalization.Builder()
                                .n(5)
                                .k(1)
                                .alpha(1e-4 / 5) // DL4J's is not divided by n, as Caffe's is
                                .beta(0.75)
                                .build());
    }

    /** A small classifier that brings gradient to the middle of the net. */
    private static void auxiliary(Modules net, Spec spec, String name, String from) {
        String last = net.coarseAverage(name + ".avgpool", from); // 512 x 4 x 4
        last = net.convolution(name + ".conv", last, 128, 1); // 128 x 4 x 4
        last = net.add(
                name + ".fc1",
                last,
                new DenseLayer.Builder()
                        .nOut(spec.scaled(1024))
                        .activation(Activation.RELU)
                        .build()); // 1024
        net.auxiliaryOutput(name, last, 0.7); // 1000
    }

    private static int sideOfStage4(Stem stem, int side) {
        int afterConv1 = stem == Stem.SMALL ? side : CeilPooling.size((side - 1) / 2 + 1, 3);
        return CeilPooling.size(CeilPooling.size(afterConv1, 3), 3);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String family() {
        return "inception";
    }

    @Override
    public String summary() {
        return "Nine modules of 1x1, 3x3 and 5x5 convolutions side by side"
                + (auxiliary ? ", with two auxiliary classifiers" : normalised ? ", batch-normalised" : "");
    }

    @Override
    public String paper() {
        return "Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich: Going Deeper with Convolutions,"
                + " CVPR 2015, arXiv 1409.4842, table 1";
    }

    @Override
    public Spec defaultSpec() {
        return Spec.of(1000, 3, 224, 224);
    }

    @Override
    public Spec specFor(int channels, int height, int width) {
        return defaultSpec().forPictures(channels, height, width);
    }

    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return Photographs.preprocessing(spec, dataset);
    }

    /** Without normalisation the learning rate must be lower. */
    @Override
    public TrainingOptions recipe(String dataset) {
        return Photographs.recipe(dataset, normalised ? 0.1 : 0.02);
    }

    /** torchvision has the batch-normalised net, with the preprocessing of TensorFlow, where its weights come from. */
    @Override
    public List<ForeignNet> foreignNets(Spec spec) {
        return normalised ? List.of(Modules.torchvision(this, spec)) : List.of();
    }

    /** What the 1x1 reductions save. */
    @Override
    public List<String> notes(ModelSummary summary) {
        Bottleneck one = Bottleneck.of(summary, "inception3a.branch3");
        Bottleneck all = Bottleneck.NONE;
        for (Module module : MODULES) {
            all = all.plus(Bottleneck.of(summary, "inception" + module.name() + ".branch2"))
                    .plus(Bottleneck.of(summary, "inception" + module.name() + ".branch3"));
        }
        return List.of(
                "Multiply-adds of inception3a.branch3 with its 1x1 reduction: " + one.text(),
                "Of branch2 and branch3 of all modules with theirs: " + all.text());
    }
}
