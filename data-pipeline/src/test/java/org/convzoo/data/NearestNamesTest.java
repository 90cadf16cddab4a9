package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
    private static final List<String> NAMES = List.of("digits", "mnist", "fashion-mnist", "cifar10");

    @Test
    void countsInsertionsDeletionsAndReplacements() {
        assertThat(NearestNames.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestNames.distance("", "abc")).isEqualTo(3);
        assertThat(NearestNames.distance("same", "same")).isZero();
    }

    @Test
    void givesTheNearestFirst() {
        assertThat(NearestNames.of("mnsit", NAMES)).containsExactly("mnist");
        assertThat(NearestNames.of("MNIST", NAMES)).containsExactly("mnist", "fashion-mnist");
        assertThat(NearestNames.of("fashion", NAMES)).containsExactly("fashion-mnist");
        assertThat(NearestNames.of("cifar", NAMES)).containsExactly("cifar10");
        assertThat(NearestNames.of("imagenet", NAMES)).isEmpty();
        assertThat(NearestNames.of("", NAMES)).isEmpty();
    }
}
