package org.convzoo.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The whole picture, its shape kept, as large as fits in the middle of height x width ("letterbox").
 *
 * @param height rows of the result
 * @param width columns of the result
 * @param background what fills the rest, 0 (black) to 255 (white)
 */
public record Fit(int height, int width, float background) implements Transform {
    public Fit {
        Check.size(height, width);
        Check.between(0, 255, "background", background);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        int innerHeight = inner(height, image.height(), scale(image.height(), image.width()));
        int innerWidth = inner(width, image.width(), scale(image.height(), image.width()));
        Image inner = new Resize(innerHeight, innerWidth).apply(image, random);
        return Window.cut(inner, -((height - innerHeight) / 2), -((width - innerWidth) / 2), height, width, background);
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        int innerHeight = inner(this.height, height, scale(height, width));
        int innerWidth = inner(this.width, width, scale(height, width));
        double down = (double) height / innerHeight;
        double across = (double) width / innerWidth;
        return Optional.of(new Frame(
                -((this.height - innerHeight) / 2) * down,
                -((this.width - innerWidth) / 2) * across,
                this.height * down,
                this.width * across));
    }

    private double scale(int imageHeight, int imageWidth) {
        return Math.min((double) height / imageHeight, (double) width / imageWidth);
    }

    private static int inner(int most, int size, double scale) {
        return (int) Math.max(1, Math.min(most, Math.round(size * scale)));
    }
}
