package org.convzoo.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Makes a photographed or scanned digit look like one of MNIST, where ink is white on black: a picture whose outermost pixels
 * are light on average (above 127.5) is inverted, any other is left alone.
 */
public record DarkBackground() implements Transform {
    @Override
    public Image apply(Image image, RandomGenerator random) {
        if (borderMean(image) <= 127.5) {
            return image;
        }
        float[] out = new float[image.pixels().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = 255 - image.pixels()[i];
        }
        return new Image(image.channels(), image.height(), image.width(), out);
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(Frame.whole(height, width));
    }

    private static double borderMean(Image image) {
        double sum = 0;
        int count = 0;
        int right = image.width() - 1;
        int bottom = image.height() - 1;
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y <= bottom; y++) {
                // Whole first and last row, of the others both ends.
                int step = y == 0 || y == bottom ? 1 : Math.max(1, right);
                for (int x = 0; x <= right; x += step) {
                    sum += image.at(c, y, x);
                    count++;
                }
            }
        }
        return sum / count;
    }
}
