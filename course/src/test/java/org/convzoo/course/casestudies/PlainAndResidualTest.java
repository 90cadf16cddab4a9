package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;

import org.convzoo.resnet.ResNet;
import org.junit.jupiter.api.Test;

class PlainAndResidualTest {
    @Test
    void depthChangesTheGradientOfPlainNetsMost() {
        double[] plain = PlainAndResidual.gradients(ResNet.PLAIN56),
                residual = PlainAndResidual.gradients(ResNet.RESNET56);
        assertThat(plain).hasSize(55);
        assertThat(residual).hasSize(55);
        assertThat(plain[0] / plain[54]).isGreaterThan(10 * residual[0] / residual[54]);
    }

    @Test
    void deeperIsWorseWithoutShortcuts() {
        double plain20 = error("plain20-12"), plain56 = error("plain56-12");
        double residual20 = error("resnet20-12"), residual56 = error("resnet56-12");
        assertThat(plain56).isGreaterThan(plain20 + 10);
        assertThat(residual56).isLessThan(residual20);
    }

    private static double error(String run) {
        return Double.parseDouble(Measured.run("plain-residual.md", run).get(6).replace(" %", ""));
    }
}
