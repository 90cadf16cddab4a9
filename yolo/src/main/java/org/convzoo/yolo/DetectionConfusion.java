package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.LabelledBox;

/**
 * What is taken for what: each detection of at least a score, the surest first, takes the free thing of whatever class that it overlaps
 * most with, if by 0.5 at least. What is left of either side stands beside the background.
 */
public final class DetectionConfusion {
    private static final double OVERLAP = 0.5;

    private final int numClasses;
    private final double score;
    private final int[][] counts;

    /**
     * An empty one.
     *
     * @param score below which a detection is not looked at
     */
    public DetectionConfusion(int numClasses, double score) {
        this.numClasses = numClasses;
        this.score = score;
        this.counts = new int[numClasses + 1][numClasses + 1];
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
                counts[thing.label()][detection.label()]++;
                free.remove(thing);
            } else if (marked.stream().noneMatch(one -> one.crowd() && covers(one, detection))) {
                counts[numClasses][detection.label()]++;
            }
        }
        free.forEach(thing -> counts[thing.label()][numClasses]++);
    }

    private static boolean covers(LabelledBox crowd, Detection detection) {
        return Overlap.intersection(crowd.box(), detection.box())
                >= OVERLAP * detection.box().area();
    }

    /** [numClasses + 1][numClasses + 1], by true (row) and found (column) class; the last of each is the background. */
    public int[][] counts() {
        int[][] copy = new int[counts.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts[i].clone();
        }
        return copy;
    }
}
