package org.convzoo.course.foundations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;

class OutputSizeTest {
    @Test
    void isWhatDl4jSays() {
        int compared = 0;
        for (int n = 1; n <= 24; n++) {
            for (int f = 1; f <= 7; f++) {
                for (int p = 0; p < Math.max(1, f - 1); p++) {
                    for (int s = 1; s <= 4; s++) {
                        if (f <= n + 2 * p) {
                            assertThat(OutputSize.of(n, f, p, s))
                                    .as("n=%d f=%d p=%d s=%d", n, f, p, s)
                                    .isEqualTo(LayerSize.convolution(n, f, p, s))
                                    .isEqualTo(pooling(n, f, p, s));
                            compared++;
                        }
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(1000);
    }

    @Test
    void samePaddingKeepsTheSize() {
        for (int f = 1; f <= 11; f += 2) {
            assertThat(OutputSize.of(20, f, OutputSize.samePadding(f), 1)).isEqualTo(20);
        }
        for (int n = 1; n <= 20; n++) {
            for (int s = 1; s <= 4; s++) {
                assertThat(LayerSize.same(n, 3, s)).isEqualTo((n + s - 1) / s);
            }
        }
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> OutputSize.of(4, 7, 1, 1))
                .hasMessage("a filter of 7 does not fit into 4 with a padding of 1");
        assertThatThrownBy(() -> OutputSize.of(4, 3, 1, 0)).hasMessageContaining("got n=4 f=3 p=1 s=0");
        assertThatThrownBy(() -> OutputSize.samePadding(4)).hasMessageContaining("odd filter, got 4");
    }

    private static int pooling(int n, int f, int p, int s) {
        SubsamplingLayer layer = new SubsamplingLayer.Builder()
                .kernelSize(f, f)
                .stride(s, s)
                .padding(p, p)
                .convolutionMode(ConvolutionMode.Truncate)
                .build();
        return (int) ((InputTypeConvolutional) layer.getOutputType(0, InputType.convolutional(n, n, 1))).getHeight();
    }
}
