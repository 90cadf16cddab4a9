package org.convzoo.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The numbers behind a report's charts, column by column as uPlot takes them; null stands for a number that is none. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ReportData(
        List<Integer> epoch,
        int bestEpoch,
        List<Double> trainLoss,
        List<Double> validationLoss,
        List<Double> validationScore,
        List<Double> learningRate,
        List<Double> imagesPerSecond,
        List<Calibration.Bin> reliability,
        Curve roc) {
    private static final int MAX_POINTS = 1000; // more than a chart has pixels

    record Curve(List<Double> falsePositiveRate, List<Double> truePositiveRate) {}

    static ReportData of(Report.Content content) {
        List<EpochMetrics> history = content.history();
        return new ReportData(
                history.stream().map(EpochMetrics::epoch).toList(),
                content.keptEpoch(),
                column(history, EpochMetrics::trainLoss),
                column(history, EpochMetrics::validationLoss),
                column(history, EpochMetrics::validationScore),
                column(history, EpochMetrics::learningRate),
                column(history, EpochMetrics::imagesPerSecond),
                content.details().charts().reliability(),
                content.details().charts().roc() == null
                        ? null
                        : curve(content.details().charts().roc()));
    }

    private static Curve curve(List<Roc.Point> points) {
        int count = Math.min(MAX_POINTS, points.size());
        List<Roc.Point> shown = IntStream.range(0, count)
                .mapToObj(i -> points.get((int) ((long) i * (points.size() - 1) / Math.max(1, count - 1))))
                .toList();
        return new Curve(column(shown, Roc.Point::falsePositiveRate), column(shown, Roc.Point::truePositiveRate));
    }

    private static <T> List<Double> column(List<T> rows, ToDoubleFunction<T> value) {
        return rows.stream()
                .mapToDouble(value)
                .mapToObj(number -> Double.isFinite(number) ? (Double) number : null)
                .toList();
    }
}
