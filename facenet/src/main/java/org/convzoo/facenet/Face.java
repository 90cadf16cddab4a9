package org.convzoo.facenet;

import java.util.List;
import org.convzoo.data.Box;

/**
 * A face in a picture.
 *
 * @param box in pixels of the picture; it may reach over the edge
 * @param score how sure the detector is, 0 to 1
 * @param landmarks the five of {@link #LEFT_EYE} to {@link #RIGHT_MOUTH}, in pixels of the picture
 */
public record Face(Box box, double score, List<Point> landmarks) {
    /** Places of the landmarks; left and right are those of the picture. */
    public static final int LEFT_EYE = 0, RIGHT_EYE = 1, NOSE = 2, LEFT_MOUTH = 3, RIGHT_MOUTH = 4;

    /** How many landmarks a face has. */
    public static final int LANDMARKS = 5;

    public Face {
        landmarks = List.copyOf(landmarks);
        if (landmarks.size() != LANDMARKS) {
            throw new IllegalArgumentException("a face has " + LANDMARKS + " landmarks, got " + landmarks.size());
        }
    }
}
