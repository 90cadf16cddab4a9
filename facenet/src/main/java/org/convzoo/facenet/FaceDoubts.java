package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Why the distances of a face that was found may not be what they should be. */
public final class FaceDoubts {
    /** Embedders were trained on chips of 150 pixels and some; from a face of a third of that, features are missing. */
    static final double SMALL = 40;

    private FaceDoubts() {}

    /**
     * Reasons, each the rest of a sentence that begins "the face".
     *
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     * @return empty if there are none
     */
    public static List<String> of(Face face, int width, int height) {
        List<String> doubts = new ArrayList<>();
        if (face.landmarks().stream().anyMatch(p -> p.x() < 0 || p.y() < 0 || p.x() > width || p.y() > height)
                || face.box().clipped(width, height).area() < 0.8 * face.box().area()) {
            doubts.add("is cut by the picture's edge");
        }
        if (Math.min(face.box().width(), face.box().height()) < SMALL) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "is small, %.0fx%.0f pixels",
                    face.box().width(),
                    face.box().height()));
        }
        if (isProfile(face)) {
            doubts.add("is seen from the side");
        }
        return doubts;
    }

    /** The nose lies beyond one of the eyes, measured along the line from eye to eye. */
    private static boolean isProfile(Face face) {
        Point left = face.landmarks().get(Face.LEFT_EYE);
        Point right = face.landmarks().get(Face.RIGHT_EYE);
        Point nose = face.landmarks().get(Face.NOSE);
        double dx = right.x() - left.x(), dy = right.y() - left.y();
        double along = ((nose.x() - left.x()) * dx + (nose.y() - left.y()) * dy) / (dx * dx + dy * dy);
        return !(along > 0 && along < 1);
    }
}
