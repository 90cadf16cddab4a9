package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Opens the real files. Where ZOO_MIRROR is set a missing file is a failure; elsewhere a machine without the files skips.
 *
 * <p>Fashion-MNIST is also found where Debian's package dataset-fashion-mnist is installed.
 */
@Tag("real-data")
class RealDataTest {
    private static Dataset open(String name) {
        DataHome environment = DataHome.fromEnvironment();
        DataHome home = new DataHome(environment.cache(), environment.mirror(), true);
        if (environment.mirror().isEmpty()) {
            boolean there = Datasets.verify(name, home).stream().allMatch(FileCheck::ok);
            assumeTrue(there, "ZOO_MIRROR is not set, and " + name + " is not on this machine");
        } else {
            environment.mirrorFolder().ifPresent(m -> assertThat(
                            Path.of(environment.mirror().get()))
                    .as("ZOO_MIRROR must be absolute")
                    .isAbsolute());
        }
        return Datasets.open(name, home);
    }

    private static int[] histogram(Split split) {
        int[] counts = new int[10];
        for (int i = 0; i < split.size(); i++) {
            counts[split.label(i)]++;
        }
        return counts;
    }

    @Test
    void mnist() {
        Dataset mnist = open("mnist");
        assertThat(mnist.parts()).containsExactly("train", "validation", "test");
        assertThat(mnist.part("train").size()).isEqualTo(55_000);
        assertThat(mnist.part("validation").size()).isEqualTo(5_000);
        assertThat(mnist.part("test").size()).isEqualTo(10_000);
        // The counts that are published for the training file are 5923, 6742, 5958, ... and those of the test file as
        // below.
        int[] train = histogram(mnist.part("train"));
        int[] validation = histogram(mnist.part("validation"));
        for (int c = 0; c < 10; c++) {
            train[c] += validation[c];
        }
        assertThat(train).containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
        assertThat(histogram(mnist.part("test")))
                .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
        assertThat(mnist.digest()).isEqualTo(Datasets.entry("mnist").digest());
        assertThat(mnist.classes().get(mnist.part("train").label(0))).isEqualTo("5");
        assertThat(mnist.part("train").image(0).at(0, 5, 12)).isEqualTo(3);
    }

    @Test
    void fashionMnist() {
        Dataset fashion = open("fashion-mnist");
        assertThat(fashion.part("train").size()).isEqualTo(55_000);
        assertThat(fashion.part("validation").size()).isEqualTo(5_000);
        assertThat(histogram(fashion.part("test"))).containsOnly(1000);
        int[] train = histogram(fashion.part("train"));
        int[] validation = histogram(fashion.part("validation"));
        for (int c = 0; c < 10; c++) {
            assertThat(train[c] + validation[c]).isEqualTo(6000);
        }
        assertThat(fashion.classes().get(fashion.part("train").label(0))).isEqualTo("Ankle boot");
        assertThat(fashion.digest()).isEqualTo(Datasets.entry("fashion-mnist").digest());
    }
}
