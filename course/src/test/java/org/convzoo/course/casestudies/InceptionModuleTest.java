package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;

import org.convzoo.core.ModelSummary;
import org.junit.jupiter.api.Test;

class InceptionModuleTest {
    private final ModelSummary net = InceptionModule.net();

    @Test
    void aBottleneckSavesNineTenths() {
        assertThat(InceptionModule.withoutReduction(net, 3)).isEqualTo(120_422_400);
        assertThat(InceptionModule.cost(net, 3)).isEqualTo(12_443_648);
        assertThat(InceptionModule.withoutReduction(net, 2)).isEqualTo(173_408_256);
        assertThat(InceptionModule.cost(net, 2)).isEqualTo(101_154_816);
    }

    @Test
    void theBranchesAreAsLongAsTheModuleSays() {
        long channels = 0;
        for (String branch : new String[] {"branch1", "branch2.1", "branch3.1", "branch4.1"}) {
            channels += Nets.row(net, "inception3a." + branch).output().get(0);
        }
        assertThat(channels).isEqualTo(256);
        assertThat(Nets.row(net, "inception3a").output()).containsExactly(256L, 28L, 28L);
    }

    @Test
    void googLeNetHas22LayersAndANinthOfAlexNetsParameters() {
        assertThat(Nets.depth(net)).isEqualTo(22);
        assertThat(net.parameters()).isEqualTo(6_998_552);
        assertThat(AlexNetCosts.net().parameters() / net.parameters()).isEqualTo(8);
    }
}
