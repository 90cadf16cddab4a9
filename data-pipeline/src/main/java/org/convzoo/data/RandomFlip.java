package org.convzoo.data;

import java.util.random.RandomGenerator;

/**
 * Mirrors left and right. Not for digits or letters.
 *
 * @param probability 0 (never) to 1 (always)
 */
public record RandomFlip(float probability) implements Transform {
    public RandomFlip {
        Check.between(0, 1, "probability", probability);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        if (random.nextFloat() >= probability) { // nextFloat is below 1
            return image;
        }
        int width = image.width();
        float[] in = image.pixels();
        float[] out = new float[in.length];
        for (int row = 0; row < out.length; row += width) {
            for (int x = 0; x < width; x++) {
                out[row + x] = in[row + width - 1 - x];
            }
        }
        return new Image(image.channels(), image.height(), width, out);
    }
}
