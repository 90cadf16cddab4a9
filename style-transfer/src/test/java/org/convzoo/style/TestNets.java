package org.convzoo.style;

import org.convzoo.core.Model;

/** Small nets for tests. */
final class TestNets {
    private static final double WIDTH_FACTOR = 0.125;

    private TestNets() {}

    /** VGG's shape with few filters and random weights, which have Gram matrices all the same. */
    static Model features() {
        VggFeatures net = VggFeatures.VGG19_FEATURES;
        return Model.untrained(net, net.defaultSpec().withWidthFactor(WIDTH_FACTOR), 3);
    }
}
