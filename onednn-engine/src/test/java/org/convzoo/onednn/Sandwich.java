package org.convzoo.onednn;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * What a case of the grid puts around its layer: below it "below", a convolution or a dense layer, so that a wrong gradient of the input
 * shows in its weights; above it "output", which sees every value.
 */
final class Sandwich {
    static final int INPUT_CHANNELS = 2, OUTPUTS = 3;

    private Sandwich() {}

    /** Between pictures of {@code channels} and an output layer. */
    static Case pictures(
            String name,
            Set<Kind> kinds,
            CNN2DFormat format,
            int batch,
            int channels,
            int[] size,
            Consumer<GraphBuilder> middle) {
        Set<Kind> all = EnumSet.copyOf(kinds);
        all.addAll(EnumSet.of(Kind.CONVOLUTION, Kind.OUTPUT, Kind.BASIC_ACTIVATION));
        if (format == CNN2DFormat.NHWC) {
            all.add(Kind.CHANNELS_LAST);
        }
        long[] input = format == CNN2DFormat.NCHW
                ? new long[] {batch, INPUT_CHANNELS, size[0], size[1]}
                : new long[] {batch, size[0], size[1], INPUT_CHANNELS};
        return new Case(
                name,
                all,
                Case.Judge.STOCK,
                () -> {
                    GraphBuilder graph = begin(InputType.convolutional(size[0], size[1], INPUT_CHANNELS, format))
                            .addLayer(
                                    "below",
                                    new ConvolutionLayer.Builder(3, 3)
                                            .padding(1, 1)
                                            .nOut(channels)
                                            .activation(Activation.TANH)
                                            .dataFormat(format)
                                            .build(),
                                    "input");
                    middle.accept(graph);
                    return graph.setOutputs("output").build();
                },
                input,
                new long[] {batch, OUTPUTS},
                false);
    }

    /** Between rows of {@code units} values and an output layer. */
    static Case vectors(String name, Set<Kind> kinds, int batch, int units, Consumer<GraphBuilder> middle) {
        Set<Kind> all = EnumSet.copyOf(kinds);
        all.addAll(EnumSet.of(Kind.DENSE, Kind.OUTPUT, Kind.BASIC_ACTIVATION));
        return new Case(
                name,
                all,
                Case.Judge.STOCK,
                () -> {
                    GraphBuilder graph = begin(InputType.feedForward(7))
                            .addLayer(
                                    "below",
                                    new DenseLayer.Builder()
                                            .nOut(units)
                                            .activation(Activation.TANH)
                                            .build(),
                                    "input");
                    middle.accept(graph);
                    return graph.setOutputs("output").build();
                },
                new long[] {batch, 7},
                new long[] {batch, OUTPUTS},
                false);
    }

    static Consumer<GraphBuilder> layer(Layer layer) {
        return graph -> graph.addLayer("layer", layer, "below").addLayer("output", output(), "layer");
    }

    static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nOut(OUTPUTS)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static GraphBuilder begin(InputType input) {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(input);
    }

    /** The kinds given, and that of the activation. */
    static Set<Kind> kinds(Activation activation, Kind... kinds) {
        List<Kind> all = new ArrayList<>(List.of(kinds));
        all.add(
                switch (activation) {
                    case IDENTITY, RELU, TANH, SIGMOID -> Kind.BASIC_ACTIVATION;
                    case LEAKYRELU, ELU, RELU6, SOFTPLUS, SWISH, HARDSIGMOID, HARDTANH, GELU, MISH ->
                        Kind.OTHER_ACTIVATION;
                    default -> Kind.RARE_ACTIVATION;
                });
        return EnumSet.copyOf(all);
    }
}
