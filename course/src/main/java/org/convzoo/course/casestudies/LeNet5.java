package org.convzoo.course.casestudies;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Predictor;
import org.convzoo.core.Predictor.Prediction;
import org.convzoo.core.Shown;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberGrid;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Dataset;
import org.convzoo.data.Image;
import org.convzoo.data.Split;
import org.convzoo.lenet.LeNet;

/**
 * LeNet-5 as it is built today beside that of 1998: there each map of the second convolution reads some maps only, so that not all learn the same,
 * pooling layers learn a factor and a bias for each map, and the ten outputs are distances to patterns that are drawn by hand and fixed.
 *
 * <p>1 x 28 x 28, 6 x 28 x 28, 6 x 14 x 14, 16 x 10 x 10, 16 x 5 x 5, 120, 84, 10. The paper's input has 32 x 32 pixels, which is 28 with two zeros
 * around.
 *
 * <p>Source: LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition", Proceedings of the IEEE 86(11), 1998,
 * section II.B and table I.
 */
public final class LeNet5 {
    private static final int S2 = 6, C3 = 16, F = 5;
    private static final List<String> WEIGHTS = List.of("lenet5.digits", "lenet5.mnist", "lenet5.fashion-mnist");
    private static final int DIGITS = 10, SIDE = 56;

    private LeNet5() {}

    /** Whether a map of C3, 0 to 15, reads a map of S2, 0 to 5, in the paper. */
    public static boolean reads(int c3, int s2) {
        int place = Math.floorMod(s2 - c3, S2); // among six maps in a ring, from the one that c3 begins with
        if (c3 < 6) {
            return place < 3; // three neighbours
        }
        if (c3 < 12) {
            return place < 4; // four neighbours
        }
        return c3 == C3 - 1 || place % 3 < 2; // two pairs of neighbours; the last one reads all
    }

    /** Pairs of maps that are connected: 60 of 96. */
    static int connections() {
        int connections = 0;
        for (int c3 = 0; c3 < C3; c3++) {
            for (int s2 = 0; s2 < S2; s2++) {
                connections += reads(c3, s2) ? 1 : 0;
            }
        }
        return connections;
    }

    /** What a layer has to learn in the paper. */
    static long inThePaper(Row row) {
        return switch (row.type()) {
            case "AveragePooling" -> 2 * row.output().get(0);
            case "Output" -> 0;
            default -> row.name().equals("c3") ? (long) F * F * connections() + C3 : row.parameters();
        };
    }

    /** The layers, and how well weights of the zoo read. */
    public static Exhibit demonstrate() {
        ModelSummary net = Nets.summary(LeNet.LENET5);
        NumberTable table = NumberTable.of(3, "LAYER", "TYPE", "OUTPUT", "PARAMETERS", "IN THE PAPER");
        for (Row row : net.layers()) {
            table.row(row.name(), row.type(), Nets.shape(row), row.parameters(), inThePaper(row));
        }
        table.row(
                "",
                "",
                "",
                net.parameters(),
                net.layers().stream().mapToLong(LeNet5::inThePaper).sum());
        NumberTable accuracies = NumberTable.of(1, "WEIGHTS", "TEST PICTURES", "ACCURACY");
        for (String weights : WEIGHTS) {
            Metric accuracy = Nets.metric(weights, Dataset.TEST, "accuracy");
            accuracies.row(weights, accuracy.images(), Nets.percent(accuracy.value()));
        }
        return new Exhibit(
                table.text() + "\n" + accuracies.text(),
                1,
                List.of(
                        new Panel(
                                wiring(),
                                List.of(
                                        "table I of the paper: which of S2's six maps (rows) each of C3's sixteen reads")),
                        new Panel(digits(), List.of("drawn digits, and what lenet5.digits reads"))));
    }

    private static BufferedImage wiring() {
        double[][] values = new double[S2][C3];
        int[][] groups = new int[S2][C3];
        for (int s2 = 0; s2 < S2; s2++) {
            for (int c3 = 0; c3 < C3; c3++) {
                values[s2][c3] = reads(c3, s2) ? 1 : 0;
                groups[s2][c3] = reads(c3, s2) ? NumberGrid.FIRST : NumberGrid.PLAIN;
            }
        }
        return NumberGrid.of(values, groups);
    }

    private static BufferedImage digits() {
        Split test = DrawnDigits.test();
        List<BufferedImage> pictures = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        try (Predictor predictor = ModelZoo.load(WEIGHTS.get(0)).predictor(Engine.STOCK)) {
            for (int i = 0; i < DIGITS; i++) {
                Image digit = test.image(i);
                Prediction prediction = predictor.predict(digit);
                pictures.add(Shown.fitted(digit, SIDE).toBufferedImage());
                captions.add(prediction.label() + ": " + NumberTable.decimals(prediction.probability(), 2));
            }
        }
        return Strip.of(DIGITS, SIDE, pictures, captions);
    }
}
