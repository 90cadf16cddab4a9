package org.convzoo.onednn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Few cases in which every two values of any two factors meet once at least, where a legal case has both (Cohen and others, "The AETG
 * System", 1997: each next case is the best of some random ones).
 */
final class Pairwise {
    private static final int CANDIDATES = 60;
    private static final int ATTEMPTS = 6000; // to find the candidates, as few may be legal

    /** A value of one factor beside a value of a later one, all as positions. */
    private record Pair(int factor, int value, int laterFactor, int laterValue) {}

    private final Factor[] factors;
    private final Predicate<Setting> legal;
    private final Random random;
    private final Set<Pair> uncovered = new LinkedHashSet<>();

    private Pairwise(long seed, Predicate<Setting> legal, Factor... factors) {
        this.factors = factors;
        this.legal = legal;
        this.random = new Random(seed);
        for (int i = 0; i < factors.length; i++) {
            for (int j = i + 1; j < factors.length; j++) {
                for (int v = 0; v < factors[i].choices().size(); v++) {
                    for (int w = 0; w < factors[j].choices().size(); w++) {
                        uncovered.add(new Pair(i, v, j, w));
                    }
                }
            }
        }
    }

    /** The same cases for the same seed. */
    static List<Setting> cases(long seed, Predicate<Setting> legal, Factor... factors) {
        return new Pairwise(seed, legal, factors).cases();
    }

    private List<Setting> cases() {
        List<Setting> cases = new ArrayList<>();
        while (!uncovered.isEmpty()) {
            Pair wanted = uncovered.iterator().next();
            int[] best = bestWith(wanted);
            if (best == null) {
                uncovered.remove(wanted); // no legal case has both
            } else {
                uncovered.removeIf(pair -> meets(pair, best));
                cases.add(setting(best));
            }
        }
        return cases;
    }

    private int[] bestWith(Pair wanted) {
        int[] best = null;
        long mostNew = 0;
        int candidates = 0;
        for (int i = 0; i < ATTEMPTS && candidates < CANDIDATES; i++) {
            int[] choice = new int[factors.length];
            for (int f = 0; f < choice.length; f++) {
                choice[f] = random.nextInt(factors[f].choices().size());
            }
            choice[wanted.factor()] = wanted.value();
            choice[wanted.laterFactor()] = wanted.laterValue();
            if (!legal.test(setting(choice))) {
                continue;
            }
            candidates++;
            long covered =
                    uncovered.stream().filter(pair -> meets(pair, choice)).count();
            if (covered > mostNew) {
                mostNew = covered;
                best = choice;
            }
        }
        return best;
    }

    private static boolean meets(Pair pair, int[] choice) {
        return choice[pair.factor()] == pair.value() && choice[pair.laterFactor()] == pair.laterValue();
    }

    private Setting setting(int[] choice) {
        Map<Factor, Object> values = new LinkedHashMap<>();
        for (int f = 0; f < choice.length; f++) {
            values.put(factors[f], factors[f].choices().get(choice[f]));
        }
        return new Setting(values);
    }
}
