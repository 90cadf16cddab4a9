package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        return histogram(split, 10);
    }

    private static int[] histogram(Split split, int classes) {
        int[] counts = new int[classes];
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

    /** Its parts have as many pictures as the catalogue says, its digest is right, and no picture is in two parts. */
    private static void assertWhole(Dataset set, int pictures) {
        CatalogEntry entry = Datasets.entry(set.name());
        assertThat(set.digest()).isEqualTo(entry.digest());
        assertThat(set.classes()).isEqualTo(entry.classes());
        Set<String> seen = new HashSet<>();
        int all = 0;
        for (String part : set.parts()) {
            Split split = set.part(part);
            if (!entry.images().isEmpty()) {
                assertThat(split.size()).as(part).isEqualTo(entry.images().get(part));
            }
            for (int i = 0; i < split.size(); i++) {
                seen.add(split.id(i));
            }
            all += split.size();
        }
        assertThat(seen).hasSize(all).hasSize(pictures);
        for (FileCheck check : Datasets.verify(set.name(), DataHome.fromEnvironment())) {
            assertThat(check.ok()).as(check.toString()).isTrue();
        }
    }

    /** The content of each picture by its digest, with the parts that it is in. */
    private static Map<String, Set<String>> partsByContent(Dataset set) {
        Map<String, Set<String>> parts = new HashMap<>();
        for (String part : set.parts()) {
            Split split = set.part(part);
            for (int i = 0; i < split.size(); i++) {
                String digest =
                        Digests.sha256(DecodedPictures.bytes(split.image(i).pixels()));
                parts.computeIfAbsent(digest, d -> new HashSet<>()).add(part);
            }
        }
        return parts;
    }

    private static void assertStatistics(Dataset set) {
        ChannelStatistics measured = ChannelStatistics.measure(set.part("train"));
        ChannelStatistics known = ChannelStatistics.of(set.name()).orElseThrow();
        assertThat(known.mean()).hasSameSizeAs(measured.mean());
        for (int c = 0; c < known.mean().size(); c++) {
            assertThat(known.mean().get(c)).isCloseTo(measured.mean().get(c), within(1e-4f));
            assertThat(known.std().get(c)).isCloseTo(measured.std().get(c), within(1e-4f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits", "mnist", "fashion-mnist", "cifar10", "sign-digits", "smiles"})
    void statisticsAreThoseOfTheTrainingPart(String name) {
        assertStatistics(open(name));
    }

    @Test
    void cifar10() {
        Dataset cifar = open("cifar10");
        assertWhole(cifar, 60_000);
        assertThat(histogram(cifar.part("train"))).containsOnly(4_500);
        assertThat(histogram(cifar.part("validation"))).containsOnly(500);
        assertThat(histogram(cifar.part("test"))).containsOnly(1_000);
        Split validation = cifar.part("validation");
        for (int i = 0; i < validation.size(); i++) {
            assertThat(validation.id(i))
                    .matches("train/" + cifar.classes().get(validation.label(i)) + "/4[5-9][0-9]{2}\\.jpg");
        }
        assertThat(partsByContent(cifar).values()).allMatch(parts -> parts.size() == 1);
    }

    @Test
    void theSecondOpeningIsFast() {
        open("cifar10");
        long start = System.nanoTime();
        open("cifar10").part("train").image(44_999);
        // About 0.1 s; decoding it anew takes 20.
        assertThat((System.nanoTime() - start) * 1e-9).isLessThan(3);
    }

    @Test
    void signDigits() {
        Dataset signs = open("sign-digits");
        assertWhole(signs, 1_158 + 200 + 304);
        assertThat(histogram(signs.part("train"))).containsExactly(115, 116, 116, 116, 116, 116, 116, 116, 117, 114);
        assertThat(histogram(signs.part("validation"))).containsOnly(20);
        assertThat(histogram(signs.part("test"))).containsExactly(30, 30, 30, 30, 31, 31, 31, 30, 31, 30);
        assertThat(partsByContent(signs).values()).allMatch(parts -> parts.size() == 1);
        int large = 0;
        for (int i = 0; i < signs.part("train").size(); i++) {
            Image image = signs.part("train").image(i);
            assertThat(image.channels()).isEqualTo(3);
            large += image.height() == 100 && image.width() == 100 ? 0 : 1;
        }
        for (String part : List.of("validation", "test")) {
            for (int i = 0; i < signs.part(part).size(); i++) {
                large += signs.part(part).image(i).height() == 100 ? 0 : 1;
            }
        }
        assertThat(large).isLessThanOrEqualTo(4);
    }

    @Test
    void foldsOfSignDigits() {
        Set<String> tested = new HashSet<>();
        int tests = 0;
        for (int fold = 1; fold <= 5; fold++) {
            Dataset signs = open("sign-digits:fold=" + fold);
            int all = signs.parts().stream().mapToInt(p -> signs.part(p).size()).sum();
            assertWhole(signs, all);
            assertThat(signs.part("validation").size()).isEqualTo(200);
            assertThat(signs.part("train").size()).isGreaterThan(800);
            Split test = signs.part("test");
            for (int i = 0; i < test.size(); i++) {
                tested.add(test.id(i));
            }
            tests += test.size();
        }
        assertThat(tested).hasSize(2_062);
        assertThat(tests).isEqualTo(2_062);
    }

    @Test
    void smiles() {
        Dataset smiles = open("smiles");
        assertWhole(smiles, 13_165);
        assertThat(histogram(smiles.part("train"), 2)).containsExactly(6_529, 2_519);
        assertThat(histogram(smiles.part("validation"), 2)).containsExactly(961, 371);
        assertThat(histogram(smiles.part("test"), 2)).containsExactly(1_985, 800);
        // Seven pictures are twice in the set.
        Map<String, Set<String>> parts = partsByContent(smiles);
        assertThat(parts).hasSize(13_165 - 7);
        assertThat(parts.values()).allMatch(p -> p.size() == 1);
    }

    @Test
    void eachPersonOfAttFacesIsInOnePartAndTestedOnOnce() {
        Set<Integer> tested = new HashSet<>();
        for (int fold = 1; fold <= 4; fold++) {
            Dataset faces = open("att-faces:fold=" + fold);
            assertWhole(faces, 400);
            Map<Integer, Set<String>> parts = new HashMap<>();
            for (String part : faces.parts()) {
                Split split = faces.part(part);
                for (int i = 0; i < split.size(); i++) {
                    assertThat(split.id(i)).startsWith(faces.classes().get(split.label(i)) + "/");
                    parts.computeIfAbsent(split.label(i), label -> new HashSet<>())
                            .add(part);
                }
            }
            assertThat(parts).hasSize(40).allSatisfy((label, of) -> assertThat(of)
                    .hasSize(1));
            parts.forEach((label, of) -> {
                if (of.contains("test")) {
                    assertThat(tested.add(label)).isTrue();
                }
            });
        }
        assertThat(tested).hasSize(40);
        Dataset faces = open("att-faces");
        assertThat(faces.part("train").label(0)).isZero();
        assertThat(histogram(faces.part("train"), 25)).containsOnly(10);
        assertThat(faces.part("validation").size()).isEqualTo(50);
        for (int i = 0; i < 100; i++) {
            assertThat(faces.part("test").label(i)).isBetween(30, 39);
        }
    }

    @Test
    void theCoursesTestFile() {
        DataHome environment = DataHome.fromEnvironment();
        assumeTrue(
                environment.mirror().isPresent()
                        || Files.isRegularFile(
                                environment.cache().resolve("coursera").resolve("test_signs.h5")),
                "test_signs.h5 is not on this machine");
        Dataset signs = Datasets.open("coursera-signs", environment);
        assertThat(signs.parts()).contains("test");
        Split test = signs.part("test");
        assertThat(test.size()).isEqualTo(120);
        assertThat(histogram(test, 6)).containsOnly(20);
        assertThat(test.label(0)).isZero();
        Image image = test.image(0);
        assertThat(List.of(image.channels(), image.height(), image.width())).containsExactly(3, 64, 64);
        assertThat(ChannelStatistics.measure(test).mean().get(0)).isCloseTo(0.7644f, within(1e-4f));
    }
}
