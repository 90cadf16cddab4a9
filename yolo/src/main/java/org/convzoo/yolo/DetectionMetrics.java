package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;

/**
 * How well things are found: average precision, as COCO and as Pascal VOC define it. Pictures are added one by one.
 *
 * <p>COCO (its {@code cocoeval}): per class and overlap t, the detections of each picture, the surest first and 100 at most, take the free thing
 * that they overlap most with, if by t at least; what a crowd covers counts neither way. Precision, made to fall, is read at 101 values of
 * recall. mAP50 is the mean over classes at t = 0.5, mAP50-95 over t = 0.50, 0.55 ... 0.95 as well.
 *
 * <p>VOC (Everingham et al. 2010, section 4.2): a detection is held against the thing that it overlaps most with, free or not, at t = 0.5; the
 * precision is read at 11 values of recall (2007), or its area is taken (2010).
 */
public final class DetectionMetrics {
    private static final int MOST_PER_PICTURE = 100;
    private static final int RECALLS = 101;
    private static final int OVERLAPS = 10;

    /** A detection, and for each overlap whether it was right and whether it counts. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Judged(double score, boolean[] right, boolean[] counts) {}

    private final int numClasses;
    private final List<List<Judged>> coco = new ArrayList<>();
    private final List<List<Judged>> voc = new ArrayList<>();
    private final int[] things;
    private int pictures;

    public DetectionMetrics(int numClasses) {
        this.numClasses = numClasses;
        this.things = new int[numClasses];
        for (int c = 0; c < numClasses; c++) {
            coco.add(new ArrayList<>());
            voc.add(new ArrayList<>());
        }
    }

    /**
     * Of one class.
     *
     * @param things marked ones, without crowds
     * @param ap50 average precision at an overlap of 0.5, COCO's; NaN where nothing is marked
     * @param ap50To95 mean over ten overlaps
     * @param voc07 eleven points
     * @param voc10 all points
     */
    public record PerClass(int things, double ap50, double ap50To95, double voc07, double voc10) {}

    /**
     * Of all; means are over the classes of which something is marked, NaN where there is none.
     *
     * @param map50 COCO's, at an overlap of 0.5
     * @param map50To95 over ten overlaps
     * @param voc07 eleven points
     * @param voc10 all points
     * @param perClass by class
     */
    public record Result(
            int pictures, double map50, double map50To95, double voc07, double voc10, List<PerClass> perClass) {}

    /**
     * Where a class stands once detections below a score are left out.
     *
     * @param score of the least sure one that counts
     * @param precision share of them that are right, at an overlap of 0.5
     * @param recall share of the things that are found
     */
    public record Point(double score, double precision, double recall) {}

    /** Takes the things of one picture, and what was found in it. */
    public void add(List<Detection> found, List<LabelledBox> marked) {
        pictures++;
        for (int c = 0; c < numClasses; c++) {
            int label = c;
            List<Detection> detections = found.stream()
                    .filter(detection -> detection.label() == label)
                    .sorted(Comparator.comparingDouble(Detection::score).reversed())
                    .limit(MOST_PER_PICTURE)
                    .toList();
            List<LabelledBox> truths =
                    marked.stream().filter(thing -> thing.label() == label).toList();
            things[c] += (int) truths.stream().filter(thing -> !thing.crowd()).count();
            addCoco(detections, truths, coco.get(c));
            addVoc(detections, truths, voc.get(c));
        }
    }

    private static void addCoco(List<Detection> detections, List<LabelledBox> truths, List<Judged> into) {
        boolean[][] right = new boolean[detections.size()][OVERLAPS];
        boolean[][] counts = new boolean[detections.size()][OVERLAPS];
        for (int t = 0; t < OVERLAPS; t++) {
            Set<Integer> taken = new HashSet<>();
            for (int d = 0; d < detections.size(); d++) {
                int best = bestFree(detections.get(d).box(), truths, taken, overlap(t));
                right[d][t] = best >= 0 && !truths.get(best).crowd();
                counts[d][t] = best < 0 || right[d][t];
                if (right[d][t]) {
                    taken.add(best);
                }
            }
        }
        for (int d = 0; d < detections.size(); d++) {
            into.add(new Judged(detections.get(d).score(), right[d], counts[d]));
        }
    }

    private static double overlap(int t) {
        return 0.5 + 0.05 * t;
    }

    /** The thing of the largest overlap; a crowd only where no other is free; -1 where none reaches the least. */
    private static int bestFree(Box box, List<LabelledBox> truths, Set<Integer> taken, double least) {
        for (boolean crowd : new boolean[] {false, true}) {
            int best = -1;
            double most = least;
            for (int i = 0; i < truths.size(); i++) {
                if (truths.get(i).crowd() == crowd && !taken.contains(i)) {
                    Box truth = truths.get(i).box();
                    double overlap = crowd ? covered(box, truth) : Overlap.iou(box, truth);
                    if (overlap >= most) { // of equal ones the last, as COCO has it
                        most = overlap;
                        best = i;
                    }
                }
            }
            if (best >= 0) {
                return best;
            }
        }
        return -1;
    }

