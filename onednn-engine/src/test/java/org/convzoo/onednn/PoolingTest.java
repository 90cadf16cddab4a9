package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.convzoo.onednn.LoweringCheck.assertLikeStock;
import static org.convzoo.onednn.LoweringCheck.conv;
import static org.convzoo.onednn.LoweringCheck.net;
import static org.convzoo.onednn.LoweringCheck.output;
import static org.convzoo.onednn.LoweringCheck.pictures;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pooling in plans. */
class PoolingTest {
    @ParameterizedTest
    @CsvSource({
        "MAX, 3, 1, 0, 2, Truncate",
        "MAX, 3, 2, 0, 1, Same",
        "AVG, 3, 2, 1, 1, Truncate",
        "AVG, 3, 2, 0, 1, Same",
        "AVG, 2, 2, 0, 1, Truncate"
    })
    void windows(PoolingType type, int kernel, int stride, int padding, int dilation, ConvolutionMode mode) {
        for (boolean padded : type == PoolingType.AVG ? new boolean[] {false, true} : new boolean[] {false}) {
            var configuration = pooled(type, kernel, stride, padding, dilation, mode, padded);
            assertLikeStock(configuration, pictures());
        }
    }

    /** Stock does not compute what these are, so they stay what they are: islands. */
    @ParameterizedTest
    @CsvSource({"MAX, 3, 2, 1, 2, Truncate", "MAX, 2, 1, 0, 2, Same", "AVG, 2, 1, 0, 2, Truncate"})
    void whatStockGetsWrong(PoolingType type, int kernel, int stride, int padding, int dilation, ConvolutionMode mode) {
        var configuration = pooled(type, kernel, stride, padding, dilation, mode, false);
        ComputationGraph stock = LoweringCheck.stock(configuration);
        ComputationGraph fast = LoweringCheck.fast(stock);
        INDArray x = LoweringCheck.input(pictures());
        assertThat(LoweringCheck.distance(fast.outputSingle(x), stock.outputSingle(x)))
                .isLessThan(1e-5);
        assertThat(OneDnn.plan(fast, true, Precision.F32, x.shape()).islands()).containsExactly("pool");
    }

    /** Stock has no windowed sum: it throws. */
    @Test
    void sumsAreAveragesTimesTheWindow() {
        var summed = pooled(PoolingType.SUM, 3, 2, 1, 1, ConvolutionMode.Truncate, false);
        ComputationGraph fast = LoweringCheck.fast(LoweringCheck.stock(summed));
        var averaged = net(pictures(), g -> g.addLayer("c1", conv(3, 6), "input")
                .addLayer("average", window(PoolingType.AVG, 3, 2, 1, 1, ConvolutionMode.Truncate, true), "c1")
                .addVertex("pool", new ScaleVertex(9), "average")
                .addLayer("output", output(), "pool"));
        ComputationGraph stock = LoweringCheck.stock(averaged);
        stock.setParams(fast.params().dup());
        INDArray x = LoweringCheck.input(pictures());
        LoweringCheck.assertInference(stock, fast, x);
        INDArray expected = LoweringCheck.gradient(stock, x);
        assertThat(LoweringCheck.distance(LoweringCheck.gradient(fast, x), expected))
                .isLessThan(1e-4);
        LoweringCheck.assertNoIslands(fast, true, Precision.F32, x);
    }

    private static ComputationGraphConfiguration pooled(
            PoolingType type, int kernel, int stride, int padding, int dilation, ConvolutionMode mode, boolean padded) {
        return net(pictures(), g -> g.addLayer("c1", conv(3, 6), "input")
                .addLayer("pool", window(type, kernel, stride, padding, dilation, mode, padded), "c1")
                .addLayer("output", output(), "pool"));
    }

    private static SubsamplingLayer window(
            PoolingType type, int kernel, int stride, int padding, int dilation, ConvolutionMode mode, boolean padded) {
        return new SubsamplingLayer.Builder(type)
                .kernelSize(kernel, kernel)
                .stride(stride, stride)
                .padding(padding, padding)
                .dilation(dilation, dilation)
                .convolutionMode(mode)
                .avgPoolIncludePadInDivisor(padded)
                .build();
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
