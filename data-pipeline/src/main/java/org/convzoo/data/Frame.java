package org.convzoo.data;

/**
 * Where a transformed picture lies on the one it was made from: a rectangle, in pixels of that one. A crop's is inside, a margin's reaches
 * over the edges, and what was resized has the same corners.
 *
 * @param top of the upper edge; pixel row p covers p to p + 1
 * @param left of the left edge
 * @param height of the rectangle
 * @param width of the rectangle
 */
public record Frame(double top, double left, double height, double width) {
    /** A whole picture. */
    public static Frame whole(int height, int width) {
        return new Frame(0, 0, height, width);
    }

    /** Where the part {@code inner} of the result of {@code height} x {@code width} lies, if the result lies in this frame. */
    Frame of(Frame inner, int height, int width) {
        double down = this.height / height;
        double across = this.width / width;
        return new Frame(top + inner.top * down, left + inner.left * across, inner.height * down, inner.width * across);
    }

    /** A box on the result, of height x width, where it lies on the picture that the result was made from. */
    public Box toPicture(Box box, int height, int width) {
        double down = this.height / height;
        double across = this.width / width;
        return new Box(left + box.x() * across, top + box.y() * down, box.width() * across, box.height() * down);
    }

    /** A box on the picture, where it lies on the result: what {@link #toPicture} undoes. */
    public Box toResult(Box box, int height, int width) {
        double down = height / this.height;
        double across = width / this.width;
        return new Box((box.x() - left) * across, (box.y() - top) * down, box.width() * across, box.height() * down);
    }
}
