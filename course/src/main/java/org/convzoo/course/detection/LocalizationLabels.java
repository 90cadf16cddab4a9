package org.convzoo.course.detection;

import java.util.Arrays;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.Localization;
import org.convzoo.yolo.LocalizationLoss;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a classifier that also tells the place is taught: whether there is a thing (p_c), the centre, height and width of its box as shares of the
 * picture, and its class. Where there is none, all but p_c is left alone.
 *
 * <p>Shapes: a picture of 3 x 252 x 360, a row of 1 + 4 + 3 numbers.
 *
 * <p>Source: as {@link LocalizationLoss}.
 */
public final class LocalizationLabels {
    private static final Localization LOCALIZATION =
            new Localization(DrawnRoad.CLASSES.size(), DrawnRoad.HEIGHT, DrawnRoad.WIDTH);
    private static final double SURE = 4; // a logit: 0.98 as a probability
    private static final double ROUNDING = 1e-6; // labels are floats

    private LocalizationLabels() {}

    /** A car, right of the middle. */
    static LabelledBox car() {
        return DrawnRoad.thing(
                DrawnRoad.CAR,
                0.55 * DrawnRoad.WIDTH,
                0.7 * DrawnRoad.HEIGHT,
                0.5 * DrawnRoad.WIDTH,
                0.3 * DrawnRoad.HEIGHT);
    }

    /** What a net might say: logits of p_c and of the classes, and a box in shares of the picture. */
    static double[] answer(double thing, double x, double y, double height, double width, int label) {
        double[] row = new double[LOCALIZATION.length()];
        row[Localization.THING] = thing;
        row[Localization.X] = x;
        row[Localization.Y] = y;
        row[Localization.HEIGHT] = height;
        row[Localization.WIDTH] = width;
        row[Localization.CLASSES + label] = SURE;
        return row;
    }

    /** What an answer costs. */
    static double loss(float[] labels, double[] answer) {
        return LocalizationLoss.of(DrawnRoad.CLASSES.size())
                .computeScore(row(labels), row(answer), new ActivationIdentity(), null, false);
    }

    /** How many of the answer's numbers the loss asks to change. */
    static long slopes(float[] labels, double[] answer) {
        double[] gradient = LocalizationLoss.of(DrawnRoad.CLASSES.size())
                .computeGradient(row(labels), row(answer), new ActivationIdentity(), null)
                .data()
                .asDouble();
        return Arrays.stream(gradient)
                .filter(slope -> Math.abs(slope) > ROUNDING)
                .count();
    }

    private static INDArray row(double[] numbers) {
        return Nd4j.createFromArray(new double[][] {numbers});
    }

    private static INDArray row(float[] numbers) {
        double[] row = new double[numbers.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = numbers[i];
        }
        return row(row);
    }

    /** The labels of two pictures, and what answers to them cost. */
    public static Exhibit demonstrate() {
        LabelledBox car = car();
        float[] thing = LOCALIZATION.encode(car), nothing = LOCALIZATION.nothing();
        NumberTable labels =
                NumberTable.of(1, "LABELS", "P_C", "B_X", "B_Y", "B_H", "B_W", "PERSON", "CAR", "MOTORCYCLE");
        labels.row(cells("a car", thing, true));
        labels.row(cells("empty road", nothing, false));

        double[] right = answer(SURE, 0.55, 0.7, 0.3, 0.5, DrawnRoad.CAR);
        double[] beside = answer(SURE, 0.65, 0.7, 0.3, 0.4, DrawnRoad.CAR);
        double[] wild = answer(-SURE, 0.3, 0.5, 0.8, 0.4, DrawnRoad.PERSON);
        NumberTable losses = NumberTable.of(2, "PICTURE", "WHAT A NET SAYS", "LOSS", "SLOPES THAT ARE NOT 0");
        price(losses, "a car", "the car where it is", thing, right);
        price(losses, "a car", "a box 0.1 too far right, 0.1 too narrow", thing, beside);
        price(losses, "a car", "a motorcycle", thing, answer(SURE, 0.55, 0.7, 0.3, 0.5, DrawnRoad.MOTORCYCLE));
        price(losses, "a car", "nothing", thing, answer(-SURE, 0.55, 0.7, 0.3, 0.5, DrawnRoad.CAR));
        price(losses, "empty road", "nothing", nothing, answer(-SURE, 0.55, 0.7, 0.3, 0.5, DrawnRoad.CAR));
        price(losses, "empty road", "nothing, a tall box, a person", nothing, wild);
        price(losses, "empty road", "something", nothing, answer(SURE, 0.55, 0.7, 0.3, 0.5, DrawnRoad.CAR));
        return new Exhibit(labels.text() + "\n" + losses.text(), 2, panels(car, box(beside), box(wild)));
    }

    private static Object[] cells(String name, float[] labels, boolean count) {
        Object[] cells = new Object[1 + labels.length];
        cells[0] = name;
        for (int i = 0; i < labels.length; i++) {
            boolean whole = i == Localization.THING || i >= Localization.CLASSES;
            cells[1 + i] = i > 0 && !count ? "-" : NumberTable.decimals(labels[i], whole ? 0 : 2);
        }
        return cells;
    }

    private static void price(NumberTable table, String picture, String says, float[] labels, double[] answer) {
        table.row(picture, says, loss(labels, answer), slopes(labels, answer));
    }

    private static Box box(double[] answer) {
        return Box.ofCenter(
                answer[Localization.X] * DrawnRoad.WIDTH,
                answer[Localization.Y] * DrawnRoad.HEIGHT,
                answer[Localization.WIDTH] * DrawnRoad.WIDTH,
                answer[Localization.HEIGHT] * DrawnRoad.HEIGHT);
    }

    private static List<Panel> panels(LabelledBox car, Box beside, Box wild) {
        DrawnRoad road = DrawnRoad.of(car), empty = DrawnRoad.of();
        Box box = car.box();
        return List.of(
                Sketch.on(road.picture())
                        .box(box, Sketch.RED)
                        .line(0, box.centerY(), box.centerX(), box.centerY(), Sketch.RED)
                        .line(box.centerX(), 0, box.centerX(), box.centerY(), Sketch.RED)
                        .dot(box.centerX(), box.centerY(), 4, Sketch.RED)
                        .plate("b_x", 0.15 * DrawnRoad.WIDTH, box.centerY() - 20, Sketch.RED)
                        .plate("b_y", box.centerX() + 4, 0.2 * DrawnRoad.HEIGHT, Sketch.RED)
                        .plate("b_w", box.centerX() - 14, box.bottom() + 4, Sketch.RED)
                        .plate("b_h", box.right() + 4, box.centerY() - 8, Sketch.RED)
                        .panel("p_c = 1, the box, and that it is a car"),
                Sketch.on(empty.picture()).panel("p_c = 0: the other seven numbers do not count"),
                Sketch.on(road.picture())
                        .box(box, Sketch.RED)
                        .dashed(beside, Sketch.BLUE)
                        .panel("dashed: an answer that is a little off"),
                Sketch.on(empty.picture()).dashed(wild, Sketch.BLUE).panel("dashed: a box that costs nothing"));
    }
}
