package org.convzoo.facenet;

/**
 * A place in a picture.
 *
 * @param x in pixels from the left edge; the first pixel is 0 to 1
 * @param y in pixels from the upper edge
 */
public record Point(double x, double y) {
    /** In pixels. */
    public double distance(Point other) {
        return Math.hypot(x - other.x, y - other.y);
    }
}
