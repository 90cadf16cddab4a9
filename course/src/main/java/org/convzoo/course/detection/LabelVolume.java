package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Spec;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberGrid;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.Yolo;
import org.convzoo.yolo.YoloHead;
import org.convzoo.yolo.YoloHead.Anchor;
import org.convzoo.yolo.YoloLoss;
import org.convzoo.yolo.YoloTargets;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/**
 * What YOLO is taught of a picture: for each cell and anchor whether there is a thing (p_c), its box and its class. The midpoint is told within the cell, by
 * a sigmoid, so that it cannot leave it; height and width as the logarithm of how much larger than the anchor the box is, so that they cannot be negative.
 *
 * <p>Shapes: 3 x 3 cells, two anchors and three classes make 3 x 3 x 2 x 8; 19 x 19 cells, five anchors and 80 classes 19 x 19 x 5 x 85.
 *
 * <p>Source: Redmon and Farhadi, "YOLO9000", 2017, arXiv:1612.08242, section 2, "Direct location prediction".
 */
public final class LabelVolume {
    private static final int SIDE = AnchorBoxes.SIDE, BOX = 5 + DrawnRoad.CLASSES.size();
    private static final int OBJECTNESS = 4;
    private static final List<String> NUMBERS =
            List.of("x", "y", "log width", "log height", "p_c", "person", "car", "motorcycle");

    private LabelVolume() {}

    /** A car and a person that share a cell, and a motorcycle in another. */
    static DrawnRoad road() {
        List<LabelledBox> both = AnchorBoxes.road().things();
        return DrawnRoad.of(both.get(0), both.get(1), DrawnRoad.thing(DrawnRoad.MOTORCYCLE, 66, 214, 104, 66));
    }

    /** The eight numbers of a cell's anchor. */
    static double[] numbers(float[] volume, int row, int column, int anchor) {
        double[] numbers = new double[BOX];
        for (int i = 0; i < BOX; i++) {
            numbers[i] = volume[(anchor * BOX + i) * SIDE * SIDE + row * SIDE + column];
        }
        return numbers;
    }

    /**
     * The box of a cell's anchor.
     *
     * @param x of the midpoint within the cell, 0 to 1: a sigmoid of what a net says
     * @param y likewise
     * @param logWidth logarithm of the width over the anchor's
     * @param logHeight likewise
     * @return in shares of the picture
     */
    public static Box box(
            int row,
            int column,
            int rows,
            int columns,
            Anchor anchor,
            double x,
            double y,
            double logWidth,
            double logHeight) {
        return Box.ofCenter(
                (column + x) / columns,
                (row + y) / rows,
                anchor.width() * Math.exp(logWidth),
                anchor.height() * Math.exp(logHeight));
    }

    /** What the heads of a net with an input of a size are taught. */
    static YoloTargets targets(Yolo net, int side) {
        Spec spec = net.defaultSpec().withInput(3, side, side);
        return YoloTargets.of(net.configure(spec, new NeuralNetConfiguration.Builder()), spec);
    }

    /** The volume of one road, and the sizes of others. */
    public static Exhibit demonstrate() {
        DrawnRoad road = road();
        float[] volume = AnchorBoxes.volume(road.things());
        NumberTable boxes = NumberTable.of(
                0, "ROW", "COLUMN", "ANCHOR", "P_C", "X", "Y", "LOG WIDTH", "LOG HEIGHT", "CLASSES", "BOX IN PIXELS");
        for (int i = 0; i < SIDE * SIDE * AnchorBoxes.ANCHORS.size(); i++) {
            int anchor = i % AnchorBoxes.ANCHORS.size(), cell = i / AnchorBoxes.ANCHORS.size();
            double[] numbers = numbers(volume, cell / SIDE, cell % SIDE, anchor);
            if (numbers[OBJECTNESS] == YoloLoss.THING) {
                boxes.row(
                        cell / SIDE,
                        cell % SIDE,
                        anchor + 1,
                        1,
                        numbers[0],
                        numbers[1],
                        numbers[2],
                        numbers[3],
                        classes(numbers),
                        pixels(numbers, cell / SIDE, cell % SIDE, anchor));
            }
        }
        NumberTable sizes = NumberTable.of(1, "NET", "INPUT", "VOLUME", "NUMBERS");
        size(sizes, "this one", DrawnRoad.HEIGHT + " x " + DrawnRoad.WIDTH, AnchorBoxes.targets());
        size(sizes, "yolov2, COCO", "608 x 608", targets(Yolo.YOLOV2, 608));
        size(sizes, "yolov2, COCO", "416 x 416", targets(Yolo.YOLOV2, 416));
        size(sizes, "yolo-fastest-xl, COCO", "320 x 320", targets(Yolo.YOLO_FASTEST_XL, 320));
        return new Exhibit(boxes.text() + "\n" + sizes.text(), 1, panels(road, volume));
    }

