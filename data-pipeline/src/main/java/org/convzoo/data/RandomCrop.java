package org.convzoo.data;

import java.util.random.RandomGenerator;

/**
 * A black margin, then a random piece. {@code RandomCrop(32, 32, 4)} is the usual augmentation of CIFAR (He et al. 2015,
 * arXiv 1512.03385, section 4.2).
 *
 * @param height rows of the result
 * @param width columns of the result
 * @param padding pixels added on each side first
 */
public record RandomCrop(int height, int width, int padding) implements Transform {
    public RandomCrop {
        Check.size(height, width);
        Check.atLeast(0, "padding", padding);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        long roomY = image.height() + 2L * padding - height;
        long roomX = image.width() + 2L * padding - width;
        if (roomY < 0 || roomX < 0) {
            throw new DataException("a random crop of " + width + "x" + height + " does not fit into a picture of "
                    + image.width() + "x" + image.height() + " with padding " + padding
                    + "; make the crop smaller or the padding wider");
        }
        int top = (int) (random.nextLong(roomY + 1) - padding);
        int left = (int) (random.nextLong(roomX + 1) - padding);
        return Window.cut(image, top, left, height, width, 0);
    }
}
