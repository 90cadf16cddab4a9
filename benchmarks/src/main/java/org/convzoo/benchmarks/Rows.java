package org.convzoo.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.convzoo.benchmarks.Rounds.Entry;

/** From rounds to rows. */
final class Rows {
    private Rows() {}

    static List<Row> of(Work work, Map<Contender, Entry> entries) {
        List<Row> rows = new ArrayList<>();
        entries.forEach((contender, entry) -> rows.add(row(work, contender, entry, entries)));
        return rows;
    }

    private static Row row(Work work, Contender contender, Entry entry, Map<Contender, Entry> all) {
        if (entry.unavailable() != null) {
            return new Row(work.id(), contender.id(), null, null, null, null, null, null, null, null, null, null, null);
        }
        List<Double> rates = rates(entry);
        List<Double> matmul = entry.rounds().stream()
                .map(Measurement::matmulGflops)
                .filter(Objects::nonNull)
                .toList();
        List<String> islands = entry.rounds().get(0).islands();
        return new Row(
                work.id(),
                contender.id(),
                Statistics.median(rates),
                Statistics.spread(rates),
                ratio(entry, all.get(Contender.LIBTORCH)),
                ratio(entry, all.get(Contender.ONNXRUNTIME)),
                ratio(entry, all.get(Contender.STOCK)),
                contender == Contender.CONVZOO_BF16 ? ratio(entry, all.get(Contender.CONVZOO)) : null,
                matmul.isEmpty() ? null : gflops(work, rates),
                matmul.isEmpty() ? null : Statistics.median(matmul),
                rates.size(),
                entry.rounds().stream()
                        .map(Measurement::peakMemoryMiB)
                        .filter(Objects::nonNull)
                        .max(Long::compare)
                        .orElse(null),
                islands == null ? null : islands.size());
    }

    private static double gflops(Work work, List<Double> imagesPerSecond) {
        return 2e-9 * work.net().multiplyAdds() * Statistics.median(imagesPerSecond);
    }

    /** Round by round, since what slows one engine down in a round slows the other one too. */
    private static Double ratio(Entry entry, Entry rival) {
        if (rival == null || rival.unavailable() != null) {
            return null;
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(entry.rounds().size(), rival.rounds().size()); i++) {
            ratios.add(entry.rounds().get(i).imagesPerSecond()
                    / rival.rounds().get(i).imagesPerSecond());
        }
        return Statistics.median(ratios);
    }

    private static List<Double> rates(Entry entry) {
        return entry.rounds().stream().map(Measurement::imagesPerSecond).toList();
    }
}
