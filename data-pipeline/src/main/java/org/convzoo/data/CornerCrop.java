package org.convzoo.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Cuts out one of the five crops of ten-crop evaluation.
 *
 * @param height rows of the result; the picture has at least as many
 * @param width columns of the result
 * @param corner which one
 */
public record CornerCrop(int height, int width, Corner corner) implements Transform {
    /** In the order of torchvision's {@code five_crop}. */
    public enum Corner {
        TOP_LEFT,
        TOP_RIGHT,
        BOTTOM_LEFT,
        BOTTOM_RIGHT,
        CENTER
    }

    public CornerCrop {
        Check.size(height, width);
        if (corner == null) {
            throw new IllegalArgumentException("corner must be given");
        }
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        if (image.height() < height || image.width() < width) {
            throw new IllegalArgumentException("a picture of " + image.height() + "x" + image.width()
                    + " has no corner of " + height + "x" + width);
        }
        int bottom = image.height() - height;
        int right = image.width() - width;
        return switch (corner) {
            case TOP_LEFT -> Window.cut(image, 0, 0, height, width, 0);
            case TOP_RIGHT -> Window.cut(image, 0, right, height, width, 0);
            case BOTTOM_LEFT -> Window.cut(image, bottom, 0, height, width, 0);
            case BOTTOM_RIGHT -> Window.cut(image, bottom, right, height, width, 0);
            case CENTER -> new CenterCrop(height, width).apply(image, random);
        };
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        int bottom = height - this.height;
        int right = width - this.width;
        return switch (corner) {
            case TOP_LEFT -> Optional.of(new Frame(0, 0, this.height, this.width));
            case TOP_RIGHT -> Optional.of(new Frame(0, right, this.height, this.width));
            case BOTTOM_LEFT -> Optional.of(new Frame(bottom, 0, this.height, this.width));
            case BOTTOM_RIGHT -> Optional.of(new Frame(bottom, right, this.height, this.width));
            case CENTER -> new CenterCrop(this.height, this.width).frame(height, width);
        };
    }
}
