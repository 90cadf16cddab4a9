package org.convzoo.data;

import java.util.random.RandomGenerator;

/**
 * Moves by whole pixels, black comes in: {@link RandomCrop} of a picture's own size, for augmentation that does not know it.
 *
 * @param pixels at most so many up or down, and so many left or right
 */
public record RandomShift(int pixels) implements Transform {
    public RandomShift {
        Check.atLeast(0, "pixels", pixels);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        return new RandomCrop(image.height(), image.width(), pixels).apply(image, random);
    }
}
