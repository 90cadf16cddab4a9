package org.convzoo.core.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps one of several detections of the same thing: greedily, the surest first, and whatever overlaps with a kept one no more than a
 * threshold.
 *
 * @param threshold IoU above which the less sure one goes, 0 to 1; 0.45 is usual
 * @param perClass whether detections of different classes leave each other alone
 * @param limit how many are kept at most, the surest ones
 */
public record NonMaxSuppression(double threshold, boolean perClass, int limit) {
    public NonMaxSuppression {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold must be 0 to 1, got " + threshold);
        }
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be >= 1, got " + limit);
        }
    }

    /** Per class, up to 300 a picture. */
    public static NonMaxSuppression of(double threshold) {
        return new NonMaxSuppression(threshold, true, 300);
    }

    /** Those that are kept, the surest first; of equally sure ones the earlier. */
    public List<Detection> apply(List<Detection> detections) {
        List<Detection> byScore = new ArrayList<>(detections);
        byScore.sort(Comparator.comparingDouble(Detection::score).reversed()); // stable
        List<Detection> kept = new ArrayList<>();
        for (Detection candidate : byScore) {
            if (kept.size() == limit) {
                break;
            }
            if (kept.stream().noneMatch(better -> suppresses(better, candidate))) {
                kept.add(candidate);
            }
        }
        return kept;
    }

    private boolean suppresses(Detection better, Detection candidate) {
        return (!perClass || better.label() == candidate.label())
                && Overlap.iou(better.box(), candidate.box()) > threshold;
    }
}
