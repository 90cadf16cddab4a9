package org.convzoo.core;

/**
 * Colours for numbers: from dark violet over red to pale yellow. Lightness rises evenly, so that equal steps of a number look equal, and
 * the order stays in grey print: a straight line through lightness and hue of Oklab (B. Ottosson, 2020), within what a screen shows.
 */
final class ColorMap {
    private static final int SIZE = 256;
    private static final int[] COLORS = new int[SIZE];

    static {
        for (int i = 0; i < SIZE; i++) {
            double t = i / (SIZE - 1.0);
            COLORS[i] = rgb(0.2 + 0.75 * t, 0.098 + 0.09 * Math.sin(Math.PI * t), Math.toRadians(290 + 170 * t));
        }
    }

    private ColorMap() {}

    /** The colour 0xRRGGBB of a number from 0 to 1; beyond, that of the nearer end. */
    static int of(double value) {
        return COLORS[(int) Math.max(0, Math.min(SIZE - 1, Math.round(value * (SIZE - 1))))];
    }

    private static int rgb(double lightness, double chroma, double hue) {
        double a = chroma * Math.cos(hue);
        double b = chroma * Math.sin(hue);
        double l = Math.pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        double m = Math.pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        double s = Math.pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        return srgb(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16
                | srgb(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8
                | srgb(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    }

    /** Linear light to a byte of sRGB. */
    private static int srgb(double linear) {
        double v = Math.max(0, Math.min(1, linear));
        return (int) Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055));
    }
}
