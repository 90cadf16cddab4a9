package org.convzoo.course.facesandart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.convzoo.core.Engine;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Shown;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Image;
import org.convzoo.data.Resize;
import org.convzoo.style.Costs;
import org.convzoo.style.StyleObjective;
import org.convzoo.style.StyleSettings;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A painting is the picture at which alpha times the content's cost and beta times the style's are least together, with a
 * little of the total variation to keep noise low. The net stays as it is; what gradient
 * descent moves is the picture, by the slope of the cost by each of its pixels.
 *
 * <p>Shapes: as {@link RandomVgg}; the slope has the picture's, 1 x 3 x 96 x 96.
 *
 * <p>Source: L. Gatys, A. Ecker, M. Bethge, "Image Style Transfer Using Convolutional Neural Networks", CVPR 2016, equation 7.
 */
public final class TotalCost {
    static final double RATE = 8;

    private static final double ALPHA = 20, BETA = 1, VARIATION = 1, NOISE = 60, H = 1e-3;
    private static final int[] STEPS = {0, 10, 30, 80};
    private static final int SIDE = 192, SMALL = 32, PROBES = 6;

    private TotalCost() {}

    static StyleSettings settings() {
        return RandomVgg.settings("conv3_1", ALPHA, StyleCost.LAYERS, BETA, VARIATION);
    }

    /** A scene in the manner of waves. */
    static StyleObjective objective(Engine engine) {
        return RandomVgg.objective(
                engine, DataType.FLOAT, settings(), DrawnScene.picture(), DrawnTexture.WAVES.picture(0));
    }

    /** The same of 32 x 32 pixels in double precision, for slopes to many digits. */
    static StyleObjective small() {
        return RandomVgg.objective(
                Engine.STOCK,
                DataType.DOUBLE,
                settings(),
                small(DrawnScene.picture()),
                small(DrawnTexture.WAVES.picture(0)));
    }

    static Image small(Image picture) {
        return new Resize(SMALL, SMALL).apply(picture, () -> 0); // it draws nothing
    }

    /** The scene with noise: where a scene is even, all its pixels would move alike. */
    static Image start() {
        Random random = new Random(1);
        Image start = DrawnScene.picture();
        for (int i = 0; i < start.pixels().length; i++) {
            start.pixels()[i] += (float) (NOISE * random.nextGaussian());
        }
        return start;
    }

    /** The largest difference of slopes and central differences at some pixels, as a share of the largest slope. */
    static double slopeError(StyleObjective objective, INDArray picture) {
        INDArray slope = objective.evaluate(picture).slope();
        double largest = slope.amaxNumber().doubleValue(), error = 0;
        for (long probe = 0; probe < PROBES; probe++) {
            long i = probe * picture.length() / PROBES + 123; // about the picture and its colours
            double before = picture.getDouble(i);
            picture.putScalar(i, before + H);
            double above = objective.evaluate(picture).costs().total();
            picture.putScalar(i, before - H);
            double below = objective.evaluate(picture).costs().total();
            picture.putScalar(i, before);
            error = Math.max(error, Math.abs((above - below) / (2 * H) - slope.getDouble(i)));
        }
        return error / largest;
    }

    /** Costs on the way, and the picture. */
    public static Exhibit demonstrate() {
        List<Panel> panels = new ArrayList<>();
        panels.add(panel(DrawnScene.picture(), "content"));
        panels.add(panel(DrawnTexture.WAVES.picture(0), "style"));
        String text = table(RandomVgg.engine(), panels, STEPS) + "\n" + slopes();
        return new Exhibit(text, 3, panels);
    }

    /**
     * Costs of a descent.
     *
     * @param panels to which its pictures are added
     * @param moments after how many steps to look
     */
    static String table(Engine engine, List<Panel> panels, int... moments) {
        NumberTable table =
                NumberTable.of(0, "STEPS", "ALPHA CONTENT", "BETA STYLE", "VARIATION", "TOTAL, 0 STEPS = 100");
        try (StyleObjective objective = objective(engine)) {
            RandomVgg.Descent descent = new RandomVgg.Descent(objective, start(), RATE);
            double first = descent.now().costs().total();
            int made = 0;
            for (int steps : moments) {
                descent.step(steps - made);
                made = steps;
                Costs costs = descent.now().costs();
                table.row(
                        steps,
                        share(ALPHA * costs.content(), first),
                        share(BETA * costs.style(), first),
                        share(VARIATION * costs.variation(), first),
                        share(costs.total(), first));
                panels.add(panel(descent.picture(), steps + " steps"));
            }
        }
        return table.text();
    }

    private static String slopes() {
        try (StyleObjective objective = small()) {
            double error = slopeError(objective, RandomVgg.array(DataType.DOUBLE, small(start())));
            return "slopes and central differences differ by "
                    + (error < 1e-4 ? "less than 1e-04" : String.format(Locale.ROOT, "%.0e", error))
                    + " of the largest slope";
        }
    }

    private static String share(double cost, double first) {
        return NumberTable.decimals(100 * cost / first, 1);
    }

    private static Panel panel(Image picture, String caption) {
        return new Panel(Shown.fitted(picture, SIDE).toBufferedImage(), List.of(caption));
    }
}
