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
        return part(image, 0, 0, height, width);
    }

    /**
     * A part of the result, and no more work than it needs: {@code partHeight} x {@code partWidth} pixels from row {@code top}, column {@code left}
     * on, all inside.
     */
    Image part(Image image, int top, int left, int partHeight, int partWidth) {
        // Rows first: whole rows are added up at memory speed, and shrinking leaves less to do for the columns.
        Taps down = Taps.of(image.height(), height, top, partHeight);
        Taps across = Taps.of(image.width(), width, left, partWidth);
        int from = across.first[0]; // what of the rows the columns ask for
        int to = across.first[partWidth - 1] + across.count[partWidth - 1];
        return columns(rows(image, down, from, to - from), across, from);
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(Frame.whole(height, width)); // the arguments, not this record's
    }

    private static Image rows(Image image, Taps taps, int left, int width) {
        if (taps.changesNothing && width == image.width()) {
            return image;
        }
        int height = taps.first.length;
        float[] in = image.pixels();
        float[] out = new float[image.channels() * height * width];
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                int to = (c * height + y) * width;
                for (int k = 0; k < taps.count[y]; k++) {
                    float weight = taps.weights[y * taps.most + k];
                    int from = (c * image.height() + taps.first[y] + k) * image.width() + left;
                    for (int x = 0; x < width; x++) {
                        out[to + x] += weight * in[from + x];
                    }
                }
            }
        }
        return new Image(image.channels(), height, width, out);
    }

    /** The picture's first column is column {@code left} of what the taps are for. */
    private static Image columns(Image image, Taps taps, int left) {
        if (taps.changesNothing) {
            return image;
        }
        int width = taps.first.length;
        float[] in = image.pixels();
        int lines = image.channels() * image.height();
        float[] out = new float[lines * width];
        for (int line = 0; line < lines; line++) {
            int row = line * image.width() - left;
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

    /**
     * Which inputs make output i of some outputs in a row, along one axis: {@code count[i]} from {@code first[i]} on, weights summing to 1.
     */
    private static final class Taps {
        final boolean changesNothing; // inputs and outputs are the same
        final int most;
        final int[] first;
        final int[] count;
        final float[] weights; // outputs x most

        private Taps(boolean changesNothing, int outputs, int most) {
            this.changesNothing = changesNothing;
            this.most = most;
            this.first = new int[outputs];
            this.count = new int[outputs];
            this.weights = new float[outputs * most];
        }

        /** Of all outputs those {@code length} from {@code start} on. */
        static Taps of(int inputs, int outputs, int start, int length) {
            double scale = (double) inputs / outputs;
            double radius = Math.max(scale, 1); // of the triangle, in input pixels
            Taps taps = new Taps(inputs == outputs && length == outputs, length, 2 * (int) Math.ceil(radius) + 1);
            for (int i = 0; i < length; i++) {
                double center = (start + i + 0.5) * scale; // pixel p covers p to p + 1
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