    /** Share of a box that a crowd covers. */
    private static double covered(Box box, Box crowd) {
        return box.area() == 0 ? 0 : Overlap.intersection(box, crowd) / box.area();
    }

    private static void addVoc(List<Detection> detections, List<LabelledBox> truths, List<Judged> into) {
        Set<Integer> taken = new HashSet<>();
        for (Detection detection : detections) {
            int best = -1;
            double most = 0;
            for (int i = 0; i < truths.size(); i++) {
                double iou = Overlap.iou(detection.box(), truths.get(i).box());
                if (iou > most) {
                    most = iou;
                    best = i;
                }
            }
            boolean hit = most >= 0.5;
            boolean crowd = hit && truths.get(best).crowd();
            boolean right = hit && !crowd && taken.add(best);
            into.add(new Judged(detection.score(), new boolean[] {right}, new boolean[] {!crowd}));
        }
    }

    /** Of all pictures so far. */
    public Result result() {
        List<PerClass> classes = new ArrayList<>();
        for (int c = 0; c < numClasses; c++) {
            double sum = 0, first = Double.NaN;
            for (int t = 0; t < OVERLAPS; t++) {
                double ap = cocoPrecision(curve(coco.get(c), t), things[c]);
                first = t == 0 ? ap : first;
                sum += ap;
            }
            List<Boolean> curve = curve(voc.get(c), 0);
            classes.add(new PerClass(
                    things[c], first, sum / OVERLAPS, elevenPoints(curve, things[c]), area(curve, things[c])));
        }
        return new Result(
                pictures,
                mean(classes.stream().mapToDouble(PerClass::ap50).toArray()),
                mean(classes.stream().mapToDouble(PerClass::ap50To95).toArray()),
                mean(classes.stream().mapToDouble(PerClass::voc07).toArray()),
                mean(classes.stream().mapToDouble(PerClass::voc10).toArray()),
                List.copyOf(classes));
    }

    /** The precision-recall curve of a class, COCO's, before precision is made to fall; empty where nothing is marked. */
    public List<Point> curve(int label) {
        List<Point> points = new ArrayList<>();
        List<Judged> judged = coco.get(label).stream()
                .filter(one -> one.counts()[0])
                .sorted(Comparator.comparingDouble(Judged::score).reversed())
                .toList();
        int right = 0;
        for (int i = 0; i < judged.size() && things[label] > 0; i++) {
            right += judged.get(i).right()[0] ? 1 : 0;
            points.add(new Point(judged.get(i).score(), right / (i + 1.0), (double) right / things[label]));
        }
        return points;
    }

    private static double mean(double[] values) {
        double sum = 0;
        int n = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                sum += value;
                n++;
            }
        }
        return n == 0 ? Double.NaN : sum / n;
    }

    /** Right or wrong, the surest first; of equally sure ones those of earlier pictures. */
    private static List<Boolean> curve(List<Judged> judged, int t) {
        return judged.stream()
                .filter(one -> one.counts()[t])
                .sorted(Comparator.comparingDouble(Judged::score).reversed())
                .map(one -> one.right()[t])
                .toList();
    }

    /** Precision at each detection, made to fall: the best that a later one has. */
    private static double[] envelope(List<Boolean> curve) {
        double[] precision = new double[curve.size()];
        int right = 0;
        for (int i = 0; i < precision.length; i++) {
            right += curve.get(i) ? 1 : 0;
            precision[i] = right / (i + 1.0);
        }
        for (int i = precision.length - 2; i >= 0; i--) {
            precision[i] = Math.max(precision[i], precision[i + 1]);
        }
        return precision;
    }

    private static double[] recall(List<Boolean> curve, int things) {
        double[] recall = new double[curve.size()];
        int right = 0;
        for (int i = 0; i < recall.length; i++) {
            right += curve.get(i) ? 1 : 0;
            recall[i] = (double) right / things;
        }
        return recall;
    }

    private static double cocoPrecision(List<Boolean> curve, int things) {
        return atRecalls(curve, things, RECALLS);
    }

    private static double elevenPoints(List<Boolean> curve, int things) {
        return atRecalls(curve, things, 11);
    }

    /** Mean precision where recall first reaches 0, ..., 1; 0 where it never does. */
    private static double atRecalls(List<Boolean> curve, int things, int points) {
        if (things == 0) {
            return Double.NaN;
        }
        double[] precision = envelope(curve), recall = recall(curve, things);
        double sum = 0;
        int i = 0;
        for (int point = 0; point < points; point++) {
            double wanted = point / (points - 1.0);
            while (i < recall.length && recall[i] < wanted) {
                i++;
            }
            sum += i < recall.length ? precision[i] : 0;
        }
        return sum / points;
    }

    private static double area(List<Boolean> curve, int things) {
        if (things == 0) {
            return Double.NaN;
        }
        double[] precision = envelope(curve), recall = recall(curve, things);
        double sum = 0, before = 0;
        for (int i = 0; i < recall.length; i++) {
            sum += (recall[i] - before) * precision[i];
            before = recall[i];
        }
        return sum;
    }
}
