package org.convzoo.data;

import java.awt.image.BufferedImage;

/**
 * A picture as numbers: planar, channels x height x width, values 0 to 255.
 *
 * <p>One channel is grey, three are red, green, blue. Values are floats so that transforms do not round in between, and a
 * 16-bit picture keeps its depth.
 *
 * @param channels 1 or 3
 * @param height rows
 * @param width columns
 * @param pixels {@code pixels[(c * height + y) * width + x]}; not copied, treat as owned by this picture
 */
@SuppressWarnings("ArrayRecordComponent") // numbers by the million; compared by nobody
public record Image(int channels, int height, int width, float[] pixels) {
    /** ITU-R BT.601 luma weights, as Pillow and OpenCV use them. */
    private static final float RED = 0.299f, GREEN = 0.587f, BLUE = 0.114f;

    public Image {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels must be 1 or 3, got " + channels);
        }
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("height and width must be >= 1, got " + height + "x" + width);
        }
        if (pixels.length != (long) channels * height * width) {
            throw new IllegalArgumentException("a picture of " + channels + "x" + height + "x" + width + " has "
                    + (long) channels * height * width + " values, got " + pixels.length);
        }
    }

    /** A black picture. */
    public static Image black(int channels, int height, int width) {
        return new Image(channels, height, width, new float[channels * height * width]);
    }

    /** One byte a value, channels x height x width. */
    static Image ofBytes(byte[] bytes, int offset, int channels, int height, int width) {
        float[] pixels = new float[channels * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = bytes[offset + i] & 0xff;
        }
        return new Image(channels, height, width, pixels);
    }

    /** The value at a place; no bounds are checked beyond the array's own. */
    public float at(int channel, int y, int x) {
        return pixels[(channel * height + y) * width + x];
    }

    /** This picture with one channel. */
    public Image toGrey() {
        if (channels == 1) {
            return this;
        }
        int plane = height * width;
        float[] grey = new float[plane];
        for (int i = 0; i < plane; i++) {
            grey[i] = RED * pixels[i] + GREEN * pixels[plane + i] + BLUE * pixels[2 * plane + i];
        }
        return new Image(1, height, width, grey);
    }

    /** This picture with three channels. */
    public Image toRgb() {
        if (channels == 3) {
            return this;
        }
        int plane = height * width;
        float[] rgb = new float[3 * plane];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(pixels, 0, rgb, c * plane, plane);
        }
        return new Image(3, height, width, rgb);
    }

    /** For showing and writing: 8 bits, rounded and clamped. */
    public BufferedImage toBufferedImage() {
        BufferedImage out = new BufferedImage(
                width, height, channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width * channels];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    row[x * channels + c] = Math.max(0, Math.min(255, Math.round(at(c, y, x))));
                }
            }
            out.getRaster().setPixels(0, y, width, 1, row);
        }
        return out;
    }
}
