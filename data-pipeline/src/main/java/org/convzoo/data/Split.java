package org.convzoo.data;

/**
 * One part of a data set: pictures with a class each. Safe to read from several threads.
 *
 * <p>{@link #image} may decode a file each time it is asked; a split never holds a decoded data set that does not fit.
 */
public interface Split {
    /** How many pictures. */
    int size();

    /** Picture {@code i}, as it lies on disk: no resizing, no augmentation. */
    Image image(int i);

    /** Class of picture {@code i}, an index into {@link Dataset#classes()}. */
    int label(int i);

    /** What a report calls picture {@code i}: a path inside the data set, or an index such as {@code test/123}. */
    String id(int i);
}
