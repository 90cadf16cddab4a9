package org.convzoo.data;

import java.nio.file.Path;
import java.util.List;

/**
 * A picture with the things that somebody marked in it.
 *
 * @param file the picture, decoded when it is asked for
 * @param shares the things, their boxes as shares of the picture's width and height
 */
public record BoxPicture(Path file, List<LabelledBox> shares) {
    public BoxPicture {
        shares = List.copyOf(shares);
    }

    /** The things in pixels of the picture at a size. */
    public List<LabelledBox> things(int height, int width) {
        return shares.stream()
                .map(thing -> {
                    Box box = thing.box();
                    Box pixels = new Box(box.x() * width, box.y() * height, box.width() * width, box.height() * height);
                    return thing.at(pixels);
                })
                .toList();
    }

    /**
     * Decodes the picture.
     *
     * @throws DataException if the file is missing or damaged; the message names it
     */
    public MarkedImage read() {
        Image image = ImageReader.read(file);
        return new MarkedImage(image, things(image.height(), image.width()));
    }

    /** That a net cannot take this picture, with the words of whoever found out. */
    DataException unsuited(RuntimeException e) {
        return new DataException(
                "picture " + file.toString().replaceAll("\\p{Cntrl}", "?") + " does not suit the net: "
                        + e.getMessage(),
                e);
    }
}
