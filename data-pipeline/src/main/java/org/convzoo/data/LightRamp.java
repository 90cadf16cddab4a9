package org.convzoo.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Light from one side: brighter towards one edge and darker towards the other, in a direction drawn at random. Results are clamped to 0..255.
 *
 * @param strength the factor at the middles of the edges that lie in the direction is 1 + l and 1 - l, l drawn from 0 to strength
 */
public record LightRamp(float strength) implements Transform {
    public LightRamp {
        Check.between(0, 1, "strength", strength);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        double angle = Randoms.uniform(random, 0, (float) (2 * Math.PI));
        float light = Randoms.uniform(random, 0, strength);
        float down = (float) (light * Math.sin(angle)), right = (float) (light * Math.cos(angle));
        int height = image.height(), width = image.width();
        float[] in = image.pixels();
        float[] out = new float[in.length];
        for (int i = 0; i < in.length; i++) {
            int x = i % width, y = i / width % height;
            float factor = 1 + down * across(y, height) + right * across(x, width);
            out[i] = Math.max(0, Math.min(255, in[i] * factor));
        }
        return new Image(image.channels(), height, width, out);
    }

    /** From -1 at one edge to 1 at the other. */
    private static float across(int i, int size) {
        return size == 1 ? 0 : 2f * i / (size - 1) - 1;
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(Frame.whole(height, width));
    }
}