    private static String classes(double[] numbers) {
        StringBuilder text = new StringBuilder();
        for (int i = OBJECTNESS + 1; i < BOX; i++) {
            text.append(i == OBJECTNESS + 1 ? "" : " ").append((int) numbers[i]);
        }
        return text.toString();
    }

    /** Centre and size again. */
    private static String pixels(double[] numbers, int row, int column, int anchor) {
        Box box = box(
                row,
                column,
                SIDE,
                SIDE,
                AnchorBoxes.ANCHORS.get(anchor),
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3]);
        return Math.round(box.width() * DrawnRoad.WIDTH) + " x " + Math.round(box.height() * DrawnRoad.HEIGHT)
                + " about " + Math.round(box.centerX() * DrawnRoad.WIDTH) + ", "
                + Math.round(box.centerY() * DrawnRoad.HEIGHT);
    }

    /** A line for each head. */
    private static void size(NumberTable table, String name, String input, YoloTargets targets) {
        for (int h = 0; h < targets.heads().size(); h++) {
            YoloHead head = targets.heads().get(h);
            String volume = targets.grids().get(h).rows() + " x "
                    + targets.grids().get(h).columns() + " x " + head.anchors().size() + " x " + head.boxChannels();
            table.row(name, input, volume, targets.length(h));
        }
    }

    private static List<Panel> panels(DrawnRoad road, float[] volume) {
        Sketch scene = Sketch.on(road.picture()).grid(SIDE, SIDE);
        for (Box box : road.boxes()) {
            scene.box(box, Sketch.RED).dot(box.centerX(), box.centerY(), 4, Sketch.RED);
        }
        List<Panel> panels = new ArrayList<>();
        panels.add(scene.panel("3 x 3 cells and the midpoints of three things"));
        for (int anchor = 0; anchor < AnchorBoxes.ANCHORS.size(); anchor++) {
            panels.add(grids(volume, anchor));
        }
        return panels;
    }

    /** The eight grids of an anchor. */
    private static Panel grids(float[] volume, int anchor) {
        int cell = 120; // a grid and what is between it and the next
        Sketch sketch = Sketch.blank(BOX * cell - 8, 132);
        for (int i = 0; i < BOX; i++) {
            double[][] grid = new double[SIDE][SIDE];
            int[][] groups = new int[SIDE][SIDE];
            for (int k = 0; k < SIDE * SIDE; k++) {
                double[] numbers = numbers(volume, k / SIDE, k % SIDE, anchor);
                grid[k / SIDE][k % SIDE] = Math.round(100 * numbers[i]) / 100.0;
                groups[k / SIDE][k % SIDE] =
                        numbers[OBJECTNESS] == YoloLoss.THING ? NumberGrid.FIRST : NumberGrid.PLAIN;
            }
            sketch.word(NUMBERS.get(i), i * cell + 2, 2, Sketch.BLACK).paste(NumberGrid.of(grid, groups), i * cell, 22);
        }
        return sketch.panel("anchor " + (anchor + 1) + (anchor == 0 ? ", tall" : ", wide")
                + ": eight numbers for each cell; where p_c is 0, nothing else counts");
    }
}
