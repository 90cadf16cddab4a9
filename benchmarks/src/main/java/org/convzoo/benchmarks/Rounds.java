package org.convzoo.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.convzoo.benchmarks.Contender.Setting;

/** One work on all engines: each setting in trials, then the engines in turn, so that a busy spell of the machine meets all of them. */
final class Rounds {
    /** An engine's trials, by setting, and its rounds on the fastest one. */
    record Entry(Map<Setting, Measurement> trials, Setting best, List<Measurement> rounds, String unavailable) {
        double largestDifference() {
            return rounds.stream().mapToDouble(Measurement::difference).max().orElse(0);
        }
    }

    /** More than one, since the machine may be busy during one. */
    static final int TRIALS = 2;

    private final Work work;
    private final ChildProcess process;
    private final Consumer<String> progress;
    private final Map<Contender, Entry> entries = new EnumMap<>(Contender.class);

    Rounds(Work work, ChildProcess process, Consumer<String> progress) {
        this.work = work;
        this.process = process;
        this.progress = progress;
    }

    /** Measures; an engine that fails once is left out from then on. */
    Map<Contender, Entry> run(int rounds) {
        progress.accept(work.id() + ": weights");
        process.prepare(work);
        for (Contender contender : Contender.values()) {
            if (contender.can(work)) {
                progress.accept(work.id() + ": settings of " + contender.id());
                entries.put(contender, trials(contender));
            }
        }
        for (int round = 1; round <= rounds; round++) {
            progress.accept(work.id() + ": round " + round + " of " + rounds);
            entries.replaceAll((contender, entry) -> entry.unavailable() == null ? next(contender, entry) : entry);
        }
        return entries;
    }

    private Entry trials(Contender contender) {
        Map<Setting, Measurement> trials = new LinkedHashMap<>();
        for (int trial = 0; trial < (contender.settings.size() > 1 ? TRIALS : 0); trial++) {
            for (Setting setting : contender.settings) {
                Measurement measurement = process.measure(work, contender, setting);
                trials.merge(setting, measurement, Rounds::faster);
            }
        }
        Setting best = contender.settings.get(0);
        for (Setting setting : trials.keySet()) {
            best = trials.get(setting).imagesPerSecond() > trials.get(best).imagesPerSecond() ? setting : best;
        }
        String unavailable = trials.isEmpty() ? null : trials.get(best).unavailable();
        return new Entry(trials, best, new ArrayList<>(), unavailable);
    }

    private static Measurement faster(Measurement a, Measurement b) {
        return a.imagesPerSecond() >= b.imagesPerSecond() ? a : b; // one that failed has rate 0
    }

    private Entry next(Contender contender, Entry entry) {
        Measurement measurement = process.measure(work, contender, entry.best());
        if (measurement.unavailable() != null) {
            return new Entry(entry.trials(), entry.best(), List.of(), measurement.unavailable());
        }
        entry.rounds().add(measurement);
        return entry;
    }
}
