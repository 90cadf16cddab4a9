package org.convzoo.yolo;

import java.util.Arrays;
import org.convzoo.data.Image;

/**
 * A picture cut into regions of like colour: pixels are joined along the edges of the grid, the smallest difference first, as long as the
 * difference is no larger than those within either region, plus a tolerance that shrinks as the region grows.
 *
 * <p>Source: Felzenszwalb, Huttenlocher, "Efficient Graph-Based Image Segmentation", IJCV 2004, algorithm 1 with section 5 (grid of eight
 * neighbours, smoothing, small regions joined at the end). Differences, distances of colours, are sorted in steps of 1/32.
 *
 * <pre>{@code
 * Image picture = ImageReader.read(file);
 * Segmentation segmentation = Segmentation.of(picture, 0.8, 100, 50);
 * System.out.println(segmentation.count() + " regions");
 * int region = segmentation.at(10, 20);
 * }</pre>
 *
 * @param height of the picture, in pixels
 * @param width likewise
 * @param count of regions
 * @param labels the region of each pixel, row by row, 0 to count - 1; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // numbers by the million; compared by nobody
record Segmentation(int height, int width, int count, int[] labels) {
    private static final int STEPS = 32; // of a difference of 1
    private static final int MOST = (int) (STEPS * 255 * Math.sqrt(3)) + 1;
    private static final int[][] NEIGHBOURS = {{0, 1}, {1, 0}, {1, 1}, {-1, 1}}; // down, across; half of the eight

    /**
     * Cuts a picture up.
     *
     * @param picture 0 to 255
     * @param sigma of the smoothing, in pixels; 0: none
     * @param scale the tolerance of a region is scale over its pixels; the larger the larger are the regions
     * @param minSize smaller regions are joined with the neighbour that differs least, in pixels
     */
    static Segmentation of(Image picture, double sigma, double scale, int minSize) {
        Image smooth = blurred(picture, sigma);
        int[] differences = differences(smooth);
        int[] order = sorted(differences);
        Forest forest = new Forest(picture.height() * picture.width());
        int width = picture.width();
        for (int edge : order) {
            int a = forest.root(edge / NEIGHBOURS.length), b = forest.root(other(edge, width));
            double difference = (double) differences[edge] / STEPS;
            if (a != b
                    && difference <= forest.within[a] + scale / forest.size[a]
                    && difference <= forest.within[b] + scale / forest.size[b]) {
                forest.join(a, b, difference);
            }
        }
        for (int edge : order) {
            int a = forest.root(edge / NEIGHBOURS.length), b = forest.root(other(edge, width));
            if (a != b && (forest.size[a] < minSize || forest.size[b] < minSize)) {
                forest.join(a, b, (double) differences[edge] / STEPS);
            }
        }
        return forest.segmentation(picture.height(), width);
    }

    /** The region of a pixel. */
    int at(int row, int column) {
        return labels[row * width + column];
    }

    private static int other(int edge, int width) {
        int[] step = NEIGHBOURS[edge % NEIGHBOURS.length];
        return edge / NEIGHBOURS.length + step[0] * width + step[1];
    }

    /** Of each pixel and its neighbours, in steps; -1 where there is no neighbour. */
    private static int[] differences(Image image) {
        int height = image.height(), width = image.width(), plane = height * width;
        float[] pixels = image.pixels();
        double factor = image.channels() == 1 ? Math.sqrt(3) : 1; // grey is a colour like any other
        int[] differences = new int[Math.multiplyExact(plane, NEIGHBOURS.length)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int here = y * width + x;
                for (int n = 0; n < NEIGHBOURS.length; n++) {
                    int down = y + NEIGHBOURS[n][0], across = x + NEIGHBOURS[n][1];
                    double squares = -1;
                    if (down >= 0 && down < height && across < width) {
                        int there = down * width + across;
                        squares = 0;
                        for (int c = 0; c < pixels.length; c += plane) {
                            double difference = pixels[c + here] - pixels[c + there];
                            squares += difference * difference;
                        }
                    }
                    differences[here * NEIGHBOURS.length + n] =
                            squares < 0 ? -1 : Math.min(MOST - 1, (int) (factor * Math.sqrt(squares) * STEPS));
                }
            }
        }
        return differences;
    }

    /** The edges by their differences: a counting sort, equal ones in their order. */
    private static int[] sorted(int[] differences) {
        int[] from = new int[MOST + 1];
        for (int difference : differences) {
            if (difference >= 0) {
                from[difference + 1]++;
            }
        }
        for (int i = 0; i < MOST; i++) {
            from[i + 1] += from[i];
        }
        int[] order = new int[from[MOST]];
        for (int edge = 0; edge < differences.length; edge++) {
            if (differences[edge] >= 0) {
                order[from[differences[edge]]++] = edge;
            }
        }
        return order;
    }

    /** Gauss's filter, its edges repeated. */
    private static Image blurred(Image image, double sigma) {
        if (sigma == 0) {
            return image;
        }
        int radius = (int) Math.ceil(3 * sigma);
        float[] taps = new float[2 * radius + 1];
        float sum = 0;
        for (int i = 0; i < taps.length; i++) {
            taps[i] = (float) Math.exp(-0.5 * (i - radius) * (i - radius) / (sigma * sigma));
            sum += taps[i];
        }
        for (int i = 0; i < taps.length; i++) {
            taps[i] /= sum;
        }
        int height = image.height(), width = image.width();
        float[] across = filtered(image.pixels(), taps, width, 1);
        return new Image(image.channels(), height, width, filtered(across, taps, height, width));
    }

    /** @param length of a line; its values are {@code step} apart */
    private static float[] filtered(float[] in, float[] taps, int length, int step) {
        float[] out = new float[in.length];
        int radius = taps.length / 2;
        for (int i = 0; i < in.length; i++) {
            int at = i / step % length;
            float sum = 0;
            for (int k = -radius; k <= radius; k++) {
                int to = Math.max(0, Math.min(length - 1, at + k));
                sum += taps[k + radius] * in[i + (to - at) * step];
            }
            out[i] = sum;
        }
        return out;
    }

    /** Disjoint sets of pixels. */
    private static final class Forest {
        final int[] parent;
        final int[] size; // of a root's set, in pixels
        final double[] within; // largest difference that joined it

        Forest(int pixels) {
            parent = new int[pixels];
            size = new int[pixels];
            within = new double[pixels];
            Arrays.setAll(parent, i -> i);
            Arrays.fill(size, 1);
        }

        int root(int pixel) {
            int at = pixel;
            while (parent[at] != at) {
                parent[at] = parent[parent[at]];
                at = parent[at];
            }
            return at;
        }

        void join(int a, int b, double difference) {
            int large = size[a] >= size[b] ? a : b, small = large == a ? b : a;
            parent[small] = large;
            size[large] += size[small];
            within[large] = Math.max(difference, Math.max(within[a], within[b]));
        }

        Segmentation segmentation(int height, int width) {
            int[] labels = new int[parent.length];
            int[] numbers = new int[parent.length]; // of roots, from 1 on
            int count = 0;
            for (int i = 0; i < labels.length; i++) {
                int root = root(i);
                if (numbers[root] == 0) {
                    numbers[root] = ++count;
                }
                labels[i] = numbers[root] - 1;
            }
            return new Segmentation(height, width, count, labels);
        }
    }
}
