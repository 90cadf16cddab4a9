package org.convzoo.course.detection;

import org.convzoo.data.Image;

/** Pictures that are drawn by arithmetic alone, so that every machine has the same. Edges are smooth: a pixel is the mean of 3 x 3 points. */
final class SmoothDrawing {
    private static final int POINTS = 3; // a pixel, along each axis

    /** What is where. */
    @FunctionalInterface
    interface Colors {
        /**
         * The colour of a point, 0xRRGGBB.
         *
         * @param x in pixels from the left edge
         * @param y in pixels from the upper edge
         */
        int at(double x, double y);
    }

    private SmoothDrawing() {}

    /** In colours, 3 x height x width, values 0 to 255. */
    static Image of(int height, int width, Colors colors) {
        Image picture = Image.black(3, height, width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int[] sum = new int[3];
                for (int i = 0; i < POINTS; i++) {
                    for (int j = 0; j < POINTS; j++) {
                        int color = colors.at(x + (j + 0.5) / POINTS, y + (i + 0.5) / POINTS);
                        for (int c = 0; c < 3; c++) {
                            sum[c] += channel(color, c);
                        }
                    }
                }
                for (int c = 0; c < 3; c++) {
                    picture.pixels()[(c * height + y) * width + x] = (float) sum[c] / (POINTS * POINTS);
                }
            }
        }
        return picture;
    }

    /** From one colour to another; a share of 0 is the first. */
    static int mixed(int from, int to, double share) {
        int mixed = 0;
        for (int c = 0; c < 3; c++) {
            mixed = mixed << 8 | (int) (channel(from, c) + share * (channel(to, c) - channel(from, c)));
        }
        return mixed;
    }

    private static int channel(int color, int c) {
        return (color >> (16 - 8 * c)) & 0xff;
    }
}
