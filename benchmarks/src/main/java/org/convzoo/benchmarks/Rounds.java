package org.convzoo.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.convzoo.benchmarks.Contender.Setting;

/** One work on all engines: each setting in a trial, then the engines in turn, so that a busy spell of the machine meets all of them. */
final class Rounds {
    /** An engine's trials, by setting, and its rounds on the fastest one. */
    record Entry(Map<Setting, Measurement> trials, Setting best, List<Measurement> rounds, String unavailable) {
        /** Null where none was looked at. */
        Double largestDifference() {
            return Stream.concat(trials.values().stream(), rounds.stream())
                    .map(Measurement::difference)
                    .filter(Objects::nonNull)
                    .max(Double::compare)
                    .orElse(null);
        }
    }

    /** The two fastest settings are tried again if one is no more than so much of the other: the machine may have been busy. */
    private static final double CLOSE = 0.85;

    /** An engine in no hurry whose step takes more than so many seconds ... */
    static final double SLOW_STEP = 1;

    /** ... takes part in so many rounds. */
    static final int SLOW_ROUNDS = 2;

    private final Work work;
    private final Consumer<String> progress;
    private final Map<Contender, Entry> entries = new EnumMap<>(Contender.class);

    Rounds(Work work, Consumer<String> progress) {
        this.work = work;
        this.progress = progress;
    }

    Work work() {
        return work;
    }

    /** So far. */
    Map<Contender, Entry> entries() {
        return entries;
    }

    /** Measures, with settings that the first call chooses; an engine that fails twice in a row is left out from then on. */
    void run(ChildProcess process, int rounds) {
        progress.accept(work.id() + ": weights");
        process.prepare(work);
        if (entries.isEmpty()) {
            for (Contender contender : Contender.values()) {
                if (contender.can(work)) {
                    progress.accept(work.id() + ": settings of " + contender.id());
                    entries.put(contender, trials(process, contender));
                }
            }
        }
        for (int round = 1; round <= rounds; round++) {
            progress.accept(work.id() + ": round " + round + " of " + rounds);
            entries.replaceAll(
                    (contender, entry) -> entry.unavailable() == null ? next(process, contender, entry) : entry);
        }
    }

    private Entry trials(ChildProcess process, Contender contender) {
        Map<Setting, Measurement> trials = new LinkedHashMap<>();
        if (contender.settings.size() > 1) {
            contender.settings.forEach(setting -> trials.put(setting, process.measure(work, contender, setting, true)));
            List<Setting> finalists = fastestFirst(trials).subList(0, 2);
            if (rate(trials, finalists.get(1)) > CLOSE * rate(trials, finalists.get(0))) {
                for (Setting finalist : finalists) {
                    trials.merge(finalist, process.measure(work, contender, finalist, true), Rounds::faster);
                }
            }
        }
        Setting best = trials.isEmpty()
                ? contender.settings.get(0)
                : fastestFirst(trials).get(0);
        String unavailable = trials.isEmpty() ? null : trials.get(best).unavailable();
        return new Entry(trials, best, new ArrayList<>(), unavailable);
    }

    private static List<Setting> fastestFirst(Map<Setting, Measurement> trials) {
        Comparator<Setting> byRate = Comparator.comparingDouble(setting -> rate(trials, setting));
        return trials.keySet().stream().sorted(byRate.reversed()).toList();
    }

    private static double rate(Map<Setting, Measurement> trials, Setting setting) {
        return trials.get(setting).imagesPerSecond();
    }

    private static Measurement faster(Measurement a, Measurement b) {
        return a.imagesPerSecond() >= b.imagesPerSecond() ? a : b; // one that failed has rate 0
    }

    private Entry next(ChildProcess process, Contender contender, Entry entry) {
        if (contender.isInNoHurry()
                && entry.rounds().size() >= SLOW_ROUNDS
                && isSlow(entry.rounds().get(0))) {
            return entry;
        }
        Measurement measurement = process.measure(work, contender, entry.best(), false);
        if (measurement.unavailable() != null) { // one process of libtorch among many gave garbage
            progress.accept(work.id() + ": " + contender.id() + " once more, it failed: " + measurement.unavailable());
            measurement = process.measure(work, contender, entry.best(), false);
        }
        if (measurement.unavailable() != null) {
            return new Entry(entry.trials(), entry.best(), List.of(), measurement.unavailable());
        }
        progress.accept(String.format(
                Locale.ROOT,
                "%s: %s %.2f images/s",
                work.id(),
                contender.id(),
                measurement.imagesPerSecond())); // a long run that is broken off has told something
        entry.rounds().add(measurement);
        return entry;
    }

    private boolean isSlow(Measurement round) {
        return work.batch() / round.imagesPerSecond() > SLOW_STEP;
    }
}
