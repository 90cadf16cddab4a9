package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationsTest {
    @Test
    void keepsTheSizeOfThePicture() {
        SplittableRandom random = new SplittableRandom(1);
        for (CatalogEntry entry : Datasets.catalogue()) {
            for (int side : new int[] {28, 32, 64, 224}) {
                int channels = entry.shape().get(0);
                Image image = Pictures.noise(channels, side, side, 3);
                for (Transform t : Augmentations.strong(entry.name())) {
                    image = t.apply(image, random);
                }
                assertThat(List.of(image.channels(), image.height(), image.width()))
                        .containsExactly(channels, side, side);
            }
        }
    }

    @Test
    void cifarIsShiftedByFourAndMirrored() {
        assertThat(Augmentations.of("cifar10"))
                .containsExactly(new RandomShift(4), new RandomFlip(0.5f))
                .isEqualTo(Augmentations.of("cifar10-binary"));
        assertThat(Augmentations.strong("cifar10")).hasSize(4).last().isEqualTo(new Cutout(8, 120));
    }

    @Test
    void handsAndDigitsAreNeverMirrored() {
        for (String set : List.of("sign-digits", "sign-digits:fold=3", "coursera-signs", "digits", "mnist")) {
            assertThat(Augmentations.strong(set)).noneMatch(t -> t instanceof RandomFlip || t instanceof Mirror);
        }
        assertThat(Augmentations.of("sign-digits:fold=3"))
                .isEqualTo(Augmentations.of("sign-digits"))
                .isNotEmpty();
    }

    @Test
    void nothingIsDoneToWhatIsNotKnown() {
        assertThat(Augmentations.of("/home/me/pictures")).isEmpty();
        assertThat(ChannelStatistics.of("/home/me/pictures")).isEmpty();
    }

    @Test
    void cutoutBlotsOutOneSquareThatMayHangOver() {
        Image image = Pictures.constant(2 + 1, 20, 30, 50);
        int whole = 0;
        for (int seed = 0; seed < 200; seed++) {
            Image out = new Cutout(6, 7).apply(image, new SplittableRandom(seed));
            int blotted = 0;
            for (int i = 0; i < 600; i++) {
                float red = out.pixels()[i];
                assertThat(red).isIn(7f, 50f);
                assertThat(out.pixels()[600 + i]).isEqualTo(red);
                blotted += red == 7 ? 1 : 0;
            }
            assertThat(blotted).isBetween(9, 36);
            whole += blotted == 36 ? 1 : 0;
        }
        assertThat(whole).isBetween(80, 160); // 15 of 20 rows times 25 of 30 columns: 125 of 200
        assertThat(image.pixels()).containsOnly(50);
        assertThatThrownBy(() -> new Cutout(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cutout(4, 256)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void statisticsOfGreyServeNetsThatTakeColours() {
        ChannelStatistics grey = new ChannelStatistics(List.of(0.5f), List.of(0.2f));
        assertThat(grey.forChannels(3))
                .isEqualTo(new ChannelStatistics(List.of(0.5f, 0.5f, 0.5f), List.of(0.2f, 0.2f, 0.2f)));
        assertThat(grey.forChannels(1)).isSameAs(grey);
        ChannelStatistics cifar = ChannelStatistics.of("cifar10").orElseThrow();
        assertThatThrownBy(() -> cifar.forChannels(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChannelStatistics(List.of(1f), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
