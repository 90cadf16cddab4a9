package org.convzoo.data;

import java.util.random.RandomGenerator;

/** Mirrors left and right, always; {@link RandomFlip} does it by chance. */
public record Mirror() implements Transform {
    @Override
    public Image apply(Image image, RandomGenerator random) {
        return of(image);
    }

    static Image of(Image image) {
        int width = image.width();
        float[] in = image.pixels();
        float[] out = new float[in.length];
        for (int row = 0; row < out.length; row += width) {
            for (int x = 0; x < width; x++) {
                out[row + x] = in[row + width - 1 - x];
            }
        }
        return new Image(image.channels(), image.height(), width, out);
    }
}
