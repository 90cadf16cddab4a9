package org.convzoo.course.detection;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.detection.Overlap;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.AnchorClusters;
import org.convzoo.yolo.YoloHead;
import org.convzoo.yolo.YoloHead.Anchor;
import org.convzoo.yolo.YoloHead.Classes;
import org.convzoo.yolo.YoloLoss;
import org.convzoo.yolo.YoloTargets;
import org.convzoo.yolo.YoloTargets.Grid;

/**
 * Several boxes for each cell, of shapes that are given beforehand: a thing belongs to the cell of its midpoint, and there to the anchor whose shape
 * overlaps most with it, so that as many things share a cell as there are anchors. Which shapes there should be is found by k-means of a data set's boxes,
 * with 1 - IoU as the distance.
 *
 * <p>Shapes: a grid of 3 x 3, two anchors, a volume of 2 (5 + 3) x 3 x 3.
 *
 * <p>Source: Redmon and Farhadi, "YOLO9000", 2017, arXiv:1612.08242, section 2.
 */
public final class AnchorBoxes {
    /** A tall one and a wide one, as shares of the picture. */
    static final List<Anchor> ANCHORS = List.of(new Anchor(0.1, 0.45), new Anchor(0.45, 0.25));

    static final int SIDE = 3;

    private static final int MOST = 6, SHAPES_PER_CLASS = 100;
    private static final int PLOT = 300;
    private static final Color[] COLORS = {Sketch.RED, Sketch.BLUE, new Color(0x2f8f5b)}; // of the classes

    private AnchorBoxes() {}

    /** Who belongs where: a grid of 3 x 3 with two anchors and three classes. */
    static YoloTargets targets() {
        YoloHead head = new YoloHead("grid", ANCHORS, DrawnRoad.CLASSES.size(), Classes.EXCLUSIVE, 1);
        return new YoloTargets(List.of(head), List.of(new Grid(SIDE, SIDE)), DrawnRoad.HEIGHT, DrawnRoad.WIDTH, 0.5);
    }

    /** A person before a car, about one midpoint. */
    static DrawnRoad road() {
        return DrawnRoad.of(
                DrawnRoad.thing(DrawnRoad.CAR, 174, 150, 170, 66),
                DrawnRoad.thing(DrawnRoad.PERSON, 186, 150, 34, 112));
    }

    /** The label volume of some things, [2 (5 + 3)][3][3] in one row. */
    static float[] volume(List<LabelledBox> things) {
        YoloTargets targets = targets();
        float[][] volumes = {new float[targets.length(0)]};
        targets.encode(things, volumes, new int[1]);
        return volumes[0];
    }

    /** How many things find no free anchor. */
    static int homeless(List<LabelledBox> things) {
        YoloTargets targets = targets();
        return targets.encode(things, new float[][] {new float[targets.length(0)]}, new int[1]);
    }

    /** The anchors that have a thing, as cell and anchor. */
    static List<String> taken(List<LabelledBox> things) {
        float[] volume = volume(things);
        int box = 5 + DrawnRoad.CLASSES.size(), plane = SIDE * SIDE;
        List<String> taken = new ArrayList<>();
        for (int cell = 0; cell < plane; cell++) {
            for (int anchor = 0; anchor < ANCHORS.size(); anchor++) {
                if (volume[(anchor * box + 4) * plane + cell] == YoloLoss.THING) {
                    taken.add("row " + cell / SIDE + ", column " + cell % SIDE + ", anchor " + (anchor + 1));
                }
            }
        }
        return taken;
    }

    /** Of a thing and an anchor about one midpoint. */
    static double iou(LabelledBox thing, Anchor anchor) {
        Box box = thing.box();
        return Overlap.iou(box, about(box.centerX(), box.centerY(), anchor));
    }

    private static Box about(double x, double y, Anchor anchor) {
        return Box.ofCenter(x, y, anchor.width() * DrawnRoad.WIDTH, anchor.height() * DrawnRoad.HEIGHT);
    }

    /** Shapes of three hundred boxes, drawn by lot: a hundred of each class, one class after the other. */
    static List<Anchor> shapes() {
        double[][] usual = {{0.09, 0.4}, {0.42, 0.26}, {0.22, 0.24}};
        Random random = new Random(1);
        List<Anchor> shapes = new ArrayList<>();
        for (double[] one : usual) {
            for (int i = 0; i < SHAPES_PER_CLASS; i++) {
                double far = 0.5 + 0.7 * random.nextDouble(); // what is far away is small
                shapes.add(new Anchor(
                        far * one[0] * (1 + 0.1 * random.nextGaussian()),
                        far * one[1] * (1 + 0.1 * random.nextGaussian())));
            }
        }
        return shapes;
    }

