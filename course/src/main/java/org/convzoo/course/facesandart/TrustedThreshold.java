package org.convzoo.course.facesandart;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convzoo.core.Engine;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Roc;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.Plot;
import org.convzoo.facenet.AllPairs;
import org.convzoo.facenet.FaceEmbedder;
import org.convzoo.facenet.PairMetrics;
import org.convzoo.facenet.Threshold;

/**
 * Where to draw the line between one person and two. Each threshold trades pairs of two people that are accepted against pairs of one person that are
 * rejected, and the ROC curve shows all of them; at the equal error rate both are the same. A threshold is found on some people and judged on others,
 * and one that was found on other kinds of pictures cannot be trusted.
 *
 * <p>Shapes: twenty people with three pictures each are 1,770 pairs, 60 of them of one person.
 *
 * <p>Sources: T. Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27(8), 2006; as {@link Recognition}.
 */
public final class TrustedThreshold {
    static final int JUDGING = 60;

    private static final int BINS = 24;
    private static final double FALSE_ACCEPTS = 0.01;

    private TrustedThreshold() {}

    /** Thresholds, and how they do on people on whom they were not found. */
    static Map<String, PairMetrics> judged(FaceEmbedder embedder, AllPairs calibrating, AllPairs judging) {
        Map<String, Double> thresholds = new LinkedHashMap<>();
        thresholds.put("photographs", Threshold.of(embedder.model().card()).orElseThrow());
        thresholds.put("twenty drawn people", PairMetrics.calibrate(calibrating.distances(), calibrating.same()));
        thresholds.put(
                "the same, false accepts 1 %",
                PairMetrics.calibrate(calibrating.distances(), calibrating.same(), FALSE_ACCEPTS));
        Map<String, PairMetrics> judged = new LinkedHashMap<>();
        thresholds.forEach(
                (name, threshold) -> judged.put(name, PairMetrics.of(judging.distances(), judging.same(), threshold)));
        return judged;
    }

    /** Thresholds from elsewhere, judged by twenty people. */
    public static Exhibit demonstrate() {
        return demonstrate(Engine.ONEDNN);
    }

    static Exhibit demonstrate(Engine engine) {
        FaceEmbedder embedder = DrawnPeople.embedder(engine);
        AllPairs judging = DrawnPeople.pairs(embedder, JUDGING);
        Map<String, PairMetrics> judged =
                judged(embedder, DrawnPeople.pairs(embedder, DrawnPeople.CALIBRATING), judging);
        NumberTable table = NumberTable.of(
                1, "THRESHOLD FOUND ON", "DISTANCE", "FALSE ACCEPTS", "FALSE REJECTS", "BALANCED ACCURACY");
        judged.forEach((name, metrics) -> table.row(
                name,
                metrics.threshold(),
                percent(metrics.falseAcceptRate()),
                percent(metrics.falseRejectRate()),
                percent(metrics.balancedAccuracy())));
        PairMetrics any = judged.values().iterator().next();
        return new Exhibit(
                table.text() + "\n"
                        + NumberTable.of(2, "OF ALL THRESHOLDS", "")
                                .row("pairs", any.pairs())
                                .row("area under the ROC curve", NumberTable.decimals(any.auc(), 3))
                                .row("equal error rate", percent(any.eer()))
                                .text(),
                2,
                List.of(
                        curve(judging, any.eer()),
                        histogram(judging, judged.get("twenty drawn people").threshold())));
    }

    private static String percent(double share) {
        return NumberTable.decimals(100 * share, 1) + " %";
    }

    private static Panel curve(AllPairs pairs, double eer) {
        Roc roc = Roc.of(
                IntStream.range(0, pairs.same().length)
                        .mapToDouble(i -> -pairs.distances()[i])
                        .toArray(),
                pairs.same());
        return new Panel(
                new Plot("false accepts", 0, 1, "true accepts", 0, 1)
                        .line(
                                "ROC curve",
                                roc.points().stream()
                                        .mapToDouble(Roc.Point::falsePositiveRate)
                                        .toArray(),
                                roc.points().stream()
                                        .mapToDouble(Roc.Point::truePositiveRate)
                                        .toArray())
                        .line("equal errors", new double[] {0, 1}, new double[] {1, 0})
                        .dots("equal error rate", new double[] {eer}, new double[] {1 - eer})
                        .picture(),
                List.of("twenty people, all pairs"));
    }

    private static Panel histogram(AllPairs pairs, double threshold) {
        Plot plot = new Plot("distance", 0, 1.5, "share of the pairs", 0, 0.5);
        for (boolean same : new boolean[] {true, false}) {
            double[] x = new double[2 * BINS], y = new double[2 * BINS];
            long all = IntStream.range(0, pairs.same().length)
                    .filter(i -> pairs.same()[i] == same)
                    .count();
            for (int bin = 0; bin < BINS; bin++) {
                double low = 1.5 * bin / BINS, high = 1.5 * (bin + 1) / BINS;
                long count = IntStream.range(0, pairs.same().length)
                        .filter(i ->
                                pairs.same()[i] == same && pairs.distances()[i] >= low && pairs.distances()[i] < high)
                        .count();
                x[2 * bin] = low;
                x[2 * bin + 1] = high;
                y[2 * bin] = y[2 * bin + 1] = (double) count / all;
            }
            plot.line(same ? "one person" : "two people", x, y);
        }
        return new Panel(plot.mark("threshold", threshold).picture(), List.of("distances of the pairs"));
    }
}
