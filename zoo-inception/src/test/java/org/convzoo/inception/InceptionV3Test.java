package org.convzoo.inception;

import java.util.stream.Stream;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.harness.ArchitectureContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InceptionV3Test extends ArchitectureContract {
    @Override
    protected Stream<Case> cases() {
        Spec small = Spec.of(3, 1, 11, 11).withStem(Stem.SMALL).withWidthFactor(1 / 64.0);
        return Stream.of(new Case(InceptionV3.INCEPTION3_AUX, 27_161_264, small));
    }

    @Override
    protected Stream<Case> variants() {
        return Stream.of(new Case(InceptionV3.INCEPTION3, 23_834_568));
    }

    @Test
    @Tag("slow")
    void agreesWithTorchvision() {
        assertAgreesWithTorchvision(InceptionV3.INCEPTION3, "inception_v3");
    }
}
