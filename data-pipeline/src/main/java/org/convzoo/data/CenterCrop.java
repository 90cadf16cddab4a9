package org.convzoo.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Cuts the middle out. A picture that is smaller is first padded with black, as torchvision does.
 *
 * @param height rows of the result
 * @param width columns of the result
 */
public record CenterCrop(int height, int width) implements Transform {
    public CenterCrop {
        Check.size(height, width);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        return Window.cut(image, start(image.height(), height), start(image.width(), width), height, width, 0);
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(new Frame(start(height, this.height), start(width, this.width), this.height, this.width));
    }

    /** Where the crop starts; negative is padding. Half pixels go where torchvision puts them. */
    private static int start(int size, int crop) {
        return size < crop ? -((crop - size) / 2) : (int) Math.rint((size - crop) / 2.0);
    }
}
