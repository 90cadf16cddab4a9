package org.convzoo.style;

import java.util.Arrays;

/**
 * A preconditioner for pictures: it makes each octave of a slope twice as strong as the next finer one, as the spectrum of photographs falls by 1/f
 * (D. Field, "Relations Between the Statistics of Natural Images and the Response Properties of Cortical Cells", JOSA A 4 (1987)). A net's costs hardly
 * change with a picture's finest detail, and change much with what is large in it; a step down their plain slope is therefore mostly noise.
 *
 * <p>P = 1 + 2 B D' P' D B, where B blurs, D takes every second pixel of every second row, D' puts them back four times as strong and P' is the same for a
 * picture of half the size: symmetric and positive, as {@link Lbfgs} needs it.
 */
final class Pyramid {
    private static final int SMALLEST = 8; // pixels a side
    private static final float OCTAVE = 2;

    private final int planes;
    private final int height;
    private final int width;

    /** For planes x height x width numbers. */
    Pyramid(int planes, int height, int width) {
        this.planes = planes;
        this.height = height;
        this.width = width;
    }

    /** The product, in place. */
    void apply(float[] slope) {
        for (int plane = 0; plane < planes; plane++) {
            int from = plane * height * width, to = from + height * width;
            float[] product = product(Arrays.copyOfRange(slope, from, to), height, width);
            System.arraycopy(product, 0, slope, from, product.length);
        }
    }

    private static float[] product(float[] x, int height, int width) {
        if (Math.min(height, width) < SMALLEST) {
            return x;
        }
        float[] blurred = blurred(x, height, width);
        int rows = (height + 1) / 2, columns = (width + 1) / 2;
        float[] half = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                half[i * columns + j] = blurred[2 * i * width + 2 * j];
            }
        }
        half = product(half, rows, columns);
        float[] spread = new float[x.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                spread[2 * i * width + 2 * j] = 4 * OCTAVE * half[i * columns + j];
            }
        }
        spread = blurred(spread, height, width);
        for (int i = 0; i < x.length; i++) {
            spread[i] += x[i];
        }
        return spread;
    }

    /** By 1/4, 1/2, 1/4 along each axis; beyond the edge is what is at the edge, which keeps it symmetric. */
    private static float[] blurred(float[] x, int height, int width) {
        float[] along = new float[x.length], across = new float[x.length];
        for (int i = 0; i < height; i++) {
            blur(x, i * width, 1, width, along);
        }
        for (int j = 0; j < width; j++) {
            blur(along, j, width, height, across);
        }
        return across;
    }

    private static void blur(float[] x, int first, int step, int count, float[] to) {
        int last = first + (count - 1) * step;
        for (int i = first; i <= last; i += step) {
            to[i] = 0.5f * x[i] + 0.25f * (x[Math.max(i - step, first)] + x[Math.min(i + step, last)]);
        }
    }
}
