package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.HeatMap;
import org.convzoo.core.Shown;
import org.convzoo.core.detection.Detection;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.AnnotatedPicture;
import org.convzoo.yolo.Yolo;
import org.convzoo.yolo.YoloDecoder;
import org.convzoo.yolo.YoloHead;
import org.convzoo.yolo.YoloHead.Anchor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/**
 * From YOLO's numbers to a list of things, in plain loops: scores, the likeliest class of each box, the boxes with a sufficient score, their corners in
 * pixels of the picture, and of those that overlap the surest.
 *
 * <p>Shapes: 19 x 19 x 5 x (5 + 3) numbers, 19 x 19 x 5 x 3 scores, 1,805 boxes, a few detections.
 *
 * <p>Source: as {@link YoloDecoder}, which does the first four steps, and {@link SuppressionSteps}.
 */
public final class FilteredOutput {
    static final int SIDE = 19, CLASSES = DrawnRoad.CLASSES.size(), BOX = 5 + CLASSES;
    static final double SCORE = 0.6, IOU = 0.5;
    static final int MOST = 10; // things of a picture

    private static final int X = 0, Y = 1, WIDTH = 2, HEIGHT = 3, OBJECTNESS = 4;

    private FilteredOutput() {}

    /**
     * A box with the likeliest of its classes.
     *
     * @param row of the cell
     * @param column of the cell
     * @param anchor of the cell
     * @param label the class
     * @param score 0 to 1
     */
    record Scored(int row, int column, int anchor, int label, double score) {}

    /** The five anchors of YOLO version 2, as shares of the picture. */
    static List<Anchor> anchors() {
        return YoloHead.of(Yolo.YOLOV2.configure(Yolo.YOLOV2.defaultSpec(), new NeuralNetConfiguration.Builder()))
                .get(0)
                .anchors();
    }

    /**
     * Step 1: how likely a box has a thing of a class, which is how likely it has a thing times how likely that is of the class.
     *
     * @param output [rows][columns][anchors][5 + classes], before any activation
     * @return [rows][columns][anchors][classes]
     */
    static double[][][][] scores(double[][][][] output) {
        double[][][][] scores = new double[output.length][output[0].length][output[0][0].length][CLASSES];
        for (int row = 0; row < output.length; row++) {
            for (int column = 0; column < output[0].length; column++) {
                for (int anchor = 0; anchor < output[0][0].length; anchor++) {
                    double[] numbers = output[row][column][anchor];
                    double sum = 0;
                    for (int c = 0; c < CLASSES; c++) {
                        sum += Math.exp(numbers[OBJECTNESS + 1 + c]);
                    }
                    for (int c = 0; c < CLASSES; c++) {
                        double ofClass = Math.exp(numbers[OBJECTNESS + 1 + c]) / sum; // softmax
                        scores[row][column][anchor][c] = sigmoid(numbers[OBJECTNESS]) * ofClass;
                    }
                }
            }
        }
        return scores;
    }

    /** Step 2: of each box the likeliest class. */
    static List<Scored> likeliest(double[][][][] scores) {
        List<Scored> boxes = new ArrayList<>();
        for (int row = 0; row < scores.length; row++) {
            for (int column = 0; column < scores[0].length; column++) {
                for (int anchor = 0; anchor < scores[0][0].length; anchor++) {
                    double[] classes = scores[row][column][anchor];
                    int label = 0;
                    for (int c = 1; c < CLASSES; c++) {
                        label = classes[c] > classes[label] ? c : label;
                    }
                    boxes.add(new Scored(row, column, anchor, label, classes[label]));
                }
            }
        }
        return boxes;
    }

    /** Step 3: the boxes with a sufficient score. */
    static List<Scored> atLeast(double score, List<Scored> boxes) {
        return boxes.stream().filter(box -> box.score() >= score).toList();
    }

    /** Step 4: midpoint and size to corners, in pixels of a picture. */
    static Detection corners(double[][][][] output, Scored scored, List<Anchor> anchors, int height, int width) {
        double[] numbers = output[scored.row()][scored.column()][scored.anchor()];
        Box shares = LabelVolume.box(
                scored.row(),
                scored.column(),
                output.length,
                output[0].length,
                anchors.get(scored.anchor()),
                sigmoid(numbers[X]),
                sigmoid(numbers[Y]),
                numbers[WIDTH],
                numbers[HEIGHT]);
        Box box = Box.ofCorners(
                shares.x() * width, shares.y() * height, shares.right() * width, shares.bottom() * height);
        return new Detection(box, scored.label(), scored.score());
    }

