package org.convzoo.inception;

import static org.assertj.core.api.Assertions.assertThat;

import org.convzoo.core.ModelSummary;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;

class BottleneckTest {
    /** 192 x 28 x 28 into 32 filters of 5x5, through 16 channels or not: the example of the textbooks is the first module. */
    @Test
    void savesNineTenths() {
        assertThat(Bottleneck.of(summary(GoogLeNet.GOOGLENET), "inception3a.branch3"))
                .isEqualTo(new Bottleneck(12_443_648, 120_422_400));
    }

    /** branch3 of the normalised net is 3x3: 28 x 28 x 16 x (192 + 9 x 32), and 28 x 28 x 9 x 192 x 32. */
    @Test
    void isCountedOfTheNormalisedNetToo() {
        assertThat(Bottleneck.of(summary(GoogLeNet.GOOGLENET_BN), "inception3a.branch3"))
                .isEqualTo(new Bottleneck(6_021_120, 43_352_064));
    }

    @Test
    void standsUnderTheTable() {
        assertThat(GoogLeNet.GOOGLENET.notes(summary(GoogLeNet.GOOGLENET)))
                .containsExactly(
                        "Multiply-adds of inception3a.branch3 with its 1x1 reduction: 12,443,648, without 120,422,400",
                        "Of branch2 and branch3 of all modules with theirs: 891,226,112, without 3,735,101,440");
    }

    private static ModelSummary summary(GoogLeNet architecture) {
        return ModelSummary.of(
                architecture.configure(architecture.defaultSpec(), new NeuralNetConfiguration.Builder()),
                architecture.defaultSpec());
    }
}
