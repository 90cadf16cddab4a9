package org.convzoo.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Blots out a square whose middle is anywhere in the picture, so that part of it may be outside (DeVries, Taylor: Improved Regularization of
 * Convolutional Neural Networks with Cutout, arXiv 1708.04552, section 3.2).
 *
 * @param size rows and columns of the square
 * @param background what it is filled with, 0 to 255; the paper has the data set's mean
 */
public record Cutout(int size, float background) implements Transform {
    public Cutout {
        Check.size(size, size);
        Check.between(0, 255, "background", background);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        int top = random.nextInt(image.height()) - size / 2;
        int left = random.nextInt(image.width()) - size / 2;
        int fromX = Math.max(0, left);
        int toX = Math.min(image.width(), left + size);
        float[] out = image.pixels().clone();
        for (int c = 0; c < image.channels(); c++) {
            for (int y = Math.max(0, top); y < Math.min(image.height(), top + size); y++) {
                int row = (c * image.height() + y) * image.width();
                Arrays.fill(out, row + fromX, row + toX, background);
            }
        }
        return new Image(image.channels(), image.height(), image.width(), out);
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(Frame.whole(height, width));
    }
}
