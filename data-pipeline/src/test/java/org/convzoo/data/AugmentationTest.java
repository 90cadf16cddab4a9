package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.convzoo.data.Pictures.assertSame;
import static org.convzoo.data.Pictures.constant;
import static org.convzoo.data.Pictures.grey;
import static org.convzoo.data.Pictures.mean;
import static org.convzoo.data.Pictures.noise;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AugmentationTest {
    /** Draws the upper end of every range. */
    private static final RandomGenerator LARGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public float nextFloat() {
            return Math.nextDown(1f);
        }
    };

    static List<Transform> everyRandomTransform() {
        return List.of(
                new RandomAffine(15, 0.1f, 0.8f, 1.2f, 10, 0),
                new ElasticDistortion(34, 4),
                new RandomFlip(0.5f),
                new RandomCrop(20, 22, 3),
                new RandomShift(3),
                new ColorJitter(0.4f, 0.4f, 0.4f, 0.1f),
                new RandomErase(1, 0.02f, 0.4f, 128),
                new HeadTurn(0.2f),
                new LightRamp(0.3f),
                new OneWarp(List.of(
                        new RandomAffine(15, 0.1f, 0.8f, 1.2f, 10, 0),
                        new HeadTurn(0.2f),
                        new ElasticDistortion(34, 4))),
                new BoxAugmentation(0.5f, 0.5f, 1.5f, 0.1f, 0.5f, new ColorJitter(0.4f, 0.4f, 0.4f, 0.1f)));
    }

    static List<Transform> transformsThatDoNothing() {
        return List.of(
                new RandomAffine(0, 0, 1, 1, 0, 99),
                new ElasticDistortion(0, 4),
                new RandomFlip(0),
                new RandomCrop(24, 24, 0),
                new RandomShift(0),
                new ColorJitter(0, 0, 0, 0),
                new RandomErase(0, 0.02f, 0.4f, 0),
                new HeadTurn(0),
                new LightRamp(0),
                new OneWarp(List.of()),
                new OneWarp(List.of(new RandomAffine(0, 0, 1, 1, 0, 0), new HeadTurn(0), new ElasticDistortion(0, 4))),
                new BoxAugmentation(1, 1, 1, 0, 0, new ColorJitter(0, 0, 0, 0)));
    }

    @ParameterizedTest
    @MethodSource("everyRandomTransform")
    void the_key_decides_the_input_stays_and_values_stay_in_range(Transform transform) {
        for (int channels : new int[] {1, 3}) {
            Image image = noise(channels, 24, 24, 7);
            float[] before = image.pixels().clone();
            boolean varied = false;
            Image first = transform.apply(image, Randoms.keyed(1, 0));
            for (int key = 0; key < 20; key++) {
                Image out = transform.apply(image, Randoms.keyed(1, key));
                assertSame(transform.apply(image, Randoms.keyed(1, key)), out);
                varied |= !Arrays.equals(out.pixels(), first.pixels());
                for (float value : out.pixels()) {
                    assertThat(value).isBetween(-1e-3f, 255.001f);
                }
            }
            assertThat(varied).isTrue();
            assertThat(image.pixels()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("transformsThatDoNothing")
    void neutral_parameters_change_nothing(Transform transform) {
        Image image = noise(3, 24, 24, 3);
        for (int key = 0; key < 5; key++) {
            assertSame(transform.apply(image, Randoms.keyed(key)), image);
        }
    }

    @Property(tries = 50)
    void two_flips_are_none(
            @ForAll @IntRange(min = 1, max = 9) int height, @ForAll @IntRange(min = 1, max = 9) int width) {
        Image image = noise(3, height, width, height);
        RandomFlip always = new RandomFlip(1);
        Image once = always.apply(image, Randoms.keyed(1));
        assertThat(once.at(2, height - 1, 0)).isEqualTo(image.at(2, height - 1, width - 1));
        assertSame(always.apply(once, Randoms.keyed(2)), image);
    }

    @Test
    void flips_happen_as_often_as_asked() {
        Image image = grey(1, 2, 0, 1);
        int flips = 0;
        for (int key = 0; key < 10_000; key++) {
            flips += (int) new RandomFlip(0.3f).apply(image, Randoms.keyed(key)).pixels()[0];
        }
        assertThat(flips).isCloseTo(3000, within(200));
    }

    @Test
    void crops_reach_every_place_and_padding_is_black() {
        Image image = grey(1, 3, 7, 8, 9);
        RandomCrop crop = new RandomCrop(1, 2, 1);
        Set<String> seen = new TreeSet<>();
        for (int key = 0; key < 500; key++) {
            seen.add(Arrays.toString(crop.apply(image, Randoms.keyed(key)).pixels()));
        }
        // Rows -1, 0, 1 and columns -1 to 2; outside rows are black.
        assertThat(seen)
                .containsExactlyInAnyOrder("[0.0, 0.0]", "[0.0, 7.0]", "[7.0, 8.0]", "[8.0, 9.0]", "[9.0, 0.0]");
        assertThatThrownBy(() -> new RandomCrop(9, 9, 2).apply(image, Randoms.keyed(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("9x9 does not fit into a picture of 3x1 with padding 2");
    }

    @Test
    void a_shift_by_whole_pixels_keeps_the_size_and_reaches_every_place() {
        Image image = grey(1, 3, 7, 8, 9);
        Set<String> seen = new TreeSet<>();
        for (int key = 0; key < 500; key++) {
            seen.add(Arrays.toString(
                    new RandomShift(1).apply(image, Randoms.keyed(key)).pixels()));
        }
        assertThat(seen)
                .containsExactlyInAnyOrder("[0.0, 0.0, 0.0]", "[0.0, 7.0, 8.0]", "[7.0, 8.0, 9.0]", "[8.0, 9.0, 0.0]");
    }

    @Test
    void a_shift_moves_the_picture() {
        // Of a bright column only where it goes can change: the mass stays while it stays inside.
        Image image = constant(1, 9, 9, 0);
        image.pixels()[4 * 9 + 4] = 200;
        RandomAffine shift = new RandomAffine(0, 0.3f, 1, 1, 0, 0);
        double farthest = 0;
        for (int key = 0; key < 300; key++) {
            Image out = shift.apply(image, Randoms.keyed(key));
            assertThat(mean(out) * 81).isCloseTo(200, within(0.1));
            double row = 0;
            for (int i = 0; i < 81; i++) {
                int y = i / 9;
                row += out.pixels()[i] / 200 * y;
            }
            farthest = Math.max(farthest, Math.abs(row - 4));
        }
        assertThat(farthest).isBetween(2.5, 2.7 + 1e-3); // 0.3 of 9
    }

    @Test
    void a_turn_keeps_the_centre_and_a_scale_changes_the_area() {
        Image cross = constant(1, 31, 31, 0);
        for (int y = 11; y < 20; y++) {
            for (int x = 11; x < 20; x++) {
                cross.pixels()[y * 31 + x] = 100;
            }
        }
        Image turned = new RandomAffine(180, 0, 1, 1, 0, 0).apply(cross, Randoms.keyed(4));
        assertThat(turned.at(0, 15, 15)).isCloseTo(100, within(1e-3f));
        assertThat(mean(turned)).isCloseTo(mean(cross), within(mean(cross) * 0.02));
        Image doubled = new RandomAffine(0, 0, 2, 2, 0, 0).apply(cross, Randoms.keyed(4));
        assertThat(mean(doubled)).isCloseTo(4 * mean(cross), within(mean(cross) * 0.05));
        Image sheared = new RandomAffine(0, 0, 1, 1, 40, 0).apply(cross, Randoms.keyed(4));
        assertThat(mean(sheared)).isCloseTo(mean(cross), within(mean(cross) * 0.02));
        Image shrunk = new RandomAffine(0, 0, 0.5f, 0.5f, 0, 60).apply(constant(1, 20, 20, 10), Randoms.keyed(1));
        assertThat(shrunk.at(0, 0, 0)).isEqualTo(60); // background
        assertThat(shrunk.at(0, 10, 10)).isEqualTo(10);
    }

    /** A quarter turn is exact: it checks the sense of rows and columns in the warp. */
    @Test
    void a_quarter_turn() {
        Image image = grey(2, 2, 1, 2, 3, 4);
        Image out = new RandomAffine(90, 0, 1, 1, 0, 0).apply(image, LARGEST);
        // Clockwise, since y points down.
        assertThat(out.pixels()).containsExactly(new float[] {3, 1, 4, 2}, within(1e-2f));
    }

    @Test
    void elastic_distortion_moves_by_less_than_alpha_and_smoothly() {
        // A ramp shows the displacement: value = column.
        float[] ramp = new float[64 * 64];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i % 64;
        }
        Image out = new ElasticDistortion(34, 4).apply(new Image(1, 64, 64, ramp), Randoms.keyed(3));
        double squares = 0;
        for (int y = 16; y < 48; y++) {
            for (int x = 16; x < 48; x++) {
                double move = out.at(0, y, x) - x;
                squares += move * move;
                assertThat(move).isBetween(-8.0, 8.0);
                assertThat(out.at(0, y, x) - out.at(0, y, x - 1) - 1).isBetween(-1.6f, 1.6f);
            }
        }
        // White noise of variance 1/3 through a Gaussian: 34 / (sqrt(3) * 2 * sqrt(pi) * 4) = 1.38 pixels.
        assertThat(Math.sqrt(squares / (32 * 32))).isBetween(0.7, 2.2);
    }

    @Test
    void colours_by_hand() {
        Image pixel = new Image(3, 1, 1, new float[] {100, 50, 20});
        assertThat(new ColorJitter(0.5f, 0, 0, 0).apply(pixel, LARGEST).pixels())
                .containsExactly(new float[] {150, 75, 30}, within(1e-3f));
        float grey = 0.299f * 100 + 0.587f * 50 + 0.114f * 20;
        assertThat(new ColorJitter(0, 0, 1, 0).apply(pixel, LARGEST).pixels())
                .containsExactly(new float[] {200 - grey, 100 - grey, 0}, within(1e-3f));
        // Half a circle: the complementary colour has the same largest and smallest value.
        assertThat(new ColorJitter(0, 0, 0, 0.5f).apply(pixel, LARGEST).pixels())
                .containsExactly(new float[] {20, 70, 100}, within(1e-2f));
        Image two = grey(1, 2, 100, 200);
        assertThat(new ColorJitter(0, 0.5f, 0, 0).apply(two, LARGEST).pixels())
                .containsExactly(new float[] {75, 225}, within(1e-3f));
        assertThat(new ColorJitter(0, 0, 9, 0.5f).apply(two, LARGEST).pixels()).containsExactly(100, 200);
    }

    @Test
    void erases_one_rectangle_of_the_area_asked_for() {
        Image image = constant(3, 40, 40, 10);
        RandomErase erase = new RandomErase(1, 0.1f, 0.2f, 200);
        for (int key = 0; key < 200; key++) {
            Image out = erase.apply(image, Randoms.keyed(key));
            int erased = 0;
            for (int i = 0; i < 1600; i++) {
                if (out.pixels()[i] == 200) {
                    erased++;
                    assertThat(out.pixels()[1600 + i]).isEqualTo(200);
                    assertThat(out.pixels()[3200 + i]).isEqualTo(200);
                }
            }
            assertThat(erased / 1600.0).isBetween(0.09, 0.215);
        }
    }

    @Test
    void bad_values_are_told() {
        assertThatThrownBy(() -> new RandomAffine(-3, 0, 1, 1, 0, 0)).hasMessage("degrees must be >= 0, got -3");
        assertThatThrownBy(() -> new RandomAffine(0, 0, 0, 1, 0, 0)).hasMessage("minScale must be > 0, got 0");
        assertThatThrownBy(() -> new RandomAffine(0, 0, 2, 1, 0, 0)).hasMessage("maxScale must be >= 2, got 1");
        assertThatThrownBy(() -> new ElasticDistortion(1, 0)).hasMessage("sigma must be > 0, got 0");
        assertThatThrownBy(() -> new RandomFlip(1.5f)).hasMessage("probability must be between 0 and 1, got 1.5");
        assertThatThrownBy(() -> new RandomFlip(Float.NaN)).hasMessage("probability must be between 0 and 1, got NaN");
        assertThatThrownBy(() -> new RandomErase(1, 0.5f, 0.2f, 0))
                .hasMessageContaining("maxArea must be between 0.5 and 1");
        assertThatThrownBy(() -> new ColorJitter(0, 0, 0, 0.6f)).hasMessage("hue must be between 0 and 0.5, got 0.6");
    }
}
