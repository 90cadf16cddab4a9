package org.convzoo.data;

import java.util.List;

/**
 * Some pictures in the form that a net takes, with the things in them.
 *
 * @param size how many pictures
 * @param channels of each
 * @param height rows of each
 * @param width columns of each
 * @param features size x channels x height x width values, normalised
 * @param things of each picture, their boxes in pixels of the net's input
 * @param indices one a picture: where it lies in the list
 * @param origins one a picture: where it lies on its file's; none of augmented ones
 */
@SuppressWarnings("ArrayRecordComponent") // numbers by the million; compared by nobody
public record BoxBatch(
        int size,
        int channels,
        int height,
        int width,
        float[] features,
        List<List<LabelledBox>> things,
        int[] indices,
        List<Origin> origins) {

    /**
     * What a picture was made from.
     *
     * @param height rows of the picture as it lies on disk
     * @param width columns
     * @param frame where what the net is shown lies on it
     */
    public record Origin(int height, int width, Frame frame) {}

    public BoxBatch {
        if (features.length != (long) size * channels * height * width
                || things.size() != size
                || indices.length != size) {
            throw new IllegalArgumentException("a batch of " + size + "x" + channels + "x" + height + "x" + width
                    + " cannot have " + features.length + " values, things of " + things.size() + " pictures and "
                    + indices.length + " indices");
        }
        things = things.stream().map(List::copyOf).toList();
        origins = List.copyOf(origins);
    }
}
