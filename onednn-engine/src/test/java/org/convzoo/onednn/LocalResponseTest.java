package org.convzoo.onednn;

import static org.convzoo.onednn.LoweringCheck.conv;
import static org.convzoo.onednn.LoweringCheck.net;
import static org.convzoo.onednn.LoweringCheck.output;
import static org.convzoo.onednn.LoweringCheck.pictures;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Local response normalisation in plans. */
class LocalResponseTest {
    private static final InputType TINY = InputType.convolutional(3, 3, 2);

    @ParameterizedTest
    @CsvSource({"2, 5, 1e-4, 0.75", "1, 5, 1e-4, 0.75", "1.5, 4, 1e-4, 0.5", "2, 1, 0.3, 0.6"})
    void isStocks(double k, double n, double alpha, double beta) {
        LoweringCheck.assertLikeStock(configuration(pictures(), 18, k, n, alpha, beta), pictures());
    }

    /** Stock's gradient divides the sum by its own channel's scale, not each term by its channel's. */
    @ParameterizedTest
    @CsvSource({"2, 5, 0.75", "1, 4, 0.75", "1.5, 3, 0.5"})
    void gradientIsTheDifferencesWhereStocksIsNot(double k, double n, double beta) {
        ComputationGraphConfiguration configuration = configuration(TINY, 6, k, n, 0.5, beta);
        INDArray x = LoweringCheck.input(TINY);
        ComputationGraph stock = LoweringCheck.stock(configuration);
        LoweringCheck.assertInference(stock, LoweringCheck.fast(stock), x);
        LoweringCheck.assertLikeDifferences(configuration, x);
    }

    private static ComputationGraphConfiguration configuration(
            InputType type, int channels, double k, double n, double alpha, double beta) {
        return net(type, g -> g.addLayer("c1", conv(3, channels), "input")
                .addLayer("lrn", new LocalResponseNormalization.Builder(k, n, alpha, beta).build(), "c1")
                .addLayer("output", output(), "lrn"));
    }
}
