package org.convzoo.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convzoo.benchmarks.Rounds.Entry;

/** The table for people: rates first, then what they were measured with. */
final class Report {
    private static final List<String> HEADING = List.of(
            "WORK", "ENGINE", "IMAGES/S", "SPREAD", "/LIBTORCH", "/ONNXRUNTIME", "/STOCK", "PEAK MIB", "ISLANDS");
    private static final int LEFT_ALIGNED = 2;

    private final List<List<String>> cells = new ArrayList<>(List.of(HEADING));
    private final StringBuilder settings = new StringBuilder();

    void add(Work work, List<Row> rows, Map<Contender, Entry> entries) {
        for (Row row : rows) {
            cells.add(List.of(
                    row.work(),
                    row.engine(),
                    rate(row.imagesPerSecond()),
                    row.spread() == null ? "-" : format("%.0f%%", 100 * row.spread()),
                    ratio(row.ratioToLibtorch()),
                    ratio(row.ratioToOnnxRuntime()),
                    ratio(row.ratioToStock()),
                    row.peakMemoryMiB() == null ? "-" : String.valueOf(row.peakMemoryMiB()),
                    row.islands() == null ? "-" : String.valueOf(row.islands())));
        }
        entries.forEach((contender, entry) -> settings(work, contender, entry));
    }

    private void settings(Work work, Contender contender, Entry entry) {
        if (entry.unavailable() != null) {
            return;
        }
        settings.append(
                format("  %s %s: %s", work.id(), contender.id(), entry.best().label()));
        if (!entry.trials().isEmpty()) {
            settings.append(entry.trials().entrySet().stream()
                    .map(trial -> trial.getKey().label() + " " + rate(trial.getValue()))
                    .collect(Collectors.joining("; ", " (best of " + Rounds.TRIALS + " trials each: ", ")")));
        }
        settings.append(format(", probabilities differ by %.1e at most%n", entry.largestDifference()));
    }

    String text(int rounds) {
        StringBuilder text = new StringBuilder();
        int[] widths = IntStream.range(0, HEADING.size())
                .map(c -> cells.stream()
                        .mapToInt(row -> row.get(c).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (List<String> row : cells) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                String blank = " ".repeat(widths[c] - row.get(c).length());
                line.append(c == 0 ? "" : "  ").append(c < LEFT_ALIGNED ? row.get(c) + blank : blank + row.get(c));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        text.append(format(
                "%nMedian of %d rounds, the engines in turn, each time a new process with %s; spread is the interquartile"
                        + " range.%nRatios are medians over the rounds. Training is with Adam. %d cores.%n%n",
                rounds, ChildProcess.limits(), Runtime.getRuntime().availableProcessors()));
        text.append(format("Engines:%n"));
        for (Contender contender : Contender.values()) {
            text.append(format("  %s: %s%n", contender.id(), contender.how));
        }
        return text.append(format("%nSettings, and the difference to stock DL4J with the same weights:%n"))
                .append(settings)
                .toString();
    }

    private static String rate(Measurement trial) {
        return trial.unavailable() == null ? rate(trial.imagesPerSecond()) : "failed";
    }

    private static String rate(Double imagesPerSecond) {
        if (imagesPerSecond == null) {
            return "-";
        }
        return format(imagesPerSecond < 100 ? "%.2f" : "%,.0f", imagesPerSecond);
    }

    private static String ratio(Double ratio) {
        return ratio == null ? "-" : format("%.2f", ratio);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
