package org.convzoo.alexnet;

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
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * Five convolutions and three full layers: the net that won ImageNet's contest of 2012.
 *
 * <p>Papers: A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012,
 * section 3; of the {@code -owt} variant A. Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014, arXiv
 * 1404.5997.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th></th><th>alexnet</th><th>alexnet-owt</th></tr>
 * <tr><td>input</td><td>3 x 227 x 227</td><td>3 x 224 x 224</td></tr>
 * <tr><td>conv1, 11x11, stride 4</td><td>96 x 55 x 55</td><td>64 x 55 x 55</td></tr>
 * <tr><td>pool1, 3x3, stride 2</td><td>96 x 27 x 27</td><td>64 x 27 x 27</td></tr>
 * <tr><td>conv2, 5x5</td><td>256 x 27 x 27</td><td>192 x 27 x 27</td></tr>
 * <tr><td>pool2</td><td>256 x 13 x 13</td><td>192 x 13 x 13</td></tr>
 * <tr><td>conv3, 3x3</td><td>384 x 13 x 13</td><td>384 x 13 x 13</td></tr>
 * <tr><td>conv4, 3x3</td><td>384 x 13 x 13</td><td>256 x 13 x 13</td></tr>
 * <tr><td>conv5, 3x3</td><td>256 x 13 x 13</td><td>256 x 13 x 13</td></tr>
 * <tr><td>pool5</td><td>256 x 6 x 6</td><td>256 x 6 x 6</td></tr>
 * <tr><td>fc6, fc7</td><td>4096</td><td>4096</td></tr>
 * <tr><td>output</td><td>1000</td><td>1000</td></tr>
 * </table>
 *
 * <p>Parameters: 62,378,344; {@code -owt}: 61,100,840.
 *
 * <p>Deviations: convolutions see all channels, where the paper splits them over two GPUs; the input is 227 pixels, as the paper's shapes
 * need, which says 224; weights start as in He et al. 2015. Local response normalisation stands before pooling and its alpha multiplies
 * the sum, as in the paper's formula: in Caffe and PyTorch, where it multiplies the mean, 5e-4 is the same. The {@code -owt} variant is
 * torchvision's: without that normalisation, and dropout before fc6 and fc7 instead of behind them. With the small stem conv1 is 3x3
 * with stride 1, and fc6 and fc7 have 512 units. An input needs 67 pixels at least, 63 for {@code -owt}, 15 with the small stem: three
 * poolings leave one.
 *
 * <pre>{@code
 * Spec spec = AlexNet.ALEXNET.defaultSpec();
 * ComputationGraphConfiguration net = AlexNet.ALEXNET.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
 * System.out.println(ModelSummary.of(net, spec).parameters()); // 62378344
 * }</pre>
 */
public enum AlexNet implements Architecture {
    ALEXNET("alexnet", 227, 0, 96, 256, 384, 384, 256),
    ALEXNET_OWT("alexnet-owt", 224, 2, 64, 192, 384, 256, 256);

    private static final int SMALLEST_POOLED = 15; // to 7, to 3, to 1 by poolings of 3x3 with stride 2

    private final String id;
    private final int side; // of the input
    private final int padding; // of conv1

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final int[] filters;

