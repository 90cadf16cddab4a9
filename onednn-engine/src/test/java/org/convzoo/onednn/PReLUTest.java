package org.convzoo.onednn;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

class PReLUTest {
    /** Stock's backward pass throws for shared slopes. */
    @ParameterizedTest
    @ValueSource(strings = {"", "2,3", "1", "1,2,3"})
    void slopesAreSharedAsTheLayerSays(String axes) {
        PReLULayer.Builder layer = new PReLULayer.Builder().inputShape(18, 7, 6);
        if (!axes.isEmpty()) {
            layer.sharedAxes(
                    Stream.of(axes.split(",")).mapToLong(Long::parseLong).toArray());
        }
        AgainstStock.checkByDifferences(
                AgainstStock.net(InputType.convolutional(9, 8, 2), g -> g.addLayer(
                                "c0",
                                new ConvolutionLayer.Builder(3, 3)
                                        .nOut(18)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                "input")
                        .addLayer("layer", layer.build(), "c0")
                        .addLayer("output", AgainstStock.output(), "layer")),
                List.of("c0", "layer"),
                4,
                2,
                9,
                8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterDenseLayers(boolean shared) {
        PReLULayer.Builder layer = new PReLULayer.Builder().inputShape(9);
        if (shared) {
            layer.sharedAxes(1);
        }
        AgainstStock.check(
                AgainstStock.net(InputType.feedForward(6), g -> g.addLayer(
                                "d0",
                                new DenseLayer.Builder()
                                        .nOut(9)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                "input")
                        .addLayer("layer", layer.build(), "d0")
                        .addLayer("output", AgainstStock.output(), "layer")),
                5,
                6);
    }
}
