package org.convzoo.course;

import java.awt.image.BufferedImage;
import org.convzoo.core.Shown;
import org.convzoo.data.Image;

/** Numbers of both signs as a picture: grey is 0, white the largest magnitude above it, black the same below. */
public final class SignedMap {
    private static final float GREY = 127.5f;

    private SignedMap() {}

    /**
     * On its own scale.
     *
     * @param values [rows][columns]
     * @param side of the square that the picture fits into
     */
    public static BufferedImage of(double[][] values, int side) {
        return of(values, largest(values), side);
    }

    /** The largest magnitude. */
    public static double largest(double[][] values) {
        double largest = Double.MIN_NORMAL;
        for (double[] row : values) {
            for (double value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }

    /** On a scale that several share: {@code largest} is white. */
    public static BufferedImage of(double[][] values, double largest, int side) {
        Image picture = Image.black(1, values.length, values[0].length);
        for (int y = 0, i = 0; y < values.length; y++) {
            for (double value : values[y]) {
                picture.pixels()[i++] = GREY + GREY * (float) (value / largest);
            }
        }
        return Shown.fitted(picture, side).toBufferedImage();
    }
}
