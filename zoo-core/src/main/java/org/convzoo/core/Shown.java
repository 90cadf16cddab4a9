package org.convzoo.core;

import java.awt.image.BufferedImage;
import org.convzoo.data.Frame;
import org.convzoo.data.Image;
import org.convzoo.data.Resize;

/** Pictures and maps in the size in which a reader sees them. */
public final class Shown {
    private static final int WHOLE_FACTOR = 3; // from this enlargement on pixels stay squares
    private static final double STRONGEST = 0.8; // share of the colour where a map is highest

    private Shown() {}

    /** A picture that fits into a square: a small one enlarged by a whole factor, so that its pixels show. */
    public static Image fitted(Image image, int side) {
        return scaled(image, Math.max(image.height(), image.width()), side);
    }

    /**
     * The same for a part of something larger, so that several parts have one scale.
     *
     * @param larger length that becomes {@code side} or a little less
     */
    static Image scaled(Image image, int larger, int side) {
        if (larger > side / WHOLE_FACTOR) { // a photograph
            int height = Math.max(1, Math.round((float) image.height() * side / larger));
            int width = Math.max(1, Math.round((float) image.width() * side / larger));
            return new Resize(height, width).apply(image, () -> 0);
        }
        int factor = side / larger;
        Image out = Image.black(image.channels(), factor * image.height(), factor * image.width());
        for (int c = 0, i = 0; c < image.channels(); c++) {
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    out.pixels()[i++] = image.at(c, y / factor, x / factor);
                }
            }
        }
        return out;
    }

    /** A map in colours, each of its places a square; {@code low} is the darkest. */
    public static BufferedImage colored(HeatMap map, float low, float high, int side) {
        Image values = fitted(new Image(1, map.height(), map.width(), map.values()), side);
        BufferedImage out = new BufferedImage(values.width(), values.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < out.getHeight(); y++) {
            for (int x = 0; x < out.getWidth(); x++) {
                out.setRGB(x, y, ColorMap.of(share(values.at(0, y, x), low, high)));
            }
        }
        return out;
    }

    /**
     * A map laid over a picture, which turns grey: the higher the value, the more colour. What the net does not see is dark.
     *
     * @param image as large as it is shown
     * @param frame where the map lies, in pixels of that picture
     */
    static BufferedImage overlaid(Image image, HeatMap map, float low, float high, Frame frame) {
        Image grey = image.toGrey();
        BufferedImage out = new BufferedImage(grey.width(), grey.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < out.getHeight(); y++) {
            for (int x = 0; x < out.getWidth(); x++) {
                int value = Math.max(0, Math.min(255, Math.round(grey.at(0, y, x))));
                double down = (y + 0.5 - frame.top()) / frame.height();
                double across = (x + 0.5 - frame.left()) / frame.width();
                boolean seen = down >= 0 && down <= 1 && across >= 0 && across <= 1;
                double share = seen ? share(map.sample(down, across), low, high) : 0;
                out.setRGB(x, y, mixed(seen ? value : value / 3, ColorMap.of(share), STRONGEST * share));
            }
        }
        return out;
    }

    private static double share(float value, float low, float high) {
        return high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0;
    }

    private static int mixed(int grey, int color, double share) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int channel = color >> shift & 0xff;
            mixed |= (int) Math.round(grey + share * (channel - grey)) << shift;
        }
        return mixed;
    }
}
