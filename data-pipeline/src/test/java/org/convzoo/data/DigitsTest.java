package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DigitsTest {
    private static Dataset digits;

    @BeforeAll
    static void draw() {
        digits = Digits.open();
    }

    @Test
    void hasThePartsAndClassesThatTheCatalogueStates() {
        assertThat(digits.parts()).containsExactly("train", "validation", "test");
        assertThat(digits.classes()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(digits.part("train").size()).isEqualTo(10_800);
        assertThat(digits.part("validation").size()).isEqualTo(1_200);
        assertThat(digits.part("test").size()).isEqualTo(2_000);
        Datasets.entry("digits")
                .images()
                .forEach((part, count) -> assertThat(digits.part(part).size()).isEqualTo(count));
        assertThatThrownBy(() -> digits.part("extra"))
                .isInstanceOf(DataException.class)
                .hasMessage("data set digits has no part 'extra'; it has train, validation, test");
    }

    @Test
    void hasEachClassEquallyOftenInEachPart() {
        for (String part : digits.parts()) {
            int[] counts = new int[10];
            Split split = digits.part(part);
            for (int i = 0; i < split.size(); i++) {
                counts[split.label(i)]++;
            }
            assertThat(counts).containsOnly(split.size() / 10);
        }
    }

    @Test
    void isTheSameBitForBitOnEveryMachine() {
        assertThat(digits.digest())
                .isEqualTo(Digits.DIGEST)
                .isEqualTo(Digits.open().digest());
    }

    @Test
    void hasNoPictureTwice() {
        Set<String> seen = new HashSet<>();
        int count = 0;
        for (String part : digits.parts()) {
            for (int i = 0; i < digits.part(part).size(); i++) {
                seen.add(content(digits.part(part).image(i)));
                count++;
            }
        }
        assertThat(seen).hasSize(count);
    }

    @Test
    void isFramedLikeMnist() {
        Split train = digits.part("train");
        double ink = 0;
        double offCentre = 0;
        for (int i = 0; i < 1000; i++) {
            Image image = train.image(i);
            assertThat(image.channels()).isEqualTo(1);
            double mass = 0;
            double x = 0;
            double y = 0;
            for (int k = 0; k < 784; k++) {
                float v = image.pixels()[k];
                assertThat(v).isBetween(0f, 255f);
                mass += v;
                int row = k / 28;
                x += v * (k % 28);
                y += v * row;
            }
            ink += mass / 784 / 255;
            offCentre += Math.hypot(x / mass - 13.5, y / mass - 13.5);
        }
        // MNIST's training pictures have 0.131. Centres lie about a pixel off, so that shifts have to be learnt.
        assertThat(ink / 1000).isBetween(0.10, 0.16);
        assertThat(offCentre / 1000).isBetween(0.5, 2.0);
    }

    @Test
    void isTooHardForALinearClassifierButNotHopeless() {
        LinearClassifier linear = new LinearClassifier(10, 784);
        linear.train(digits.part("train"), 6, 0.02f);
        assertThat(linear.accuracy(digits.part("test"))).isBetween(0.5, 0.9);
    }

    @Test
    void namesPicturesByPartAndIndexAndRefusesOthers() {
        assertThat(digits.part("validation").id(3)).isEqualTo("validation/3");
        assertThatThrownBy(() -> digits.part("train").image(10_800)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> digits.part("validation").image(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static String content(Image image) {
        byte[] bytes = new byte[image.pixels().length];
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = (byte) image.pixels()[k];
        }
        return Digests.sha256(bytes);
    }
}
