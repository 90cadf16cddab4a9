package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;

import org.convzoo.core.ModelSummary;
import org.junit.jupiter.api.Test;

class SignsResNet50Test {
    @Test
    void hasTheAssignmentsParameters() {
        ModelSummary net = SignsResNet50.net();
        long channels = SignsResNet50.normalised(net);
        assertThat(net.parameters()).isEqualTo(23_520_326);
        assertThat(channels).isEqualTo(26_560);
        assertThat(net.parameters() + channels).isEqualTo(23_546_886);
        assertThat(net.parameters() + 3 * channels).isEqualTo(23_600_006);
    }

    @Test
    void endsInTwoByTwoPlaces() {
        ModelSummary net = SignsResNet50.net();
        assertThat(Nets.row(net, "layer4.2").output()).containsExactly(2048L, 2L, 2L);
        assertThat(Nets.row(net, "output").output()).containsExactly(6L);
    }
}
