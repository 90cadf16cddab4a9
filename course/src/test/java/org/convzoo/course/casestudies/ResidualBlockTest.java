package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.convzoo.core.ModelSummary;
import org.convzoo.resnet.ResNet;
import org.junit.jupiter.api.Test;

class ResidualBlockTest {
    private final double[][][][] x = ResidualBlock.input(4, 6, new Random(1));

    @Test
    void withoutWeightsItIsTheIdentity() {
        ResidualBlock block = ResidualBlock.random(4, 0, new Random(2));
        assertThat(block.residual(x)).isDeepEqualTo(x);
        assertThat(ResidualBlock.change(x, block.plain(x))).isEqualTo(1);
    }

    /** Two convolutions: the branch grows with the square of the factor. */
    @Test
    void withSmallWeightsItChangesLittle() {
        double small = ResidualBlock.change(
                x, ResidualBlock.random(4, 0.1, new Random(2)).residual(x));
        double tenth = ResidualBlock.change(
                x, ResidualBlock.random(4, 0.01, new Random(2)).residual(x));
        assertThat(small).isLessThan(0.02);
        assertThat(small / tenth).isCloseTo(100, within(1.0));
    }

    @Test
    void aProjectionHasTheShortcutsWeights() {
        ModelSummary net = Nets.summary(ResNet.RESNET50);
        assertThat(ResidualBlock.parameters(net, "layer2.1.downsample")).isZero();
        assertThat(ResidualBlock.parameters(net, "layer2.0.downsample")).isEqualTo(256 * 512 + 2 * 512);
        assertThat(ResidualBlock.parameters(net, "layer2.1.")).isEqualTo(280_064);
    }
}
