package org.convzoo.data;

/**
 * Some pictures in the form that a net takes, with their classes.
 *
 * @param size how many pictures
 * @param channels of each
 * @param height rows of each
 * @param width columns of each
 * @param features size x channels x height x width values, normalised
 * @param labels one class a picture
 * @param indices one a picture: where it lies in its {@link Split}
 */
@SuppressWarnings("ArrayRecordComponent") // numbers by the million; compared by nobody
public record Batch(int size, int channels, int height, int width, float[] features, int[] labels, int[] indices) {
    public Batch {
        if (features.length != (long) size * channels * height * width
                || labels.length != size
                || indices.length != size) {
            throw new IllegalArgumentException("a batch of " + size + "x" + channels + "x" + height + "x" + width
                    + " cannot have " + features.length + " values, " + labels.length + " labels and "
                    + indices.length + " indices");
        }
    }

    static Batch empty(int size, Preprocessing shape) {
        return new Batch(
                size,
                shape.channels(),
                shape.height(),
                shape.width(),
                new float[Math.multiplyExact(size, shape.length())],
                new int[size],
                new int[size]);
    }
}
