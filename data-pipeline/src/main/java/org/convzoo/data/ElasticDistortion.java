package org.convzoo.data;

import java.util.random.RandomGenerator;

/**
 * Bends a picture as the muscles of a hand would bend its strokes: every pixel is moved by a random field that was smoothed by a
 * Gaussian (Simard, Steinkraus, Platt: Best Practices for Convolutional Neural Networks Applied to Visual Document Analysis,
 * ICDAR 2003, section 2). The paper's values for MNIST are alpha 34, sigma 4.
 *
 * @param alpha strength: the smoothed field, of uniform values from -1 to 1, is multiplied by it to give pixels
 * @param sigma deviation of the Gaussian, in pixels, at most 100; small values shiver, large ones move everything together
 */
public record ElasticDistortion(float alpha, float sigma) implements Transform {
    public ElasticDistortion {
        Check.atLeast(0, "alpha", alpha);
        Check.above(0, "sigma", sigma);
        Check.between(0, 100, "sigma", sigma);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        if (alpha == 0) {
            return image;
        }
        int height = image.height();
        int width = image.width();
        float[] kernel = gaussian();
        float[] moveY = field(height, width, kernel, random);
        float[] moveX = field(height, width, kernel, random);
        float[] out = new float[image.pixels().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                // Beyond the edge the edge goes on.
                float fromY = Math.max(0, Math.min(height - 1, y + moveY[at]));
                float fromX = Math.max(0, Math.min(width - 1, x + moveX[at]));
                Bilinear.sample(image, fromY, fromX, 0, out, at);
            }
        }
        return new Image(image.channels(), height, width, out);
    }

    /** One component of the displacement, height x width, in pixels. */
    private float[] field(int height, int width, float[] kernel, RandomGenerator random) {
        float[] noise = new float[height * width];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = alpha * Randoms.uniform(random, -1, 1);
        }
        return blur(blur(noise, height, width, kernel, width, 1), height, width, kernel, 1, width);
    }

    /** Half a Gaussian, from the middle to three deviations; the whole sums to 1. */
    private float[] gaussian() {
        float[] kernel = new float[(int) Math.ceil(3 * sigma) + 1];
        double sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            double value = Math.exp(-i * i / (2.0 * sigma * sigma));
            kernel[i] = (float) value;
            sum += i == 0 ? value : 2 * value;
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= (float) sum;
        }
        return kernel;
    }

    /** Along one axis; {@code step} leads along it, {@code line} from one line to the next. Outside the field is zero. */
    private static float[] blur(float[] in, int height, int width, float[] kernel, int line, int step) {
        int length = step == 1 ? width : height;
        int lines = in.length / length;
        float[] out = new float[in.length];
        for (int l = 0; l < lines; l++) {
            int start = l * line;
            for (int i = 0; i < length; i++) {
                int at = start + i * step;
                float sum = kernel[0] * in[at];
                int before = Math.min(kernel.length - 1, i);
                for (int k = 1; k <= before; k++) {
                    sum += kernel[k] * in[at - k * step];
                }
                int after = Math.min(kernel.length - 1, length - 1 - i);
                for (int k = 1; k <= after; k++) {
                    sum += kernel[k] * in[at + k * step];
                }
                out[at] = sum;
            }
        }
        return out;
    }
}
