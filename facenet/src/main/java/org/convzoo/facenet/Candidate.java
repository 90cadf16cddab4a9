package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;

/**
 * A window that may show a face, and what a net said of it.
 *
 * @param box the window
 * @param score that it does, 0 to 1
 * @param shift by how much of the window's sides its left, upper, right and lower edge must move
 * @param landmarks five x and five y as shares of the window; empty where the net tells none
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Candidate(Box box, double score, float[] shift, float[] landmarks) {
    /** Intersection over the smaller area: 1 for a box within another. */
    static final ToDoubleBiFunction<Box, Box> NESTING = (a, b) -> {
        double smaller = Math.min(a.area(), b.area());
        return smaller > 0 ? Overlap.intersection(a, b) / smaller : 0;
    };

    /** The window with its edges where the net wants them; empty where that leaves nothing of it. */
    Box moved() {
        double left = box.x() + shift[0] * box.width(), right = box.right() + shift[2] * box.width();
        double top = box.y() + shift[1] * box.height(), bottom = box.bottom() + shift[3] * box.height();
        return Box.ofCorners(left, top, Math.max(left, right), Math.max(top, bottom));
    }

    /** The square about the middle of a box, as wide as its longer side. */
    static Box squared(Box box) {
        double side = Math.max(box.width(), box.height());
        return Box.ofCenter(box.centerX(), box.centerY(), side, side);
    }

    List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < Face.LANDMARKS; i++) {
            points.add(new Point(
                    box.x() + landmarks[i] * box.width(), box.y() + landmarks[Face.LANDMARKS + i] * box.height()));
        }
        return points;
    }

    /**
     * Keeps one of several windows of a face, the surest first; what the nets said of it stays with it.
     *
     * @param place what of a candidate is compared
     * @param overlap of two boxes, 0 to 1
     * @param threshold above which the less sure one goes
     * @param limit how many are looked at, the surest
     */
    static List<Candidate> suppressed(
            List<Candidate> candidates,
            Function<Candidate, Box> place,
            ToDoubleBiFunction<Box, Box> overlap,
            double threshold,
            int limit) {
        List<Candidate> kept = new ArrayList<>();
        candidates.stream()
                .sorted(Comparator.comparingDouble(Candidate::score).reversed())
                .limit(limit)
                .forEach(candidate -> {
                    if (kept.stream()
                            .allMatch(better ->
                                    overlap.applyAsDouble(place.apply(better), place.apply(candidate)) <= threshold)) {
                        kept.add(candidate);
                    }
                });
        return kept;
    }
}
