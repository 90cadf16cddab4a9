package org.convzoo.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A picture that others are laid on, scaled and cut, together with the boxes of what is in them.
 *
 * <p>Of a thing that is cut, the box is what of it can be seen; it is left out where that is less than a quarter of its area, or less than 3
 * pixels wide or high.
 */
final class Canvas {
    private static final double LEAST_SHARE = 0.25;
    private static final double LEAST_PIXELS = 3;

    private final Image image;
    private final List<LabelledBox> things = new ArrayList<>();

    Canvas(int channels, int height, int width, float background) {
        this.image = Image.black(channels, height, width);
        Arrays.fill(image.pixels(), background);
    }

    /** The whole of it. */
    Box area() {
        return new Box(0, 0, image.width(), image.height());
    }

    /** What has been laid so far; not copied. */
    MarkedImage picture() {
        return new MarkedImage(image, things);
    }

    /**
     * Lays a picture of as many channels on it.
     *
     * @param place where the whole picture would lie, in whole pixels; may reach beyond the edges
     * @param part what of the canvas may be covered, in whole pixels
     * @param mirrored whether left and right are exchanged
     */
    void lay(MarkedImage picture, Box place, Box part, boolean mirrored) {
        Box seen = place.clipped(part);
        if (seen.area() == 0) {
            return;
        }
        paint(picture.image(), place, seen, mirrored);
        double down = place.height() / picture.image().height();
        double across = place.width() / picture.image().width();
        for (LabelledBox thing : picture.things()) {
            Box box = thing.box();
            double left = mirrored ? picture.image().width() - box.right() : box.x();
            Box whole = new Box(
                    place.x() + left * across, place.y() + box.y() * down, box.width() * across, box.height() * down);
            Box rest = whole.clipped(seen);
            if (rest.area() >= LEAST_SHARE * whole.area()
                    && rest.width() >= LEAST_PIXELS
                    && rest.height() >= LEAST_PIXELS) {
                things.add(thing.at(rest));
            }
        }
    }

    private void paint(Image picture, Box place, Box seen, boolean mirrored) {
        int top = (int) (seen.y() - place.y());
        int left = (int) (mirrored ? place.right() - seen.right() : seen.x() - place.x());
        int height = (int) seen.height();
        int width = (int) seen.width();
        Image piece = new Resize((int) place.height(), (int) place.width()).part(picture, top, left, height, width);
        if (mirrored) {
            piece = Mirror.of(piece);
        }
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                int to = (c * image.height() + (int) seen.y() + y) * image.width() + (int) seen.x();
                System.arraycopy(piece.pixels(), (c * height + y) * width, image.pixels(), to, width);
            }
        }
    }
}
