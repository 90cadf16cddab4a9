package org.convzoo.data;

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
        double scale = Math.min((double) height / image.height(), (double) width / image.width());
        int innerHeight = (int) Math.max(1, Math.min(height, Math.round(image.height() * scale)));
        int innerWidth = (int) Math.max(1, Math.min(width, Math.round(image.width() * scale)));
        Image inner = new Resize(innerHeight, innerWidth).apply(image, random);
        return Window.cut(inner, -((height - innerHeight) / 2), -((width - innerWidth) / 2), height, width, background);
    }
}
