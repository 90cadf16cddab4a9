package org.convzoo.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Gives each picture the same brightness and contrast, whatever the light was: a mean of 127.5 and a deviation of {@value #DEVIATION} over
 * all its values. A picture of one colour becomes even grey. FaceNet's "prewhitening", kept within the range of pixels.
 */
public record Standardize() implements Transform {
    private static final double MEAN = 127.5, DEVIATION = 64;

    /** Of noise: less contrast is not made more of. */
    private static final double LEAST_DEVIATION = 1;

    @Override
    public Image apply(Image image, RandomGenerator random) {
        double sum = 0, squares = 0;
        for (float level : image.pixels()) {
            sum += level;
            squares += (double) level * level;
        }
        int count = image.pixels().length;
        double mean = sum / count;
        double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
        double factor = DEVIATION / Math.max(LEAST_DEVIATION, deviation);
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) (MEAN + factor * (image.pixels()[i] - mean));
        }
        return new Image(image.channels(), image.height(), image.width(), out);
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(Frame.whole(height, width));
    }
}
