package org.convzoo.inception;

import java.util.stream.Stream;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.harness.ArchitectureContract;
import org.convzoo.core.harness.RealData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GoogLeNetTest extends ArchitectureContract {
    @Override
    protected Stream<Case> cases() {
        Spec small = Spec.of(3, 1, 20, 20).withStem(Stem.SMALL).withWidthFactor(1 / 16.0);
        return Stream.of(
                new Case(GoogLeNet.GOOGLENET_AUX, 13_378_280, small),
                new Case(GoogLeNet.GOOGLENET_BN, 6_624_904, small));
    }

    @Override
    protected Stream<Case> variants() {
        return Stream.of(new Case(GoogLeNet.GOOGLENET, 6_998_552));
    }

    @Test
    void agreesWithTorchvision() {
        assertAgreesWithTorchvision(GoogLeNet.GOOGLENET_BN, "googlenet");
    }

    @Test
    @Tag("real-data")
    void shippedReachesItsCard() {
        RealData.require("cifar10");
        assertReachesItsMetrics("googlenet-bn.cifar10");
    }
}
