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
        return new Mirror().apply(image, random);
    }
}