    /** Two things in one cell, and anchors for the shapes of three hundred boxes. */
    public static Exhibit demonstrate() {
        DrawnRoad road = road();
        NumberTable things = NumberTable.of(1, "THING", "IOU WITH ANCHOR 1, TALL", "WITH ANCHOR 2, WIDE", "BELONGS TO");
        for (LabelledBox thing : road.things()) {
            String place = taken(List.of(thing)).get(0);
            things.row(DrawnRoad.name(thing), iou(thing, ANCHORS.get(0)), iou(thing, ANCHORS.get(1)), place);
        }
        LabelledBox third = DrawnRoad.thing(DrawnRoad.MOTORCYCLE, 180, 160, 80, 56);
        NumberTable cells = NumberTable.of(1, "MIDPOINTS IN THAT CELL", "ANCHORS TAKEN", "WITHOUT A PLACE");
        for (List<LabelledBox> all : List.of(
                road.things(), List.of(road.things().get(0), road.things().get(1), third))) {
            cells.row(all.size() + " things", taken(all).size(), homeless(all));
        }
        List<Anchor> shapes = shapes();
        NumberTable clusters =
                NumberTable.of(1, "ANCHORS BY K-MEANS", "MEAN IOU", "WIDTH x HEIGHT IN PERCENT OF THE PICTURE");
        List<AnchorClusters> found = new ArrayList<>();
        for (int k = 1; k <= MOST; k++) {
            AnchorClusters best = AnchorClusters.of(shapes, k, 1);
            found.add(best);
            clusters.row(String.valueOf(k), best.meanIou(), sizes(best.anchors()));
        }
        return new Exhibit(
                things.text() + "\n" + cells.text() + "\n" + clusters.text(), 2, panels(road, shapes, found));
    }

    private static String sizes(List<Anchor> anchors) {
        return anchors.stream()
                .map(anchor -> NumberTable.decimals(100 * anchor.width(), 0) + "x"
                        + NumberTable.decimals(100 * anchor.height(), 0))
                .collect(Collectors.joining(" "));
    }

    private static List<Panel> panels(DrawnRoad road, List<Anchor> shapes, List<AnchorClusters> found) {
        Sketch cell = Sketch.on(road.picture()).grid(SIDE, SIDE), anchors = Sketch.on(road.picture());
        for (LabelledBox thing : road.things()) {
            Box box = thing.box();
            cell.box(box, Sketch.RED).dot(box.centerX(), box.centerY(), 4, Sketch.RED);
        }
        double x = DrawnRoad.WIDTH / 2.0, y = DrawnRoad.HEIGHT / 2.0;
        anchors.grid(SIDE, SIDE)
                .dashed(about(x, y, ANCHORS.get(0)), Sketch.BLUE)
                .dashed(about(x, y, ANCHORS.get(1)), Sketch.BLUE);
        return List.of(
                cell.panel("two midpoints in the middle cell"),
                anchors.panel("its two anchors, tall and wide"),
                scatter(shapes, found.get(2).anchors()),
                curve(found));
    }

    /** Width to the right, height upwards. */
    private static Panel scatter(List<Anchor> shapes, List<Anchor> anchors) {
        Sketch plot = plot("width", "height");
        for (int i = 0; i < shapes.size(); i++) {
            dot(plot, shapes.get(i), 2, COLORS[i / SHAPES_PER_CLASS]);
        }
        anchors.forEach(anchor -> dot(plot, anchor, 6, Sketch.BLACK));
        return plot.panel("shapes of boxes: persons red, cars blue, motorcycles", "green; black: three anchors");
    }

    private static void dot(Sketch plot, Anchor shape, double radius, Color color) {
        double scale = (PLOT - 40) / 0.7; // to 70 % of the picture
        plot.dot(30 + scale * shape.width(), PLOT - 30 - scale * shape.height(), radius, color);
    }

    private static Panel curve(List<AnchorClusters> found) {
        Sketch plot = plot("anchors", "mean IoU");
        double step = (PLOT - 60.0) / MOST, high = PLOT - 60.0;
        for (int k = 1; k <= MOST; k++) {
            double x = 30 + step * (k - 0.5),
                    y = PLOT - 30 - high * found.get(k - 1).meanIou();
            if (k > 1) {
                plot.line(x - step, PLOT - 30 - high * found.get(k - 2).meanIou(), x, y, Sketch.BLUE);
            }
            plot.dot(x, y, 4, Sketch.BLUE)
                    .word(String.valueOf(k), x - 4, PLOT - 26, Sketch.BLACK)
                    .word(NumberTable.decimals(found.get(k - 1).meanIou(), 2), x - 12, y - 22, Sketch.BLACK);
        }
        return plot.panel("more anchors fit better, from 0 to 1");
    }

    private static Sketch plot(String across, String up) {
        return Sketch.blank(PLOT, PLOT)
                .line(30, PLOT - 30, PLOT - 10, PLOT - 30, Sketch.BLACK)
                .line(30, 10, 30, PLOT - 30, Sketch.BLACK)
                .word(across, PLOT - 60, PLOT - 50, Sketch.BLACK)
                .word(up, 34, 6, Sketch.BLACK);
    }
}
