package org.convzoo.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Cuts the same part out of each picture, whatever its size: a face out of the head and shoulders around it.
 *
 * @param top where the part begins, as a share of the picture's height
 * @param left likewise of its width
 * @param height of the part, as a share of the picture's
 * @param width likewise
 */
public record Inset(float top, float left, float height, float width) implements Transform {
    public Inset {
        Check.between(0, 1, "top", top);
        Check.between(0, 1, "left", left);
        Check.above(0, "height", height);
        Check.above(0, "width", width);
        if (top + height > 1 || left + width > 1) {
            throw new IllegalArgumentException("a part of a picture ends inside it, got top " + top + " and height "
                    + height + ", left " + left + " and width " + width);
        }
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        Frame part = part(image.height(), image.width());
        return Window.cut(image, (int) part.top(), (int) part.left(), (int) part.height(), (int) part.width(), 0);
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(part(height, width));
    }

    /** In whole pixels, one at least. */
    private Frame part(int height, int width) {
        int first = Math.min(height - 1, Math.round(top * height)),
                begin = Math.min(width - 1, Math.round(left * width));
        int end = Math.max(first + 1, Math.round((top + this.height) * height));
        int right = Math.max(begin + 1, Math.round((left + this.width) * width));
        return new Frame(first, begin, end - first, right - begin);
    }
}
