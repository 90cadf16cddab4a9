package org.convzoo.onednn;

import static org.convzoo.onednn.LoweringCheck.assertLikeStock;
import static org.convzoo.onednn.LoweringCheck.conv;
import static org.convzoo.onednn.LoweringCheck.net;
import static org.convzoo.onednn.LoweringCheck.output;
import static org.convzoo.onednn.LoweringCheck.pictures;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;

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
                        new ActivationGELU(true),
                        new ActivationELU(0.7),
                        new ActivationLReLU(0.2),
                        new ActivationReLU(0.4, null, null),
                        new ActivationReLU(null, 0.0, 0.1)));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void isStocks(IActivation activation) {
        var first = conv(3, 6);
        first.setActivationFn(activation);
        assertLikeStock(
                net(pictures(), g -> g.addLayer("c1", first, "input")
                        .addLayer("c2", conv(1, 5), "c1")
                        .addLayer("a", new ActivationLayer(activation), "c2")
                        .addLayer("output", output(), "a")),
                pictures());
    }
}
