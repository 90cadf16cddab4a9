package org.convzoo.onednn;

import static org.convzoo.onednn.LoweringCheck.assertLikeStock;
import static org.convzoo.onednn.LoweringCheck.conv;
import static org.convzoo.onednn.LoweringCheck.net;
import static org.convzoo.onednn.LoweringCheck.output;
import static org.convzoo.onednn.LoweringCheck.pictures;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Activation functions in plans: in a convolution and in a layer of their own. */
class ActivationsTest {
    static Stream<IActivation> activations() {
        return Stream.concat(
                Stream.of(
                                Activation.IDENTITY,
                                Activation.TANH,
                                Activation.SIGMOID,
                                Activation.RELU,
                                Activation.RELU6,
                                Activation.HARDTANH,
                                Activation.HARDSIGMOID,
                                Activation.SOFTPLUS,
                                Activation.SWISH,
                                Activation.MISH,
                                Activation.CUBE,
                                Activation.SELU,
                                Activation.RECTIFIEDTANH,
                                Activation.SOFTMAX)
                        .map(Activation::getActivationFunction),
                Stream.of(
                        new ActivationGELU(false),
                        new ActivationELU(1),
                        new ActivationLReLU(0.2),
                        new ActivationReLU(0.4, null, null),
                        new ActivationReLU(null, 0.0, 0.1)));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void isStocks(IActivation activation) {
        assertLikeStock(configuration(pictures(), activation), pictures());
    }

    /** Stock's gradient has no alpha. */
    @Test
    void eluIsTheDifferencesWhereStocksIsNot() {
        InputType tiny = InputType.convolutional(3, 3, 2);
        ComputationGraphConfiguration configuration = configuration(tiny, new ActivationELU(0.7));
        ComputationGraph stock = LoweringCheck.stock(configuration);
        INDArray x = LoweringCheck.input(tiny);
        LoweringCheck.assertInference(stock, LoweringCheck.fast(stock), x);
        LoweringCheck.assertLikeDifferences(configuration, x);
    }

    private static ComputationGraphConfiguration configuration(InputType type, IActivation activation) {
        ConvolutionLayer first = conv(3, 6);
        first.setActivationFn(activation);
        return net(type, g -> g.addLayer("c1", first, "input")
                .addLayer("c2", conv(1, 5), "c1")
                .addLayer("a", new ActivationLayer(activation), "c2")
                .addLayer("output", output(), "a"));
    }
}
