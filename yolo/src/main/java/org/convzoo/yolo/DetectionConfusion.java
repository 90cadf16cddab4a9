package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.LabelledBox;

/**
 * What is taken for what: each detection of at least a score, the surest first, takes the free thing of whatever class that it overlaps
 * most with, if by 0.5 at least. What is left of either side stands beside the background.
 */
public final class DetectionConfusion {
    private static final double OVERLAP = 0.5;
    private static final int MAX_CLASSES = 100; // whose matrix anybody reads

    private final int numClasses;
    private final double score;
    private final Map<Pair, Integer> counts = new HashMap<>(); // of thousands of classes most pairs never meet
    private int mistakes;

    private record Pair(int marked, int found) {}

    /**
     * An empty one.
     *
     * @param score below which a detection is not looked at
     */
    public DetectionConfusion(int numClasses, double score) {
        this.numClasses = numClasses;
        this.score = score;
    }

    /** Takes the things of one picture, and what was found in it. What stands for a crowd is left out, and what is found on it. */
    public void add(List<Detection> found, List<LabelledBox> marked) {
        List<LabelledBox> free =
                new ArrayList<>(marked.stream().filter(thing -> !thing.crowd()).toList());
        List<Detection> sure = found.stream()
                .filter(detection -> detection.score() >= score)
                .sorted(Comparator.comparingDouble(Detection::score).reversed())
                .toList();
        for (Detection detection : sure) {
            LabelledBox thing = free.stream()
                    .max(Comparator.comparingDouble(one -> Overlap.iou(one.box(), detection.box())))
                    .filter(one -> Overlap.iou(one.box(), detection.box()) >= OVERLAP)
                    .orElse(null);
            if (thing != null) {
                count(thing.label(), detection.label());
                free.remove(thing);
            } else if (marked.stream().noneMatch(one -> one.crowd() && covers(one, detection))) {
                count(numClasses, detection.label());
            }
        }
        free.forEach(thing -> count(thing.label(), numClasses));
    }

    private void count(int marked, int found) {
        counts.merge(new Pair(marked, found), 1, Integer::sum);
        mistakes += marked == found ? 0 : 1;
    }

    /** Things that were missed and detections that are wrong; a thing that is taken for another counts once. */
    int mistakes() {
        return mistakes;
    }

    private static boolean covers(LabelledBox crowd, Detection detection) {
        return Overlap.intersection(crowd.box(), detection.box())
                >= OVERLAP * detection.box().area();
    }

    /**
     * [numClasses + 1][numClasses + 1], by true (row) and found (column) class; the last of each is the background. Null for more than
     * {@value #MAX_CLASSES} classes.
     */
    public int[][] counts() {
        if (numClasses > MAX_CLASSES) {
            return null;
        }
        int[][] matrix = new int[numClasses + 1][numClasses + 1];
        counts.forEach((pair, count) -> matrix[pair.marked()][pair.found()] = count);
        return matrix;
    }
}
