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
public record ElasticDistortion(float alpha, float sigma) implements Warp {
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
        return Warp.sample(image, draw(image.height(), image.width(), random));
    }

    @Override
    public Motion draw(int height, int width, RandomGenerator random) {
        if (alpha == 0) {
            return place -> {};
        }
        float[] kernel = gaussian();
        Image moveY = new Image(1, height, width, field(height, width, kernel, random));
        Image moveX = new Image(1, height, width, field(height, width, kernel, random));
        float[] move = new float[2];
        return place -> {
            float y = Math.max(0, Math.min(height - 1, place[0]));
            float x = Math.max(0, Math.min(width - 1, place[1]));
            Bilinear.value(moveY, y, x, move, 0);
            Bilinear.value(moveX, y, x, move, 1);
            place[0] += move[0];
            place[1] += move[1];
        };
    }

    /** One component of the displacement, height x width, in pixels. */
    private float[] field(int height, int width, float[] kernel, RandomGenerator random) {
        float[] noise = new float[height * width];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = alpha * Randoms.uniform(random, -1, 1);
        }
        return blur(blur(noise, height, width, kernel, 1), height, width, kernel, width);
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

    /**
     * Along one axis, along which {@code step} leads. Outside the field is zero. One value of the kernel after
     * the other for the whole field, which compilers turn into vector instructions.
     */
    private static float[] blur(float[] in, int height, int width, float[] kernel, int step) {
        int length = step == 1 ? width : height;
        float[] out = new float[in.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = kernel[0] * in[i];
        }
        int reach = Math.min(kernel.length - 1, length - 1);
        for (int k = 1; k <= reach; k++) {
            add(kernel[k], in, out, height, width, step, -k);
        }
        for (int k = 1; k <= reach; k++) {
            add(kernel[k], in, out, height, width, step, k);
        }
        return out;
    }

    /** Adds a multiple of the field to another, shifted: from so many places farther along the axis. */
    private static void add(float factor, float[] in, float[] out, int height, int width, int step, int from) {
        int shift = from * step;
        if (step != 1) { // whole rows
            int first = Math.max(0, -shift), end = Math.min(out.length, out.length - shift);
            for (int i = first; i < end; i++) {
                out[i] += factor * in[i + shift];
            }
            return;
        }
        for (int row = 0; row < height; row++) {
            int first = row * width + Math.max(0, -from), end = row * width + Math.min(width, width - from);
            for (int i = first; i < end; i++) {
                out[i] += factor * in[i + shift];
            }
        }
    }
}