    AlexNet(String id, int side, int padding, int... filters) {
        this.id = id;
        this.side = side;
        this.padding = padding;
        this.filters = filters;
    }

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        boolean small = spec.stem() == Stem.SMALL;
        spec.requireSide(id, small ? SMALLEST_POOLED : 4 * (SMALLEST_POOLED - 1) + 11 - 2 * padding);
        int units = spec.scaled(small ? 512 : 4096);
        GraphBuilder graph = base.weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input") // 3 x 227 x 227
                .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
        String last = small
                ? convolution(graph, spec, 1, "input", 3, 1, 1) // 96 x 32 x 32
                : convolution(graph, spec, 1, "input", 11, 4, padding); // 96 x 55 x 55
        last = pool(graph, 1, normalise(graph, 1, last)); // 96 x 27 x 27
        last = convolution(graph, spec, 2, last, 5, 1, 2); // 256 x 27 x 27
        last = pool(graph, 2, normalise(graph, 2, last)); // 256 x 13 x 13
        last = convolution(graph, spec, 3, last, 3, 1, 1); // 384 x 13 x 13
        last = convolution(graph, spec, 4, last, 3, 1, 1); // 384 x 13 x 13
        last = pool(graph, 5, convolution(graph, spec, 5, last, 3, 1, 1)); // 256 x 6 x 6
        DenseLayer fc6 = Layers.dense(units);
        OutputLayer output = Layers.softmax(spec.numClasses());
        Layers.dropHalf(this == ALEXNET_OWT ? fc6 : output); // of its inputs
        return graph.addLayer("fc6", fc6, last) // 4096
                .addLayer("fc7", Layers.dropHalf(Layers.dense(units)), "fc6") // 4096
                .addLayer("output", output, "fc7") // 1000
                .setOutputs("output")
                .build();
    }

    private String convolution(
            GraphBuilder graph, Spec spec, int number, String from, int kernel, int stride, int padding) {
        String name = "conv" + number;
        graph.addLayer(
                name,
                Layers.convolution(spec.scaled(filters[number - 1]), kernel, stride, padding)
                        .activation(Activation.RELU)
                        .build(),
                from);
        return name;
    }

    /** Section 3.3: y = x (2 + 1e-4 sum x'^2)^-0.75 over five neighbouring channels. */
    private String normalise(GraphBuilder graph, int number, String from) {
        if (this == ALEXNET_OWT) {
            return from;
        }
        String name = "norm" + number;
        graph.addLayer(name, new LocalResponseNormalization.Builder(2, 5, 1e-4, 0.75).build(), from);
        return name;
    }

    /** Windows that overlap, section 3.4. */
    private static String pool(GraphBuilder graph, int number, String from) {
        String name = "pool" + number;
        graph.addLayer(name, Layers.maxPool(3, 2, 0), from);
        return name;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String family() {
        return "alexnet";
    }

    @Override
    public String summary() {
        return this == ALEXNET
                ? "Five convolutions with local response normalisation and three full layers"
                : "Five convolutions and three full layers, of 2014, without local response normalisation";
    }

    @Override
    public String paper() {
        return this == ALEXNET
                ? "Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep Convolutional Neural Networks,"
                        + " NIPS 2012, section 3"
                : "Krizhevsky: One weird trick for parallelizing convolutional neural networks, 2014, arXiv 1404.5997";
    }

    @Override
    public Spec defaultSpec() {
        return Spec.of(1000, 3, side, side);
    }

    @Override
    public Spec specFor(int channels, int height, int width) {
        return defaultSpec().forPictures(channels, height, width);
    }

    /** The crop is cut from 256 pixels, as in the paper. */
    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return Photographs.preprocessing(
                spec, dataset, Math.round(Math.min(spec.height(), spec.width()) * 256f / side));
    }

    @Override
    public TrainingOptions recipe(String dataset) {
        return Photographs.recipe(dataset, 0.01);
    }

    /** torchvision has the net of 2014. */
    @Override
    public List<ForeignNet> foreignNets(Spec spec) {
        if (this != ALEXNET_OWT) {
            return List.of();
        }
        Map<String, String> names = new LinkedHashMap<>();
        int[] indices = {0, 3, 6, 8, 10};
        for (int i = 0; i < indices.length; i++) {
            names.put("conv" + (i + 1), "features." + indices[i]);
        }
        names.put("fc6", "classifier.1");
        names.put("fc7", "classifier.4");
        names.put("output", "classifier.6");
        Preprocessing preprocessing = Photographs.imageNet(preprocessing(spec, "imagenet"));
        return List.of(ForeignNet.of(WeightsOrigin.TORCHVISION, names, preprocessing));
    }
}
