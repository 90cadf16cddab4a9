package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.core.detection.Overlap;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.AnnotatedPicture;

/**
 * One box for each thing out of many: those below a score go; then again and again the surest is kept, and those of its class that overlap with it by more
 * than a threshold go.
 *
 * <p>Source: as {@link NonMaxSuppression}, which does it in one call; greedy suppression as in Felzenszwalb et al., "Object Detection with Discriminatively
 * Trained Part-Based Models", PAMI 32(9), 2010, section 7.2.
 */
public final class SuppressionSteps {
    static final double SCORE = 0.6, IOU = 0.5;

    private static final int PER_THING = 7;

    private SuppressionSteps() {}

    /**
     * One round.
     *
     * @param kept the surest of those that were left
     * @param suppressed those that it makes go
     */
    public record Step(Detection kept, List<Detection> suppressed) {
        public Step {
            suppressed = List.copyOf(suppressed);
        }
    }

    /** Those with at least a score. */
    public static List<Detection> atLeast(double score, List<Detection> detections) {
        return detections.stream()
                .filter(detection -> detection.score() >= score)
                .toList();
    }

    /**
     * The rounds until nothing is left, class by class.
     *
     * @param iou above which a less sure box goes
     */
    public static List<Step> steps(List<Detection> detections, double iou) {
        List<Detection> left = new ArrayList<>(detections);
        List<Step> steps = new ArrayList<>();
        while (!left.isEmpty()) {
            Detection surest = left.stream()
                    .max(Comparator.comparingDouble(Detection::score))
                    .orElseThrow();
            left.remove(surest);
            List<Detection> suppressed = left.stream()
                    .filter(other -> other.label() == surest.label() && Overlap.iou(other.box(), surest.box()) > iou)
                    .toList();
            left.removeAll(suppressed);
            steps.add(new Step(surest, suppressed));
        }
        return steps;
    }

    /** Two cars, one half before the other, and a person before both. */
    static DrawnRoad road() {
        return DrawnRoad.of(
                DrawnRoad.thing(DrawnRoad.CAR, 130, 136, 140, 62),
                DrawnRoad.thing(DrawnRoad.CAR, 166, 156, 156, 70),
                DrawnRoad.thing(DrawnRoad.PERSON, 212, 160, 36, 116));
    }

    /** Boxes by lot about each thing, the surer the better they fit, and a few where nothing is. */
    static List<Detection> candidates(DrawnRoad road) {
        Random random = new Random(3);
        List<Detection> candidates = new ArrayList<>();
        for (LabelledBox thing : road.things()) {
            Box box = thing.box();
            for (int i = 0; i < PER_THING; i++) {
                Box moved = Box.ofCenter(
                        box.centerX() + 0.08 * box.width() * random.nextGaussian(),
                        box.centerY() + 0.08 * box.height() * random.nextGaussian(),
                        box.width() * (1 + 0.08 * random.nextGaussian()),
                        box.height() * (1 + 0.08 * random.nextGaussian()));
                double score = 0.45 + 0.5 * Overlap.iou(box, moved) + 0.03 * random.nextGaussian();
                candidates.add(new Detection(moved, thing.label(), Math.max(0.1, Math.min(0.99, score))));
            }
        }
        for (int i = 0; i < 6; i++) {
            Box anywhere =
                    new Box(random.nextInt(240), random.nextInt(160), 60 + random.nextInt(60), 40 + random.nextInt(50));
            candidates.add(new Detection(anywhere, random.nextInt(2), 0.1 + 0.45 * random.nextDouble()));
        }
        return candidates;
    }

    /** The rounds on one road, and what other thresholds leave. */
    public static Exhibit demonstrate() {
        DrawnRoad road = road();
        List<Detection> all = candidates(road), sure = atLeast(SCORE, all);
        List<Step> steps = steps(sure, IOU);
        NumberTable rounds = NumberTable.of(2, "ROUND", "KEPT", "SCORE", "BOXES THAT GO", "THEIR IOU WITH IT");
        rounds.row("0", "score of at least " + NumberTable.decimals(SCORE, 2), "", all.size() - sure.size(), "");
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            rounds.row(
                    String.valueOf(i + 1),
                    DrawnRoad.CLASSES.get(step.kept().label()),
                    step.kept().score(),
                    step.suppressed().size(),
                    step.suppressed().stream()
                            .map(gone -> NumberTable.decimals(
                                    Overlap.iou(gone.box(), step.kept().box()), 2))
                            .collect(Collectors.joining(" ")));
        }
        NumberTable thresholds =
                NumberTable.of(0, "IOU ABOVE WHICH BOXES GO", "LEFT, CLASS BY CLASS", "LEFT, ALL CLASSES TOGETHER");
        for (double iou : new double[] {0.1, 0.3, IOU, 0.7, 0.9}) {
            thresholds.row(
                    iou,
                    NonMaxSuppression.of(iou).apply(sure).size(),
                    new NonMaxSuppression(iou, false, 300).apply(sure).size());
        }
        return new Exhibit(rounds.text() + "\n" + thresholds.text(), 3, panels(road, all, sure, steps));
    }

    private static List<Panel> panels(DrawnRoad road, List<Detection> all, List<Detection> sure, List<Step> steps) {
        List<Panel> panels = new ArrayList<>();
        panels.add(boxes(road, all, all.size() + " boxes"));
        panels.add(boxes(road, sure, sure.size() + " with a score of at least " + NumberTable.decimals(SCORE, 2)));
        for (int i = 0; i < Math.min(3, steps.size()); i++) {
            Sketch sketch = Sketch.on(road.picture());
            steps.get(i).suppressed().forEach(gone -> sketch.dashed(gone.box(), Sketch.BLUE));
            sketch.box(steps.get(i).kept().box(), Sketch.RED);
            panels.add(sketch.panel("round " + (i + 1) + ": kept, and what goes (dashed)"));
        }
        List<Detection> kept = steps.stream().map(Step::kept).toList();
        panels.add(new Panel(
                AnnotatedPicture.of(road.picture(), kept, DrawnRoad.CLASSES),
                List.of("the " + kept.size() + " that are left")));
        return panels;
    }

    private static Panel boxes(DrawnRoad road, List<Detection> detections, String caption) {
        Sketch sketch = Sketch.on(road.picture());
        detections.forEach(detection -> sketch.thin(detection.box(), Sketch.RED));
        return sketch.panel(caption);
    }
}
