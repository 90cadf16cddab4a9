package org.convzoo.facenet;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.convzoo.data.Image;
import org.convzoo.data.Resize;
import org.convzoo.data.Window;

/** Cuts a face out of a picture and sets it upright. */
public final class FaceChip {
    private static final double MARGIN = 2; // pixels of the chip that are read beside it

    private FaceChip() {}

    /**
     * The piece of a picture on which landmarks lie as near as can be to where they are wanted. It is scaled, turned and moved, not
     * stretched. Each pixel of the chip is read between the pixels of the picture, which is shrunk before by a filter where the chip has
     * fewer; what lies beyond the picture's edge is like the edge.
     *
     * @param landmarks in pixels of the picture
     * @param wanted as many, in pixels of the chip
     */
    public static Image of(Image picture, List<Point> landmarks, List<Point> wanted, int height, int width) {
        Similarity toPicture = Similarity.between(wanted, landmarks);
        double scale = Math.max(1, toPicture.scale());
        List<Point> corners = Stream.of(
                        new Point(0, 0), new Point(width, 0), new Point(0, height), new Point(width, height))
                .map(corner -> toPicture.apply(corner.x(), corner.y()))
                .toList();
        int[] across = span(corners.stream().mapToDouble(Point::x), MARGIN * scale, picture.width());
        int[] down = span(corners.stream().mapToDouble(Point::y), MARGIN * scale, picture.height());
        Image part = Window.cut(picture, down[0], across[0], down[1], across[1], 0);
        Image shrunk = scale == 1
                ? part
                : new Resize(shrunk(part.height(), scale), shrunk(part.width(), scale)).apply(part, null);
        double perX = (double) shrunk.width() / part.width(), perY = (double) shrunk.height() / part.height();
        Image chip = Image.black(picture.channels(), height, width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                Point from = toPicture.apply(x + 0.5, y + 0.5);
                sample(shrunk, (from.x() - across[0]) * perX, (from.y() - down[0]) * perY, chip, y * width + x);
            }
        }
        return chip;
    }

    /** First pixel and number of pixels that are needed, all on the picture, one at least. */
    private static int[] span(DoubleStream places, double margin, int size) {
        double[] sorted = places.sorted().toArray();
        int first = (int) Math.max(0, Math.min(size - 1, Math.floor(sorted[0] - margin)));
        int end = (int) Math.max(first + 1, Math.min(size, Math.ceil(sorted[sorted.length - 1] + margin)));
        return new int[] {first, end - first};
    }

    private static int shrunk(int size, double scale) {
        return (int) Math.max(1, Math.round(size / scale));
    }

    /** Bilinear; the first pixel's centre lies at 0.5. */
    private static void sample(Image image, double x, double y, Image out, int at) {
        double column = Math.max(0, Math.min(image.width() - 1, x - 0.5));
        double row = Math.max(0, Math.min(image.height() - 1, y - 0.5));
        int left = (int) column, top = (int) row;
        int right = Math.min(left + 1, image.width() - 1), bottom = Math.min(top + 1, image.height() - 1);
        float across = (float) (column - left), down = (float) (row - top);
        int plane = out.height() * out.width();
        for (int c = 0; c < image.channels(); c++) {
            float upper = image.at(c, top, left) + across * (image.at(c, top, right) - image.at(c, top, left));
            float lower = image.at(c, bottom, left) + across * (image.at(c, bottom, right) - image.at(c, bottom, left));
            out.pixels()[c * plane + at] = upper + down * (lower - upper);
        }
    }
}
