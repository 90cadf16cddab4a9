package org.convzoo.course;

import org.convzoo.data.Image;

/**
 * A picture that is drawn by arithmetic alone, so that every machine has the same: a red square, a green disc and a blue beam on a ground that
 * grows lighter to the right. Edges are smooth within a pixel: each is the mean of 4 x 4 points.
 */
public final class DrawnScene {
    /** Rows and columns. */
    public static final int SIDE = 96;

    private static final int POINTS = 4; // a pixel, along each axis

    private static final float[] RED = {214, 52, 48}, GREEN = {70, 176, 92}, BLUE = {52, 88, 196};

    private DrawnScene() {}

    /** In colours, 3 x 96 x 96, values 0 to 255. */
    public static Image picture() {
        Image picture = Image.black(3, SIDE, SIDE);
        for (int c = 0, i = 0; c < 3; c++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    picture.pixels()[i++] = mean(c, y, x);
                }
            }
        }
        return picture;
    }

    /** The same in grey as [1][1][96][96], values 0 to 1. */
    public static double[][][][] grey() {
        return new double[][][][] {{channel(picture().toGrey(), 0)}};
    }

    /** The same in colours as [1][3][96][96], values 0 to 1. */
    public static double[][][][] colors() {
        Image picture = picture();
        return new double[][][][] {{channel(picture, 0), channel(picture, 1), channel(picture, 2)}};
    }

    private static double[][] channel(Image picture, int c) {
        double[][] numbers = new double[SIDE][SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                numbers[y][x] = picture.at(c, y, x) / 255;
            }
        }
        return numbers;
    }

    private static float mean(int c, int y, int x) {
        float sum = 0;
        for (int i = 0; i < POINTS; i++) {
            for (int j = 0; j < POINTS; j++) {
                sum += point(c, y + (i + 0.5f) / POINTS, x + (j + 0.5f) / POINTS);
            }
        }
        return sum / (POINTS * POINTS);
    }

    private static float point(int c, float y, float x) {
        if (Math.abs(y + x - 92) < 5) {
            return BLUE[c];
        }
        if (x > 12 && x < 42 && y > 12 && y < 42) {
            return RED[c];
        }
        if ((y - 64) * (y - 64) + (x - 62) * (x - 62) < 24 * 24) {
            return GREEN[c];
        }
        return 190 + x / 2;
    }
}
