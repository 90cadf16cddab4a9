package org.convzoo.onednn;

import static org.convzoo.onednn.LoweringCheck.conv;
import static org.convzoo.onednn.LoweringCheck.net;
import static org.convzoo.onednn.LoweringCheck.output;
import static org.convzoo.onednn.LoweringCheck.pictures;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Local response normalisation in plans. */
class LocalResponseTest {
    @ParameterizedTest
    @CsvSource({"2, 5, 1e-4, 0.75", "1, 5, 0.3, 0.75", "1.5, 4, 0.5, 0.5", "2, 3, 0.4, 1", "1, 1, 0.2, 0.6"})
    void isStocks(double k, double n, double alpha, double beta) {
        LoweringCheck.assertLikeStock(configuration(18, k, n, alpha, beta), pictures());
    }

    @Test
    void gradientIsTheDifferences() {
        InputType tiny = InputType.convolutional(3, 3, 2);
        LoweringCheck.assertLikeDifferences(configuration(6, 1, 4, 0.5, 0.75), LoweringCheck.input(tiny));
    }

    private static ComputationGraphConfiguration configuration(
            int channels, double k, double n, double alpha, double beta) {
        return net(channels == 6 ? InputType.convolutional(3, 3, 2) : pictures(), g -> g.addLayer(
                        "c1", conv(3, channels), "input")
                .addLayer("lrn", new LocalResponseNormalization.Builder(k, n, alpha, beta).build(), "c1")
                .addLayer("output", output(), "lrn"));
    }
}
