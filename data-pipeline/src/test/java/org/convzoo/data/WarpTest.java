package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.convzoo.data.Pictures.assertSame;
import static org.convzoo.data.Pictures.constant;
import static org.convzoo.data.Pictures.noise;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What faces are bent by, and lit by. */
class WarpTest {
    /** Value = column, so that a result shows where each pixel came from. */
    private static Image columns(int height, int width) {
        float[] ramp = new float[height * width];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i % width;
        }
        return new Image(1, height, width, ramp);
    }

    @Property(tries = 100)
    void a_head_turns_about_its_middle_and_no_column_overtakes_another(
            @ForAll long seed,
            @ForAll @FloatRange(min = 0, max = 0.49f) float share,
            @ForAll @IntRange(min = 2, max = 40) int width) {
        Image out = new HeadTurn(share).apply(columns(3, width), new SplittableRandom(seed));
        float half = (width - 1) / 2f;
        float turn = Randoms.uniform(new SplittableRandom(seed), -share, share);
        for (int x = 0; x < width; x++) {
            float u = x / half - 1;
            assertThat(out.at(0, 1, x))
                    .isEqualTo(out.at(0, 2, x))
                    .isCloseTo(x + turn * half * (1 - u * u), within(1e-3f));
            if (x > 0) {
                assertThat(out.at(0, 0, x)).isGreaterThanOrEqualTo(out.at(0, 0, x - 1));
            }
        }
        assertThat(out.at(0, 0, 0)).isCloseTo(0, within(1e-4f));
        assertThat(out.at(0, 0, width - 1)).isCloseTo(width - 1, within(1e-4f));
    }

    @Property(tries = 100)
    void light_comes_from_one_side_and_changes_the_mean_of_an_even_picture_little(
            @ForAll long seed, @ForAll @FloatRange(min = 0, max = 0.7f) float strength) {
        Image out = new LightRamp(strength).apply(constant(3, 11, 21, 100), new SplittableRandom(seed));
        assertThat(Pictures.mean(out)).isCloseTo(100, within(1e-2));
        assertThat(out.at(0, 5, 10)).isCloseTo(100, within(1e-3f)); // the centre
        for (int i = 0; i < 11 * 21; i++) {
            int y = i / 21, x = i % 21;
            assertThat(out.at(2, y, x)).isEqualTo(out.at(0, y, x));
            // Opposite places are as much brighter as darker; a corner lies at most a root of two away.
            assertThat(out.at(0, y, x) + out.at(0, 10 - y, 20 - x)).isCloseTo(200, within(1e-2f));
            assertThat(Math.abs(out.at(0, y, x) - 100)).isLessThanOrEqualTo(100 * strength * 1.4143f + 1e-2f);
        }
        double slope = out.at(0, 5, 11) - out.at(0, 5, 10);
        for (int x = 1; x < 21; x++) {
            assertThat((double) out.at(0, 5, x) - out.at(0, 5, x - 1)).isCloseTo(slope, within(1e-3));
        }
    }

    @Property(tries = 30)
    void one_warp_of_one_step_is_that_step(@ForAll long seed) {
        Image image = noise(3, 20, 17, seed);
        for (Transform step : List.of(new HeadTurn(0.3f), new ElasticDistortion(60, 5))) {
            assertSame(
                    new OneWarp(List.of(step)).apply(image, new SplittableRandom(seed)),
                    step.apply(image, new SplittableRandom(seed)));
        }
    }

    /** On a ramp interpolation is exact, so two warps as one are the same as two. */
    @Property(tries = 50)
    void several_warps_follow_each_other(@ForAll long seed) {
        List<Transform> steps = List.of(
                new RandomAffine(3, 0.02f, 0.95f, 1.05f, 2, 0), new HeadTurn(0.1f), new ElasticDistortion(40, 8));
        Image ramp = columns(64, 64);
        SplittableRandom random = new SplittableRandom(seed);
        Image one = new OneWarp(steps).apply(ramp, new SplittableRandom(seed));
        Image many = ramp;
        for (Transform step : steps) {
            many = step.apply(many, random);
        }
        for (int y = 16; y < 48; y++) {
            for (int x = 16; x < 48; x++) {
                assertThat(one.at(0, y, x)).isCloseTo(many.at(0, y, x), within(0.05f));
            }
        }
    }

    /** Two half pixels there and back blur a picture; as one warp they do not. */
    @Test
    void what_is_bent_several_times_is_blurred_once() {
        Image image = noise(1, 32, 32, 5);
        RandomAffine shrink = new RandomAffine(0, 0, 0.5f, 0.5f, 0, 0), grow = new RandomAffine(0, 0, 2, 2, 0, 0);
        Image one = new OneWarp(List.of(shrink, grow)).apply(image, Randoms.keyed(1));
        Image many = grow.apply(shrink.apply(image, Randoms.keyed(1)), Randoms.keyed(1));
        for (int y = 8; y < 24; y++) {
            assertThat(one.at(0, y, 9)).isCloseTo(image.at(0, y, 9), within(1e-2f));
        }
        assertThat(many.at(0, 9, 9)).isNotCloseTo(image.at(0, 9, 9), within(5f));
    }

    @Test
    void strangers_change_no_picture_and_their_share_can_be_changed() {
        Strangers some = new Strangers("smiles", 0.5f, List.of(new LightRamp(0.1f)));
        Image image = noise(1, 5, 6, 1);
        assertSame(some.apply(image, Randoms.keyed(1)), image);
        List<Transform> all = List.of(new RandomFlip(0.5f), some);
        assertThat(Strangers.of(all)).contains(some);
        assertThat(Strangers.of(List.of(new RandomFlip(0.5f)))).isEmpty();
        assertThat(Strangers.withShare(all, 0.2f))
                .containsExactly(new RandomFlip(0.5f), new Strangers("smiles", 0.2f, some.views()));
    }

    @Test
    void lookalikes_are_the_same_in_all_epochs_unless_they_are_to_be_fresh() {
        Split one = new Split() {
            @Override
            public int size() {
                return 2;
            }

            @Override
            public Image image(int i) {
                return noise(1, 16, 16, i);
            }

            @Override
            public int label(int i) {
                return 0;
            }

            @Override
            public String id(int i) {
                return "" + i;
            }
        };
        for (boolean fresh : new boolean[] {false, true}) {
            Lookalikes two = new Lookalikes(2, 60, 4, fresh);
            Split first = two.of(one, 5, 0), later = two.of(one, 5, 9);
            assertThat(first.size()).isEqualTo(6);
            assertSame(later.image(1), one.image(1)); // the person itself
            assertSame(two.of(one, 5, 9).image(3), later.image(3));
            assertThat(Arrays.equals(first.image(3).pixels(), later.image(3).pixels()))
                    .isEqualTo(!fresh);
            assertThat(first.label(3)).isEqualTo(later.label(2)).isNotEqualTo(first.label(4));
        }
    }

    @Test
    void bad_values_are_told() {
        assertThatThrownBy(() -> new HeadTurn(0.5f)).hasMessage("share must be between 0 and 0.49, got 0.5");
        assertThatThrownBy(() -> new LightRamp(-1)).hasMessage("strength must be between 0 and 1, got -1");
        assertThatThrownBy(() -> new OneWarp(List.of(new Mirror()))).hasMessageContaining("got Mirror");
        assertThatThrownBy(() -> new Strangers(" ", 0.5f, List.of())).hasMessageContaining("data set's name");
        assertThatThrownBy(() -> new Strangers("smiles", 1, List.of()))
                .hasMessage("share must be between 0 and 0.99, got 1");
    }
}
