package org.convzoo.data;

/**
 * A rectangle in pixels of a picture, x to the right and y down, from edge to edge: the whole of a picture of 640x480 is (0, 0, 640, 480).
 *
 * @param x left edge
 * @param y upper edge
 * @param width at least 0
 * @param height at least 0
 */
public record Box(double x, double y, double width, double height) {
    public Box {
        if (!(width >= 0 && height >= 0 && Double.isFinite(x + y + width + height))) {
            throw new IllegalArgumentException("a box needs finite edges and no negative sides, got " + x + ", " + y
                    + ", " + width + " x " + height);
        }
    }

    public static Box ofCorners(double left, double top, double right, double bottom) {
        return new Box(left, top, right - left, bottom - top);
    }

    public static Box ofCenter(double x, double y, double width, double height) {
        return new Box(x - width / 2, y - height / 2, width, height);
    }

    public double right() {
        return x + width;
    }

    public double bottom() {
        return y + height;
    }

    public double centerX() {
        return x + width / 2;
    }

    public double centerY() {
        return y + height / 2;
    }

    /** In square pixels. */
    public double area() {
        return width * height;
    }

    /** The part that lies on a picture; of one beside it, its nearest edge with an area of 0. */
    public Box clipped(double pictureWidth, double pictureHeight) {
        return clipped(new Box(0, 0, pictureWidth, pictureHeight));
    }

    /** The part that lies in another box; of one beside it, its nearest edge with an area of 0. */
    public Box clipped(Box outer) {
        return ofCorners(
                Math.min(Math.max(x, outer.x), outer.right()),
                Math.min(Math.max(y, outer.y), outer.bottom()),
                Math.min(Math.max(right(), outer.x), outer.right()),
                Math.min(Math.max(bottom(), outer.y), outer.bottom()));
    }
}
