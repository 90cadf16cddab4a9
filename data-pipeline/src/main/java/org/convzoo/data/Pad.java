package org.convzoo.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Adds a margin, in pixels.
 *
 * @param value of the margin, 0 (black) to 255 (white)
 */
public record Pad(int top, int right, int bottom, int left, float value) implements Transform {
    public Pad {
        Check.atLeast(0, "top", top);
        Check.atLeast(0, "right", right);
        Check.atLeast(0, "bottom", bottom);
        Check.atLeast(0, "left", left);
        Check.size(1L + top + bottom, 1L + left + right);
        Check.between(0, 255, "value", value);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        Check.size((long) image.height() + top + bottom, (long) image.width() + left + right);
        return Window.cut(image, -top, -left, image.height() + top + bottom, image.width() + left + right, value);
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(new Frame(-top, -left, height + top + bottom, width + left + right));
    }
}