    /** Step 5: of those of a class that overlap the surest, ten at most. */
    static List<Detection> suppressed(List<Detection> detections) {
        return SuppressionSteps.steps(detections, IOU).stream()
                .map(SuppressionSteps.Step::kept)
                .sorted(Comparator.comparingDouble(Detection::score).reversed())
                .limit(MOST)
                .toList();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Three things that stand apart. */
    static DrawnRoad road() {
        return DrawnRoad.of(
                DrawnRoad.thing(DrawnRoad.CAR, 108, 138, 140, 62),
                DrawnRoad.thing(DrawnRoad.PERSON, 222, 150, 36, 116),
                DrawnRoad.thing(DrawnRoad.MOTORCYCLE, 300, 196, 92, 60));
    }

    /**
     * What a trained net might say of a road, by lot: boxes whose cell and anchor suit a thing tell it, the surer the better they suit, the others
     * tell that there is nothing; all of it with noise.
     *
     * @return [19][19][5][8]
     */
    static double[][][][] output(DrawnRoad road, List<Anchor> anchors) {
        Random random = new Random(1);
        double[][][][] output = new double[SIDE][SIDE][anchors.size()][BOX];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                for (int a = 0; a < anchors.size(); a++) {
                    double[] numbers = output[row][column][a];
                    for (int i = 0; i < BOX; i++) {
                        numbers[i] = 0.3 * random.nextGaussian();
                    }
                    numbers[OBJECTNESS] += -5 + random.nextGaussian();
                    for (LabelledBox thing : road.things()) {
                        tell(thing, numbers, row, column, anchors.get(a));
                    }
                }
            }
        }
        return output;
    }

    private static void tell(LabelledBox thing, double[] numbers, int row, int column, Anchor anchor) {
        Box box = thing.box();
        double down = box.centerY() / DrawnRoad.HEIGHT * SIDE - row; // of the midpoint, from the cell's corner
        double across = box.centerX() / DrawnRoad.WIDTH * SIDE - column;
        double away = Math.max(Math.abs(down - 0.5), Math.abs(across - 0.5)); // at most 0.5 within the cell
        double misfit = Math.abs(Math.log(box.width() / DrawnRoad.WIDTH / anchor.width()))
                + Math.abs(Math.log(box.height() / DrawnRoad.HEIGHT / anchor.height()));
        if (away < 1 && misfit < 1.6) {
            numbers[X] += logit(across);
            numbers[Y] += logit(down);
            numbers[WIDTH] = 0.3 * numbers[WIDTH] + Math.log(box.width() / DrawnRoad.WIDTH / anchor.width());
            numbers[HEIGHT] = 0.3 * numbers[HEIGHT] + Math.log(box.height() / DrawnRoad.HEIGHT / anchor.height());
            numbers[OBJECTNESS] += 9 - 2 * misfit - 1.5 * Math.max(0, away - 0.5);
            numbers[OBJECTNESS + 1 + thing.label()] += 4;
        }
    }

    /** What a sigmoid makes this share of; a cell's edge at most. */
    private static double logit(double share) {
        double within = Math.max(0.02, Math.min(0.98, share));
        return Math.log(within / (1 - within));
    }

    /** Five steps, and what is left after each. */
    public static Exhibit demonstrate() {
        DrawnRoad road = road();
        List<Anchor> anchors = anchors();
        double[][][][] output = output(road, anchors), scores = scores(output);
        List<Scored> boxes = likeliest(scores), sure = atLeast(SCORE, boxes);
        List<Detection> corners = corners(output, sure, anchors);
        List<Detection> left = suppressed(corners);
        NumberTable steps = NumberTable.of(2, "STEP", "SHAPE", "HOW MANY");
        String grid = SIDE + " x " + SIDE + " x " + anchors.size();
        steps.row("what the net says", grid + " x " + BOX, SIDE * SIDE * anchors.size() * BOX);
        steps.row("1 scores: p_c times class", grid + " x " + CLASSES, boxes.size() * CLASSES);
        steps.row("2 the likeliest class of each box", grid, boxes.size());
        steps.row("3 score of at least 0.6", "", sure.size());
        steps.row("4 corners in pixels", corners.size() + " x 4", corners.size());
        steps.row("5 suppressed at an IoU of 0.5", left.size() + " x 4", left.size());
        NumberTable found = NumberTable.of(1, "FOUND", "SCORE", "X", "Y", "WIDTH", "HEIGHT");
        for (Detection one : left) {
            Box box = one.box();
            found.row(
                    DrawnRoad.CLASSES.get(one.label()),
                    one.score(),
                    Math.round(box.x()),
                    Math.round(box.y()),
                    Math.round(box.width()),
                    Math.round(box.height()));
        }
        List<Panel> panels = List.of(
                map(boxes),
                drawn(road, corners(output, atLeast(0.1, boxes), anchors), "score of at least 0.1"),
                annotated(road, corners, "score of at least 0.6"),
                annotated(road, left, "after suppression"));
        return new Exhibit(steps.text() + "\n" + found.text(), 2, panels);
    }

    private static List<Detection> corners(double[][][][] output, List<Scored> boxes, List<Anchor> anchors) {
        return boxes.stream()
                .map(box -> corners(output, box, anchors, DrawnRoad.HEIGHT, DrawnRoad.WIDTH))
                .toList();
    }

    private static Panel map(List<Scored> boxes) {
        float[] best = new float[SIDE * SIDE];
        for (Scored box : boxes) {
            int cell = box.row() * SIDE + box.column();
            best[cell] = Math.max(best[cell], (float) box.score());
        }
        return new Panel(
                Shown.colored(new HeatMap(SIDE, SIDE, best), 0, 1, DrawnRoad.HEIGHT),
                List.of("19 x 19 cells: the best score of each, dark 0, pale 1"));
    }

    private static Panel drawn(DrawnRoad road, List<Detection> detections, String what) {
        Sketch sketch = Sketch.on(road.picture());
        detections.forEach(detection -> sketch.thin(detection.box(), Sketch.RED));
        return sketch.panel(caption(detections, what));
    }

    private static Panel annotated(DrawnRoad road, List<Detection> detections, String what) {
        return new Panel(
                AnnotatedPicture.of(road.picture(), detections, DrawnRoad.CLASSES), List.of(caption(detections, what)));
    }

    private static String caption(List<Detection> detections, String what) {
        return String.format(Locale.ROOT, "%d boxes: %s", detections.size(), what);
    }
}
