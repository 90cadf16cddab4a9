package org.convzoo.onednn;

import static org.convzoo.onednn.LoweringCheck.assertLikeStock;
import static org.convzoo.onednn.LoweringCheck.conv;
import static org.convzoo.onednn.LoweringCheck.net;
import static org.convzoo.onednn.LoweringCheck.output;
import static org.convzoo.onednn.LoweringCheck.pictures;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pooling in plans. */
class PoolingTest {
    @ParameterizedTest
    @CsvSource({
        "MAX, 3, 1, 0, 2, Truncate",
        "MAX, 3, 2, 1, 2, Truncate",
        "MAX, 2, 1, 0, 2, Same",
        "MAX, 3, 2, 0, 1, Same",
        "AVG, 3, 2, 1, 1, Truncate",
        "AVG, 3, 2, 0, 1, Same",
        "AVG, 2, 1, 0, 2, Truncate",
        "AVG, 2, 2, 0, 1, Truncate"
    })
    void windows(PoolingType type, int kernel, int stride, int padding, int dilation, ConvolutionMode mode) {
        for (boolean padded : type == PoolingType.AVG ? new boolean[] {false, true} : new boolean[] {false}) {
            assertLikeStock(
                    net(pictures(), g -> g.addLayer("c1", conv(3, 6), "input")
                            .addLayer(
                                    "pool",
                                    new SubsamplingLayer.Builder(type)
                                            .kernelSize(kernel, kernel)
                                            .stride(stride, stride)
                                            .padding(padding, padding)
                                            .dilation(dilation, dilation)
                                            .convolutionMode(mode)
                                            .avgPoolIncludePadInDivisor(padded)
                                            .build(),
                                    "c1")
                            .addLayer("output", output(), "pool")),
                    pictures());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAX", "AVG", "SUM", "PNORM"})
    void wholePictures(PoolingType type) {
        for (int p : type == PoolingType.PNORM ? new int[] {1, 2, 3} : new int[] {2}) {
            for (boolean collapse : new boolean[] {true, false}) {
                assertLikeStock(global(type, p, collapse), pictures());
            }
        }
    }

    private static ComputationGraphConfiguration global(PoolingType type, int p, boolean collapse) {
        return net(pictures(), g -> g.addLayer("c1", conv(3, 6), "input")
                .addLayer(
                        "pool",
                        new GlobalPoolingLayer.Builder(type)
                                .pnorm(p)
                                .collapseDimensions(collapse)
                                .build(),
                        "c1")
                .addLayer("output", output(), "pool"));
    }
}
