package org.convzoo.benchmarks;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convzoo.benchmarks.Rounds.Entry;

/** The table for people: rates first, then what they were measured with. */
final class Report {
    private static final List<String> HEADING = List.of(
            "WORK",
            "ENGINE",
            "IMAGES/S",
            "SPREAD",
            "/LIBTORCH",
            "/ONNXRUNTIME",
            "/STOCK",
            "/FLOAT32",
            "GFLOPS",
            "MATMUL",
            "PEAK MIB",
            "ISLANDS");
    private static final int LEFT_ALIGNED = 2;

    private final List<List<String>> cells = new ArrayList<>(List.of(HEADING));
    private final Set<Contender> shown = EnumSet.noneOf(Contender.class);
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
                    ratio(row.ratioToFloat32()),
                    rate(row.gflops()),
                    rate(row.matmulGflops()),
                    row.peakMemoryMiB() == null ? "-" : String.valueOf(row.peakMemoryMiB()),
                    row.islands() == null ? "-" : String.valueOf(row.islands())));
        }
        shown.addAll(entries.keySet());
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
                    .collect(Collectors.joining("; ", " (tried: ", ")")));
        }
        if (entry.largestDifference() != null) {
            settings.append(format(", outputs differ by %.1e", entry.largestDifference()));
        }
        List<String> islands = entry.rounds().get(0).islands();
        if (islands != null && !islands.isEmpty()) {
            settings.append(", islands: ").append(String.join(", ", islands));
        }
        settings.append(format(", %d rounds%n", entry.rounds().size()));
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
                """

                Median of %1$d rounds, the engines in turn, each time a new process with %4$s; spread is the interquartile range.
                Stock DL4J is measured in %2$d rounds where a step takes more than %6$.0f s, by one step without warm-up where it takes more than %3$.0f s.
                Ratios are medians over the rounds. Training is with Adam, bias-corrected, at the same settings (0.001, 0.9, 0.999, 1e-8);
                libtorch's update is DJL's, one native call per array. %5$d cores.
                GFLOPS: two per multiply-add of the net; MATMUL: those of a product of 1024x1024 matrices by oneDNN in the same process.

                """,
                rounds,
                Rounds.SLOW_ROUNDS,
                Stopwatch.SLOW_STEP,
                String.join(" ", ChildProcess.limits()),
                Runtime.getRuntime().availableProcessors(),
                Rounds.SLOW_STEP));
        text.append(format("Engines:%n"));
        for (Contender contender : Contender.values()) {
            if (shown.contains(contender)) {
                text.append(format("  %s: %s%n", contender.id(), contender.how));
            }
        }
        return text.append(
                        format(
                                "%nSettings, and the difference to stock DL4J (of style rows: to ConvZoo) with the same weights, in the 2-norm:%n"))
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
