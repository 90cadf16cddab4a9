package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EnsemblingTest {
    @Test
    void theMeanBeatsItsMembers() {
        double[][][] members = Ensembling.members();
        int best = Arrays.stream(members).mapToInt(Ensembling::right).max().orElseThrow();
        assertThat(Ensembling.right(Ensembling.mean(members, members.length))).isGreaterThan(best);
    }

    @Test
    void threeNetsOfTheZooAreBetterThanTheBestOfThem() {
        String together = Measured.result("zoo evaluate resnet20.cifar10 vgg16-bn.cifar10 googlenet-bn.cifar10")
                .get(0);
        assertThat(Double.parseDouble(together))
                .isGreaterThan(
                        Nets.metric("googlenet-bn.cifar10", "test", "accuracy").value());
    }
}
