package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.HeatMap;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Shown;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.core.detection.Overlap;
import org.convzoo.core.detection.SlidingWindows;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A classifier that looks at one window after the other. Small strides miss nothing and cost much; large ones step over cars.
 *
 * <p>Shapes: a road of 3 x 60 x 100, windows of 3 x 10 x 20, a score for each.
 *
 * <p>Source: as {@link SlidingWindows}; an early one is Rowley, Baluja and Kanade, "Neural Network-Based Face Detection", PAMI 20(1), 1998.
 */
public final class WindowByWindow {
    private static final int[] STRIDES = {8, 4, 2};
    private static final int SCALE = 5;

    /** Width of a road as it is shown. */
    static final int SIDE = SCALE * CarClassifier.ROAD_WIDTH;

    private static final int BATCH = 600;
    private static final double THRESHOLD = 0.5;

    private WindowByWindow() {}

    /** A road that the classifier has not learned from. */
    static DrawnRoad road() {
        return CarClassifier.road(new Random(3));
    }

    static SlidingWindows windows(int stride) {
        return new SlidingWindows(CarClassifier.HEIGHT, CarClassifier.WIDTH, stride);
    }

    /**
     * How sure the classifier is of a car, window by window.
     *
     * @return [rows][columns], 0 to 1
     */
    static double[][] scores(ComputationGraph classifier, DrawnRoad road, int stride) {
        return cars(windows(stride).classify(classifier, CarClassifier.input(road.picture()), BATCH));
    }

    /** Of [1, 2, rows, columns] what it says of cars. */
    static double[][] cars(INDArray map) {
        int rows = (int) map.size(2), columns = (int) map.size(3);
        double[][] scores = new double[rows][columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                scores[row][column] = map.getDouble(0, CarClassifier.CAR, row, column);
            }
        }
        return scores;
    }

    /** The windows that say car, as they are. */
    static List<Detection> detections(double[][] scores, SlidingWindows windows) {
        List<Detection> found = new ArrayList<>();
        for (int row = 0; row < scores.length; row++) {
            for (int column = 0; column < scores[0].length; column++) {
                if (scores[row][column] >= THRESHOLD) {
                    found.add(new Detection(windows.at(row, column), DrawnRoad.CAR, Math.min(1, scores[row][column])));
                }
            }
        }
        return found;
    }

    /** One window of several that overlap. */
    static List<Detection> suppressed(List<Detection> found) {
        return NonMaxSuppression.of(0.2).apply(found);
    }

    /** How many cars one of the boxes overlaps with by half at least. */
    static long hits(List<Detection> found, DrawnRoad road) {
        return road.things().stream()
                .filter(thing -> thing.label() == DrawnRoad.CAR)
                .filter(car -> found.stream().anyMatch(one -> Overlap.iou(one.box(), car.box()) >= 0.5))
                .count();
    }

    /** Multiply-adds of the classifier for one window. */
    static long multiplyAdds(ComputationGraph classifier) {
        return ModelSummary.of(
                        classifier.getConfiguration(),
                        InputType.convolutional(CarClassifier.HEIGHT, CarClassifier.WIDTH, 3))
                .multiplyAdds();
    }

    /** One road at three strides. */
    public static Exhibit demonstrate() {
        ComputationGraph classifier = CarClassifier.trained();
        DrawnRoad road = road();
        NumberTable table = NumberTable.of(
                0,
                "STRIDE",
                "ROWS",
                "COLUMNS",
                "WINDOWS",
                "SAY CAR",
                "AFTER SUPPRESSION",
                "CARS FOUND",
                "OF",
                "MULTIPLY-ADDS");
        long cars = road.things().stream()
                .filter(thing -> thing.label() == DrawnRoad.CAR)
                .count();
        List<Panel> panels = new ArrayList<>();
        panels.add(frames(road));
        List<Detection> all = List.of(), last = List.of();
        for (int stride : STRIDES) {
            double[][] scores = scores(classifier, road, stride);
            all = detections(scores, windows(stride));
            last = suppressed(all);
            int count = scores.length * scores[0].length;
            table.row(
                    stride,
                    scores.length,
                    scores[0].length,
                    count,
                    all.size(),
                    last.size(),
                    hits(last, road),
                    cars,
                    count * multiplyAdds(classifier));
            panels.add(map(scores, "scores at stride " + stride + ": " + scores.length + " x " + scores[0].length));
        }
        panels.add(found(road, all, "windows that say car at stride 2, and true boxes (blue)"));
        panels.add(found(road, last, "after suppression"));
        return new Exhibit(table.text(), 2, panels);
    }

    /** Every other window of a row, lest they hide each other. */
    private static Panel frames(DrawnRoad road) {
        SlidingWindows windows = windows(STRIDES[0]);
        Sketch sketch = Sketch.on(Shown.fitted(road.picture(), SIDE));
        for (int column = 0; column < windows.columns(CarClassifier.ROAD_WIDTH); column += 2) {
            for (int row = 0; row < windows.rows(CarClassifier.ROAD_HEIGHT); row++) {
                sketch.thin(enlarged(windows.at(row, column)), Sketch.BLACK);
            }
        }
        return sketch.box(enlarged(windows.at(0, 0)), Sketch.RED)
                .dashed(enlarged(windows.at(0, 1)), Sketch.BLUE)
                .panel("windows of 10 x 20: the first, the second (dashed), others");
    }

    /** Dark is 0, pale is 1. */
    static Panel map(double[][] scores, String caption) {
        float[] values = new float[scores.length * scores[0].length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) scores[i / scores[0].length][i % scores[0].length];
        }
        HeatMap map = new HeatMap(scores.length, scores[0].length, values);
        return new Panel(Shown.colored(map, 0, 1, SIDE), List.of(caption));
    }

    /** Dashed, and the true boxes of cars. */
    static Panel found(DrawnRoad road, List<Detection> found, String caption) {
        Sketch sketch = Sketch.on(Shown.fitted(road.picture(), SIDE));
        found.forEach(one -> sketch.dashed(enlarged(one.box()), Sketch.RED));
        for (LabelledBox thing : road.things()) {
            if (thing.label() == DrawnRoad.CAR) {
                sketch.box(enlarged(thing.box()), Sketch.BLUE);
            }
        }
        return sketch.panel(caption);
    }

    static Box enlarged(Box box) {
        return new Box(SCALE * box.x(), SCALE * box.y(), SCALE * box.width(), SCALE * box.height());
    }
}
