package org.convzoo.vgg;

import java.util.ArrayList;
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
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * Nothing but 3x3 convolutions, doubled in number of filters after each pooling, and three full layers.
 *
 * <p>Paper: K. Simonyan, A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015, arXiv
 * 1409.1556, table 1, configurations A (11 layers), B (13), D (16) and E (19).
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>3 x 224 x 224</td></tr>
 * <tr><td>conv1, pool1</td><td>64 x 224 x 224, 64 x 112 x 112</td></tr>
 * <tr><td>conv2, pool2</td><td>128 x 112 x 112, 128 x 56 x 56</td></tr>
 * <tr><td>conv3, pool3</td><td>256 x 56 x 56, 256 x 28 x 28</td></tr>
 * <tr><td>conv4, pool4</td><td>512 x 28 x 28, 512 x 14 x 14</td></tr>
 * <tr><td>conv5, pool5</td><td>512 x 14 x 14, 512 x 7 x 7</td></tr>
 * <tr><td>fc6</td><td>4096</td></tr>
 * <tr><td>fc7</td><td>4096</td></tr>
 * <tr><td>output</td><td>1000</td></tr>
 * </table>
 *
 * <p>Parameters: 132,863,336 (11 layers), 133,047,848 (13), 138,357,544 (16), 143,667,240 (19); with batch normalisation 132,868,840,
 * 133,053,736, 138,365,992 and 143,678,248.
 *
 * <p>Deviations: weights start as in He et al. 2015 and not from a shallower net; the {@code -bn} variants have batch normalisation
 * before each ReLU of a convolution, as torchvision has them. With the small stem fc6 and fc7 have 512 units instead of 4096. An input
 * needs 32 pixels at least: five poolings leave one.
 *
 * <pre>{@code
 * Spec spec = Vgg.VGG16.defaultSpec();
 * ComputationGraphConfiguration net = Vgg.VGG16.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
 * System.out.println(ModelSummary.of(net, spec).parameters()); // 138357544
 * }</pre>
 */
public enum Vgg implements Architecture {
    VGG11("vgg11", false, 1, 1, 2, 2, 2),
    VGG13("vgg13", false, 2, 2, 2, 2, 2),
    VGG16("vgg16", false, 2, 2, 3, 3, 3),
    VGG19("vgg19", false, 2, 2, 4, 4, 4),
    VGG11_BN("vgg11-bn", true, 1, 1, 2, 2, 2),
    VGG13_BN("vgg13-bn", true, 2, 2, 2, 2, 2),
    VGG16_BN("vgg16-bn", true, 2, 2, 3, 3, 3),
    VGG19_BN("vgg19-bn", true, 2, 2, 4, 4, 4);

    private static final int[] FILTERS = {64, 128, 256, 512, 512};
    private static final int SMALLEST = 1 << FILTERS.length; // each pooling halves
    private static final double EPSILON = 1e-5;

    private final String id;
    private final boolean normalised;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final int[] convolutions; // per stage

    Vgg(String id, boolean normalised, int... convolutions) {
        this.id = id;
        this.normalised = normalised;
        this.convolutions = convolutions;
    }

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        spec.requireSide(id, SMALLEST);
        GraphBuilder graph = base.weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input") // 3 x 224 x 224
                .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
        String last = "input";
        for (int stage = 0; stage < FILTERS.length; stage++) { // 64 x 112 x 112 to 512 x 7 x 7
            for (int i = 0; i < convolutions[stage]; i++) {
                last = convolution(graph, (stage + 1) + "_" + (i + 1), last, spec.scaled(FILTERS[stage]));
            }
            String pool = "pool" + (stage + 1);
            graph.addLayer(pool, Layers.maxPool(2, 2, 0), last);
            last = pool;
        }
        int units = spec.scaled(spec.stem() == Stem.SMALL ? 512 : 4096);
        return graph.addLayer("fc6", Layers.dense(units), last) // 4096
                .addLayer("fc7", Layers.dropHalf(Layers.dense(units)), "fc6") // 4096
                .addLayer("output", Layers.dropHalf(Layers.softmax(spec.numClasses())), "fc7") // 1000
                .setOutputs("output")
                .build();
    }

    private String convolution(GraphBuilder graph, String number, String from, int filters) {
        String name = "conv" + number;
        if (!normalised) {
            graph.addLayer(
                    name,
                    Layers.convolution(filters, 3, 1, 1)
                            .activation(Activation.RELU)
                            .build(),
                    from);
            return name;
        }
        graph.addLayer(name, Layers.convolution(filters, 3, 1, 1).build(), from) // with bias, as torchvision has it
                .addLayer("bn" + number, Layers.batchNorm(EPSILON), name)
                .addLayer("relu" + number, Layers.relu(), "bn" + number);
        return "relu" + number;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String family() {
        return "vgg";
    }

    @Override
    public String summary() {
        return id.replaceAll("\\D", "") + " layers: 3x3 convolutions" + (normalised ? " with batch normalisation" : "")
                + ", five poolings, three full layers";
    }

    @Override
    public String paper() {
        return "Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015,"
                + " arXiv 1409.1556, table 1";
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

    @Override
    public TrainingOptions recipe(String dataset) {
        return Photographs.recipe(dataset, normalised ? 0.05 : 0.01);
    }

    /** Keras has the nets of 16 and 19 layers without normalisation. */
    @Override
    public List<ForeignNet> foreignNets(Spec spec) {
        Map<String, String> torch = new LinkedHashMap<>();
        Map<String, String> keras = new LinkedHashMap<>();
        int index = 0; // in torchvision's list of layers
        for (int stage = 0; stage < convolutions.length; stage++) {
            for (int i = 0; i < convolutions[stage]; i++) {
                String number = (stage + 1) + "_" + (i + 1);
                keras.put("conv" + number, "block" + (stage + 1) + "_conv" + (i + 1));
                torch.put("conv" + number, "features." + index++);
                if (normalised) {
                    torch.put("bn" + number, "features." + index++);
                }
                index++; // ReLU
            }
            index++; // pooling
        }
        torch.putAll(Map.of("fc6", "classifier.0", "fc7", "classifier.3", "output", "classifier.6"));
        keras.putAll(Map.of("fc6", "fc1", "fc7", "fc2", "output", "predictions"));
        Preprocessing preprocessing = preprocessing(spec, "imagenet");
        List<ForeignNet> nets = new ArrayList<>();
        nets.add(ForeignNet.of(WeightsOrigin.TORCHVISION, torch, Photographs.imageNet(preprocessing)));
        if (this == VGG16 || this == VGG19) {
            nets.add(ForeignNet.of(WeightsOrigin.KERAS, keras, Photographs.caffe(preprocessing)));
        }
        return nets;
    }
}
