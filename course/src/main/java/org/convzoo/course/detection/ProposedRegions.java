package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.detection.Overlap;
import org.convzoo.core.detection.SlidingWindows;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.RegionProposals;

/**
 * Where to look, told by the picture: it is cut into regions of like colour, which are merged step by step, and only the boxes of these are classified.
 * Fifty boxes of any shape take the place of some two thousand windows.
 *
 * <p>Shapes: a road of 3 x 252 x 360, a list of boxes in its pixels.
 *
 * <p>Source: as {@link RegionProposals}; Girshick et al., R-CNN, 2014, arXiv:1311.2524, for what is done with them.
 */
public final class ProposedRegions {
    private static final int MOST = 50;
    private static final double NOISE = 8; // grey levels: an even sky would fall into a band for each of its shades

    /** Windows that would fit the things: height, width, and a stride of a quarter of the smaller. */
    private static final int[][] WINDOWS = {{48, 112}, {96, 28}, {56, 80}};

    private ProposedRegions() {}

    /** Two cars, a person and a motorcycle. */
    static DrawnRoad road() {
        DrawnRoad road = DrawnRoad.of(
                DrawnRoad.thing(DrawnRoad.CAR, 78, 132, 112, 50),
                DrawnRoad.thing(DrawnRoad.PERSON, 160, 180, 32, 110),
                DrawnRoad.thing(DrawnRoad.MOTORCYCLE, 80, 214, 84, 56),
                DrawnRoad.thing(DrawnRoad.CAR, 268, 180, 150, 66));
        return road.noisy(NOISE, 1);
    }

    static List<Box> proposals(DrawnRoad road) {
        return RegionProposals.upTo(MOST).propose(road.picture());
    }

    /** The proposal that overlaps most with a thing. */
    static Box best(List<Box> proposals, LabelledBox thing) {
        return proposals.stream()
                .max(Comparator.comparingDouble(box -> Overlap.iou(box, thing.box())))
                .orElseThrow();
    }

    /** The windows of three sizes together, at strides of a quarter of their smaller side. */
    static int windows() {
        int count = 0;
        for (int[] size : WINDOWS) {
            SlidingWindows windows = new SlidingWindows(size[0], size[1], Math.min(size[0], size[1]) / 4);
            count += windows.rows(DrawnRoad.HEIGHT) * windows.columns(DrawnRoad.WIDTH);
        }
        return count;
    }

    /** How many boxes there are, and how well they fit. */
    public static Exhibit demonstrate() {
        DrawnRoad road = road();
        List<Box> proposals = proposals(road);
        NumberTable counts = NumberTable.of(1, "WHERE TO LOOK", "BOXES");
        counts.row("proposed regions", proposals.size());
        counts.row("windows of three sizes, at strides of a quarter", windows());
        NumberTable fits = NumberTable.of(1, "THING", "PLACE AMONG THE PROPOSALS", "IOU");
        List<Box> best = new ArrayList<>();
        for (LabelledBox thing : road.things()) {
            Box box = best(proposals, thing);
            best.add(box);
            fits.row(DrawnRoad.name(thing), proposals.indexOf(box) + 1, Overlap.iou(box, thing.box()));
        }
        return new Exhibit(counts.text() + "\n" + fits.text(), 2, panels(road, proposals, best));
    }

    private static List<Panel> panels(DrawnRoad road, List<Box> proposals, List<Box> best) {
        Sketch all = Sketch.on(road.picture()), fitting = Sketch.on(road.picture());
        proposals.forEach(box -> all.thin(box, Sketch.RED));
        road.boxes().forEach(box -> fitting.box(box, Sketch.BLUE));
        best.forEach(box -> fitting.dashed(box, Sketch.RED));
        return List.of(
                all.panel("all " + proposals.size() + " proposed regions"),
                fitting.panel("true boxes (blue), the best of each (dashed)"));
    }
}
