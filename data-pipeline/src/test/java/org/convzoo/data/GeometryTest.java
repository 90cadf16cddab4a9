package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.convzoo.data.Pictures.assertSame;
import static org.convzoo.data.Pictures.constant;
import static org.convzoo.data.Pictures.grey;
import static org.convzoo.data.Pictures.mean;
import static org.convzoo.data.Pictures.noise;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GeometryTest {
    private static final RandomGenerator NONE = () -> {
        throw new AssertionError("drew a random number");
    };

    @Test
    void resize_by_hand() {
        // Halving with a triangle of radius 2: weights 3/8 3/8 1/8 inside, and normalised where the edge cuts it.
        Image halved = new Resize(1, 2).apply(grey(1, 4, 0, 80, 160, 240), NONE);
        assertThat(halved.pixels())
                .containsExactly(
                        new float[] {(3 * 0 + 3 * 80 + 160) / 7f, (80 + 3 * 160 + 3 * 240) / 7f}, within(1e-4f));
        // Doubling: a quarter of the way from centre to centre, and the edge repeats.
        Image doubled = new Resize(1, 4).apply(grey(1, 2, 0, 100), NONE);
        assertThat(doubled.pixels()).containsExactly(new float[] {0, 25, 75, 100}, within(1e-4f));
    }

    /** The numbers are Pillow 9.4's, {@code resize((w, h), BILINEAR)} of mode F. */
    @Test
    void resize_as_pillow_does() {
        assertThat(new Resize(3, 3).apply(formula(4, 5), NONE).pixels())
                .containsExactly(
                        new float[] {7.543f, 38.011f, 100.257f, 25.714f, 65.611f, 137.286f, 43.886f, 93.211f, 174.314f},
                        within(1e-3f));
        assertThat(new Resize(1, 2).apply(formula(4, 5), NONE).pixels())
                .containsExactly(new float[] {39.091f, 110.091f}, within(1e-3f));
        assertThat(new Resize(4, 5).apply(formula(2, 3), NONE).pixels())
                .containsExactly(
                        new float[] {
                            0, 2.8f, 7, 19.6f, 28, 3.25f, 6.55f, 11.5f, 24.85f, 33.75f, 9.75f, 14.05f, 20.5f, 35.35f,
                            45.25f, 13, 17.8f, 25, 40.6f, 51
                        },
                        within(1e-3f));
        assertThat(new Resize(3, 4).apply(formula(7, 10), NONE).pixels())
                .containsExactly(
                        new float[] {
                            27.519f, 105.949f, 152.629f, 142.779f, 66.091f, 142.619f, 134.379f, 135, 104.662f, 144.051f,
                            143.794f, 143.844f
                        },
                        within(1e-3f));
    }

    @Property(tries = 60)
    void resize_keeps_a_constant_picture(
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int newHeight,
            @ForAll @IntRange(min = 1, max = 40) int newWidth) {
        Image out = new Resize(newHeight, newWidth).apply(constant(3, height, width, 77), NONE);
        assertThat(out.height()).isEqualTo(newHeight);
        assertThat(out.width()).isEqualTo(newWidth);
        for (float value : out.pixels()) {
            assertThat(value).isCloseTo(77, within(1e-3f));
        }
    }

    @Property(tries = 60)
    void shrinking_uses_every_pixel(@ForAll @IntRange(min = 1, max = 20) int factor, @ForAll long seed) {
        Image image = noise(1, 4 * factor, 3 * factor, seed);
        Image out = new Resize(4, 3).apply(image, NONE);
        // Only the edges weigh differently.
        assertThat(mean(out)).isCloseTo(mean(image), within(40.0 / Math.sqrt(factor)));
        assertThat(out.pixels()).doesNotContain(Float.NaN);
    }

    @Test
    void resize_to_its_own_size_is_identity() {
        Image image = noise(3, 5, 6, 1);
        assertSame(new Resize(5, 6).apply(image, NONE), image);
    }

    @Test
    void the_shorter_side_rules_and_the_longer_is_cut_down() {
        assertThat(sizeOf(new ResizeShorter(256).apply(noise(1, 48, 50, 1), NONE)))
                .isEqualTo("256x266"); // 266.67
        assertThat(sizeOf(new ResizeShorter(10).apply(noise(1, 35, 20, 1), NONE)))
                .isEqualTo("17x10"); // 17.5
        assertThatThrownBy(() -> new ResizeShorter(9000).apply(constant(1, 1, 1000, 0), NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("1000x1");
    }

    @Test
    void center_crop_rounds_halves_as_torchvision() {
        Image row = grey(1, 7, 0, 1, 2, 3, 4, 5, 6);
        assertThat(new CenterCrop(1, 3).apply(row, NONE).pixels()).containsExactly(2, 3, 4);
        assertThat(new CenterCrop(1, 6).apply(row, NONE).pixels()).containsExactly(0, 1, 2, 3, 4, 5); // 0.5 -> 0
        assertThat(new CenterCrop(1, 4).apply(row, NONE).pixels()).containsExactly(2, 3, 4, 5); // 1.5 -> 2
        assertThat(new CenterCrop(1, 2).apply(row, NONE).pixels()).containsExactly(2, 3); // 2.5 -> 2
    }

    @Test
    void center_crop_pads_what_is_too_small_with_black() {
        Image small = grey(1, 2, 5, 6);
        assertThat(new CenterCrop(3, 2).apply(small, NONE).pixels()).containsExactly(0, 0, 5, 6, 0, 0);
        assertThat(new CenterCrop(1, 5).apply(small, NONE).pixels()).containsExactly(0, 5, 6, 0, 0);
        assertThat(new CenterCrop(2, 1).apply(small, NONE).pixels()).containsExactly(5, 0);
    }

    @Test
    void pad_in_the_order_of_css() {
        Image padded = new Pad(1, 2, 0, 1, 9).apply(grey(1, 2, 5, 6), NONE);
        assertThat(sizeOf(padded)).isEqualTo("2x5");
        assertThat(padded.pixels()).containsExactly(9, 9, 9, 9, 9, 9, 5, 6, 9, 9);
        Image none = noise(3, 4, 5, 2);
        assertSame(new Pad(0, 0, 0, 0, 0).apply(none, NONE), none);
    }

    @Test
    void fit_shows_the_whole_picture() {
        Image wide = constant(3, 10, 40, 200);
        Image out = new Fit(20, 20, 50).apply(wide, NONE); // 5 x 20 in the middle
        assertThat(sizeOf(out)).isEqualTo("20x20");
        for (int y = 0; y < 20; y++) {
            assertThat(out.at(1, y, 3)).as("row " + y).isCloseTo(y >= 7 && y < 12 ? 200 : 50, within(1e-3f));
        }
        assertThat(sizeOf(new Fit(8, 8, 0).apply(constant(1, 1, 1000, 1), NONE)))
                .isEqualTo("8x8");
        assertThat(new Fit(4, 4, 0).apply(constant(1, 2, 2, 9), NONE).pixels()).containsOnly(9);
    }

    @Test
    void a_light_sheet_becomes_dark() {
        Image sheet = constant(1, 4, 4, 250);
        sheet.pixels()[5] = 10; // ink
        Image dark = new DarkBackground().apply(sheet, NONE);
        assertThat(dark.at(0, 0, 0)).isEqualTo(5);
        assertThat(dark.at(0, 1, 1)).isEqualTo(245);
        assertSame(new DarkBackground().apply(dark, NONE), dark);
        // Only the border counts: 12 of 16 pixels at 120, the inside is white.
        Image inside = constant(1, 4, 4, 120);
        for (int i : new int[] {5, 6, 9, 10}) {
            inside.pixels()[i] = 255;
        }
        assertSame(new DarkBackground().apply(inside, NONE), inside);
        assertThat(new DarkBackground().apply(grey(2, 1, 200, 200), NONE).pixels())
                .containsExactly(55, 55);
        assertThat(new DarkBackground().apply(grey(1, 3, 200, 0, 200), NONE).pixels())
                .containsExactly(55, 255, 55);
    }

    @Test
    void bad_values_are_told() {
        assertThatThrownBy(() -> new Resize(0, 5)).hasMessage("height and width must be >= 1, got 0x5");
        assertThatThrownBy(() -> new CenterCrop(100_000, 100_000)).hasMessageContaining("at most 100 million pixels");
        assertThatThrownBy(() -> new Pad(-1, 0, 0, 0, 0)).hasMessage("top must be >= 0, got -1");
        assertThatThrownBy(() -> new Pad(0, 0, 0, 0, 256)).hasMessage("value must be between 0 and 255, got 256");
        assertThatThrownBy(() -> new Fit(1, 1, Float.NaN)).hasMessage("background must be between 0 and 255, got NaN");
    }

    private static Image formula(int height, int width) {
        float[] pixels = new float[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = (7 * x * x + 13 * y + x * y * 5) % 256;
            }
        }
        return new Image(1, height, width, pixels);
    }

    private static String sizeOf(Image image) {
        return image.height() + "x" + image.width();
    }

    @Property(tries = 200)
    void a_part_of_a_resized_picture_is_what_would_be_cut_out_of_the_whole(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Image image = noise(random.nextBoolean() ? 1 : 3, random.nextInt(1, 20), random.nextInt(1, 20), seed);
        Resize resize = new Resize(random.nextInt(1, 30), random.nextInt(1, 30));
        int height = random.nextInt(1, resize.height() + 1);
        int width = random.nextInt(1, resize.width() + 1);
        int top = random.nextInt(resize.height() - height + 1);
        int left = random.nextInt(resize.width() - width + 1);
        Image whole = resize.apply(image, random);
        assertSame(resize.part(image, top, left, height, width), Window.cut(whole, top, left, height, width, 0));
    }

    @Test
    void standardizeTakesTheLightAway() {
        Image picture = new Image(1, 1, 4, new float[] {10, 20, 20, 30}); // mean 20, deviation sqrt(50)
        float one = (float) (64 * 10 / Math.sqrt(50));
        assertThat(new Standardize().apply(picture, NONE).pixels())
                .containsExactly(new float[] {127.5f - one, 127.5f, 127.5f, 127.5f + one}, within(1e-4f));
        Image brighter = new Image(1, 1, 4, new float[] {110, 140, 140, 170});
        assertThat(new Standardize().apply(brighter, NONE).pixels())
                .containsExactly(new Standardize().apply(picture, NONE).pixels(), within(1e-4f));
        assertThat(new Standardize()
                        .apply(new Image(1, 1, 2, new float[] {7, 7}), NONE)
                        .pixels())
                .containsOnly(127.5f);
    }
}
