package org.convzoo.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Scales so that the shorter side has {@code size} pixels and the shape stays: torchvision's {@code Resize(size)}, which cuts
 * the longer side's fraction off.
 *
 * @param size pixels of the shorter side
 */
public record ResizeShorter(int size) implements Transform {
    public ResizeShorter {
        Check.size(size, size);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        int shorter = Math.min(image.height(), image.width());
        long height = (long) size * image.height() / shorter;
        long width = (long) size * image.width() / shorter;
        if (height * width > ImageReader.MAX_PIXELS) {
            throw new DataException("a picture of " + image.width() + "x" + image.height()
                    + " is too long and thin to be scaled to " + size + " pixels on its shorter side; crop it first");
        }
        return new Resize((int) height, (int) width).apply(image, random);
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(Frame.whole(height, width));
    }
}
