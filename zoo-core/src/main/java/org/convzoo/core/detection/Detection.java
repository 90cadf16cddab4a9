package org.convzoo.core.detection;

import org.convzoo.data.Box;

/**
 * Something found in a picture.
 *
 * @param box where, in pixels of the picture
 * @param label its class, an index
 * @param score how sure the net is, 0 to 1
 */
public record Detection(Box box, int label, double score) {
    public Detection {
        if (label < 0) {
            throw new IllegalArgumentException("label must be >= 0, got " + label);
        }
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("score must be 0 to 1, got " + score);
        }
    }
}
