package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.detection.Overlap;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Box;

/**
 * How well a box fits: the area that it shares with the true one over the area that either covers. By custom 0.5 and more counts as found. Boxes apart all
 * have 0, which tells a training nothing of how far; the generalised form goes on below it.
 *
 * <p>Sources: Jaccard, 1912; Everingham et al., "The Pascal Visual Object Classes Challenge", IJCV 2010, section 4.2, for the 0.5; Rezatofighi et al.,
 * "Generalized Intersection over Union", 2019, arXiv:1902.09630.
 */
public final class IntersectionOverUnion {
    /** From here on a box counts as right. */
    public static final double RIGHT = 0.5;

    private IntersectionOverUnion() {}

    /** A box and what is wrong with it. */
    record Guess(String name, Box box) {}

    /** Around a car. */
    static Box truth() {
        return new Box(120, 120, 144, 66);
    }

    /** From equal to far away. */
    static List<Guess> guesses() {
        Box truth = truth();
        double x = truth.x(), y = truth.y(), width = truth.width(), height = truth.height();
        return List.of(
                new Guess("the same box", truth),
                new Guess("a third too far right", new Box(x + width / 3, y, width, height)),
                new Guess("half too far right", new Box(x + width / 2, y, width, height)),
                new Guess(
                        "within, half as high and wide", new Box(x + width / 4, y + height / 4, width / 2, height / 2)),
                new Guess("a corner in common", new Box(x - width / 2, y - height / 2, width, height)),
                new Guess("apart", new Box(20, 20, width / 2, height)));
    }

    /** One box against six. */
    public static Exhibit demonstrate() {
        Box truth = truth();
        NumberTable table = NumberTable.of(1, "BOX", "INTERSECTION", "UNION", "IOU", "RIGHT", "GENERALISED");
        List<Panel> panels = new ArrayList<>();
        DrawnRoad road = DrawnRoad.of(
                DrawnRoad.thing(DrawnRoad.CAR, truth.centerX(), truth.centerY(), truth.width(), truth.height()));
        for (Guess guess : guesses()) {
            double intersection = Overlap.intersection(truth, guess.box()), iou = Overlap.iou(truth, guess.box());
            table.row(
                    guess.name(),
                    Math.round(intersection),
                    Math.round(truth.area() + guess.box().area() - intersection),
                    iou,
                    iou >= RIGHT ? "yes" : "no",
                    Overlap.giou(truth, guess.box()));
            Sketch sketch = Sketch.on(road.picture()).box(truth, Sketch.RED);
            if (intersection > 0) {
                sketch.shaded(guess.box().clipped(truth), Sketch.BLUE);
            }
            panels.add(
                    sketch.dashed(guess.box(), Sketch.BLUE).panel(guess.name() + ": " + NumberTable.decimals(iou, 2)));
        }
        return new Exhibit(table.text(), 3, panels);
    }
}
