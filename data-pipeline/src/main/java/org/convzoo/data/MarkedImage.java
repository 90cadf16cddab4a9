package org.convzoo.data;

import java.util.List;

/**
 * A decoded picture with the things that are marked in it.
 *
 * @param image the picture
 * @param things their boxes in pixels of it
 */
public record MarkedImage(Image image, List<LabelledBox> things) {
    public MarkedImage {
        things = List.copyOf(things);
    }

    /**
     * The things on a picture that was made from this one: cut at its edges, and without those that lie beside it.
     *
     * @param result the picture that was made
     * @param frame where it lies on this one
     */
    MarkedImage turnedInto(Image result, Frame frame) {
        List<LabelledBox> moved = things.stream()
                .map(thing -> thing.at(frame.toResult(thing.box(), result.height(), result.width())
                        .clipped(result.width(), result.height())))
                .filter(thing -> thing.box().area() > 0)
                .toList();
        return new MarkedImage(result, moved);
    }
}
