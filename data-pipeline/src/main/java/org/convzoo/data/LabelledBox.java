package org.convzoo.data;

/**
 * A thing in a picture, as somebody marked it.
 *
 * @param box in pixels of the picture
 * @param label its class, an index
 * @param crowd whether it stands for many of them (COCO's {@code iscrowd}, VOC's {@code difficult}): whoever finds it gains nothing, and loses nothing
 */
public record LabelledBox(Box box, int label, boolean crowd) {
    public LabelledBox {
        if (label < 0) {
            throw new IllegalArgumentException("label must be >= 0, got " + label);
        }
    }

    public LabelledBox(Box box, int label) {
        this(box, label, false);
    }

    /** The same thing with another box. */
    LabelledBox at(Box box) {
        return new LabelledBox(box, label, crowd);
    }
}
