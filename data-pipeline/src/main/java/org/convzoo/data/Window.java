package org.convzoo.data;

import java.util.Arrays;

/** Cutting and padding in one: a rectangle that may reach over the picture's edges. */
public final class Window {
    private Window() {}

    /**
     * The rectangle of {@code height} x {@code width} whose upper left corner lies at row {@code top}, column {@code left} of the
     * picture; what lies outside the picture gets {@code background}.
     */
    public static Image cut(Image image, int top, int left, int height, int width, float background) {
        if (top == 0 && left == 0 && height == image.height() && width == image.width()) {
            return image;
        }
        float[] out = new float[image.channels() * height * width];
        boolean inside = top >= 0 && left >= 0 && top + height <= image.height() && left + width <= image.width();
        if (!inside && background != 0) {
            Arrays.fill(out, background);
        }
        int firstX = Math.max(0, -left); // columns of the result that the picture covers
        int columns = Math.min(width, image.width() - left) - firstX;
        for (int c = 0; c < image.channels() && columns > 0; c++) {
            for (int y = Math.max(0, -top); y < Math.min(height, image.height() - top); y++) {
                int from = (c * image.height() + top + y) * image.width() + left + firstX;
                System.arraycopy(image.pixels(), from, out, (c * height + y) * width + firstX, columns);
            }
        }
        return new Image(image.channels(), height, width, out);
    }
}
