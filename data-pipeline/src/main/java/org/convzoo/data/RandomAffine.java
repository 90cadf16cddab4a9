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
        implements Warp {
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
        Affine affine = draw(image.height(), image.width(), random);
        return affine.isNone() ? image : warp(image, affine);
    }

    @Override
    public Affine draw(int height, int width, RandomGenerator random) {
        double angle = Math.toRadians(Randoms.uniform(random, -degrees, degrees));
        double slant = Math.tan(Math.toRadians(Randoms.uniform(random, -shear, shear)));
        double scale = Randoms.uniform(random, minScale, maxScale);
        double moveY = Randoms.uniform(random, -shift, shift) * height;
        double moveX = Randoms.uniform(random, -shift, shift) * width;
        // Forwards, about the centre: (x, y) -> rotate * [1 slant; 0 1] * scale * (x, y) + move. Every pixel of the
        // result
        // asks where it came from, so the inverse is needed: [1 -slant; 0 1] * rotate^-1 / scale.
        double cos = Math.cos(angle) / scale;
        double sin = Math.sin(angle) / scale;
        return new Affine(
                (float) (cos + slant * sin),
                (float) (sin - slant * cos),
                (float) -sin,
                (float) cos,
                (float) moveY,
                (float) moveX,
                (height - 1) / 2f,
                (width - 1) / 2f);
    }

    /** What was drawn: the inverse's matrix, the movement, and the centre. */
    record Affine(float xx, float xy, float yx, float yy, float moveY, float moveX, float centerY, float centerX)
            implements Motion {
        boolean isNone() {
            return xx == 1 && xy == 0 && yx == 0 && yy == 1 && moveY == 0 && moveX == 0;
        }

        @Override
        public void trace(float[] place) {
            float fromY = place[0] - centerY - moveY;
            float fromX = place[1] - centerX - moveX;
            place[0] = yx * fromX + yy * fromY + centerY;
            place[1] = xx * fromX + xy * fromY + centerX;
        }
    }

    private Image warp(Image image, Affine affine) {
        int height = image.height();
        int width = image.width();
        float[] out = new float[image.pixels().length];
        float[] place = new float[2];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                place[0] = y;
                place[1] = x;
                affine.trace(place);
                Bilinear.sample(image, place[0], place[1], background, out, y * width + x);
            }
        }
        return new Image(image.channels(), height, width, out);
    }
}
