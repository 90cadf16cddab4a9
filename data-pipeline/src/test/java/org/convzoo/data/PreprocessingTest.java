package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
    @Test
    void scale_mean_and_deviation_per_channel_in_the_order_of_the_net() {
        Image image = new Image(3, 1, 1, new float[] {255, 51, 0});
        float[] out = new float[4];
        preprocessing(ChannelOrder.RGB).normalize(image, out, 1);
        assertThat(out).containsExactly(new float[] {0, 0, 1, -0.25f}, within(1e-6f));
        preprocessing(ChannelOrder.BGR).normalize(image, out, 0); // mean and std are in the net's order too
        assertThat(out[0]).isCloseTo(-1, within(1e-6f));
        assertThat(out[2]).isCloseTo(0.75f, within(1e-6f));
    }

    @Test
    void channels_fit_the_net() {
        Image grey = Pictures.grey(1, 2, 10, 20);
        assertThat(Preprocessing.unit(1, 2, ChannelOrder.RGB).prepare(grey).pixels())
                .containsExactly(10, 20, 10, 20, 10, 20);
        Image colour = new Image(3, 1, 1, new float[] {100, 200, 50});
        assertThat(Preprocessing.unit(1, 1, ChannelOrder.GREY).prepare(colour).pixels())
                .containsExactly(new float[] {29.9f + 117.4f + 5.7f}, within(1e-4f));
    }

    @Test
    void random_steps_are_refused() {
        Preprocessing random = Preprocessing.unit(2, 2, ChannelOrder.GREY, new RandomFlip(0.5f));
        assertThatThrownBy(() -> random.prepare(Image.black(1, 2, 2))).hasMessageContaining("must be deterministic");
    }

    private static Preprocessing preprocessing(ChannelOrder order) {
        return new Preprocessing(1, 1, order, List.of(), 1 / 255f, List.of(1f, 0.1f, 0.25f), List.of(1f, 0.1f, 1f));
    }
}
