package org.convzoo.data;

import java.util.random.RandomGenerator;

/**
 * Turns, shears, scales and shifts about the picture's centre: one bilinear warp, so the picture is blurred once at most.
 *
 * @param degrees turned by an angle from -degrees to degrees
 * @param shift moved by up to this fraction of the height and of the width, each way
 * @param minScale smallest size factor, 1 for none; well below 1 the picture would need antialiasing, which is not done
 * @param maxScale largest size factor
 * @param shear slanted by an angle from -shear to shear, in degrees, below 90
 * @param background what comes in from outside, 0 (black) to 255 (white)
 */
public record RandomAffine(float degrees, float shift, float minScale, float maxScale, float shear, float background)
        implements Transform {
    public RandomAffine {
        Check.atLeast(0, "degrees", degrees);
        Check.atLeast(0, "shift", shift);
        Check.above(0, "minScale", minScale);
        Check.atLeast(minScale, "maxScale", maxScale);
        Check.between(0, 89, "shear", shear);
        Check.between(0, 255, "background", background);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        double angle = Math.toRadians(Randoms.uniform(random, -degrees, degrees));
        double slant = Math.tan(Math.toRadians(Randoms.uniform(random, -shear, shear)));
        double scale = Randoms.uniform(random, minScale, maxScale);
        double moveY = Randoms.uniform(random, -shift, shift) * image.height();
        double moveX = Randoms.uniform(random, -shift, shift) * image.width();
        if (angle == 0 && slant == 0 && scale == 1 && moveY == 0 && moveX == 0) {
            return image;
        }
        // Forwards, about the centre: (x, y) -> rotate * [1 slant; 0 1] * scale * (x, y) + move. Every pixel of the
        // result
        // asks where it came from, so the inverse is needed: [1 -slant; 0 1] * rotate^-1 / scale.
        double cos = Math.cos(angle) / scale;
        double sin = Math.sin(angle) / scale;
        float xx = (float) (cos + slant * sin);
        float xy = (float) (sin - slant * cos);
        float yx = (float) -sin;
        float yy = (float) cos;
        return warp(image, xx, xy, yx, yy, (float) moveY, (float) moveX);
    }

    private Image warp(Image image, float xx, float xy, float yx, float yy, float moveY, float moveX) {
        int height = image.height();
        int width = image.width();
        float centerY = (height - 1) / 2f;
        float centerX = (width - 1) / 2f;
        float[] out = new float[image.pixels().length];
        for (int y = 0; y < height; y++) {
            float fromY = y - centerY - moveY;
            for (int x = 0; x < width; x++) {
                float fromX = x - centerX - moveX;
                Bilinear.sample(
                        image,
                        yx * fromX + yy * fromY + centerY,
                        xx * fromX + xy * fromY + centerX,
                        background,
                        out,
                        y * width + x);
            }
        }
        return new Image(image.channels(), height, width, out);
    }
}
