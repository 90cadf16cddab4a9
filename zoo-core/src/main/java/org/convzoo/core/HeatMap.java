package org.convzoo.core;

/**
 * A number for each place of a picture, or of a layer's map.
 *
 * @param height rows
 * @param width columns
 * @param values {@code values[y * width + x]}; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record HeatMap(int height, int width, float[] values) {
    public HeatMap {
        if (height < 1 || width < 1 || values.length != (long) height * width) {
            throw new IllegalArgumentException(
                    "a map of " + height + "x" + width + " cannot have " + values.length + " values");
        }
    }

    public float at(int y, int x) {
        return values[y * width + x];
    }

    public float min() {
        float min = values[0];
        for (float value : values) {
            min = Math.min(min, value);
        }
        return min;
    }

    public float max() {
        float max = values[0];
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    /** The value at a place that is given as a share of height and width, 0 to 1; bilinear, and beyond the outermost centres constant. */
    float sample(double down, double across) {
        double y = Math.max(0, Math.min(height - 1, down * height - 0.5));
        double x = Math.max(0, Math.min(width - 1, across * width - 0.5));
        int top = (int) y;
        int left = (int) x;
        int bottom = Math.min(height - 1, top + 1);
        int right = Math.min(width - 1, left + 1);
        double upper = at(top, left) + (x - left) * (at(top, right) - at(top, left));
        double lower = at(bottom, left) + (x - left) * (at(bottom, right) - at(bottom, left));
        return (float) (upper + (y - top) * (lower - upper));
    }
}
