package org.convzoo.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Scales to a fixed size, whatever the picture's shape. Bilinear and antialiased: when shrinking, the triangle filter is as wide
 * as the scale, so that every pixel of the picture counts. The same filter as Pillow's {@code BILINEAR} and torchvision's
 * {@code antialias=True}, without rounding to bytes.
 *
 * @param height rows of the result
 * @param width columns of the result
 */
public record Resize(int height, int width) implements Transform {
    public Resize {
        Check.size(height, width);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        // Rows first: whole rows are added up at memory speed, and shrinking leaves less to do for the columns.
        return columns(rows(image, height), width);
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(Frame.whole(height, width)); // the arguments, not this record's
    }

    private static Image rows(Image image, int height) {
        if (image.height() == height) {
            return image;
        }
        int width = image.width();
        Taps taps = Taps.of(image.height(), height);
        float[] in = image.pixels();
        float[] out = new float[image.channels() * height * width];
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                int to = (c * height + y) * width;
                for (int k = 0; k < taps.count[y]; k++) {
                    float weight = taps.weights[y * taps.most + k];
                    int from = (c * image.height() + taps.first[y] + k) * width;
                    for (int x = 0; x < width; x++) {
                        out[to + x] += weight * in[from + x];
                    }
                }
            }
        }
        return new Image(image.channels(), height, width, out);
    }

    private static Image columns(Image image, int width) {
        if (image.width() == width) {
            return image;
        }
        Taps taps = Taps.of(image.width(), width);
        float[] in = image.pixels();
        int lines = image.channels() * image.height();
        float[] out = new float[lines * width];
        for (int line = 0; line < lines; line++) {
            int row = line * image.width();
            for (int x = 0; x < width; x++) {
                int from = row + taps.first[x];
                int weight = x * taps.most;
                float sum = 0;
                for (int k = 0; k < taps.count[x]; k++) {
                    sum += taps.weights[weight + k] * in[from + k];
                }
                out[line * width + x] = sum;
            }
        }
        return new Image(image.channels(), image.height(), width, out);
    }

    /** Which inputs make output i, along one axis: {@code count[i]} from {@code first[i]} on, weights summing to 1. */
    private static final class Taps {
        final int most;
        final int[] first;
        final int[] count;
        final float[] weights; // outputs x most

        private Taps(int outputs, int most) {
            this.most = most;
            this.first = new int[outputs];
            this.count = new int[outputs];
            this.weights = new float[outputs * most];
        }

        static Taps of(int inputs, int outputs) {
            double scale = (double) inputs / outputs;
            double radius = Math.max(scale, 1); // of the triangle, in input pixels
            Taps taps = new Taps(outputs, 2 * (int) Math.ceil(radius) + 1);
            for (int i = 0; i < outputs; i++) {
                double center = (i + 0.5) * scale; // pixel p covers p to p + 1
                int from = Math.max(0, (int) (center - radius + 0.5));
                int to = Math.min(inputs, (int) (center + radius + 0.5));
                taps.first[i] = from;
                taps.count[i] = to - from;
                double sum = 0;
                for (int p = from; p < to; p++) {
                    sum += triangle((p + 0.5 - center) / radius);
                }
                for (int p = from; p < to; p++) {
                    taps.weights[i * taps.most + p - from] = (float) (triangle((p + 0.5 - center) / radius) / sum);
                }
            }
            return taps;
        }

        private static double triangle(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    }
}
