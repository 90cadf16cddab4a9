package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PairwiseTest {
    enum Toy implements Factor {
        A(1, 2, 3),
        B("x", "y"),
        C(true, false),
        D(1, 2, 3, 4, 5),
        E(1, 2, 3, 4);

        @SuppressWarnings("ImmutableEnumChecker") // of values
        private final List<?> choices;

        Toy(Object... choices) {
            this.choices = List.of(choices);
        }

        @Override
        public List<?> choices() {
            return choices;
        }
    }

    /** Forbids some pairs outright, and others through a third factor. */
    private static boolean isLegal(Setting s) {
        return (s.number(Toy.A) != 3 || s.is(Toy.C)) && (s.number(Toy.D) < 4 || s.number(Toy.E) == s.number(Toy.A));
    }

    @Test
    void everyLegalPairOccurs() {
        List<Setting> cases = Pairwise.cases(1, PairwiseTest::isLegal, Toy.values());
        assertThat(cases).allMatch(PairwiseTest::isLegal);
        assertThat(pairs(cases))
                .isEqualTo(
                        pairs(product().stream().filter(PairwiseTest::isLegal).toList()));
        assertThat(cases).hasSizeLessThan(45); // of 360 in all; 20 are the least for D and E alone
    }

    @Test
    void everyPairOccursWithoutConstraint() {
        List<Setting> cases = Pairwise.cases(2, s -> true, Toy.values());
        assertThat(pairs(cases)).isEqualTo(pairs(product()));
        assertThat(cases).hasSizeLessThan(30);
    }

    @Test
    void theSeedDecides() {
        assertThat(Pairwise.cases(3, PairwiseTest::isLegal, Toy.values()))
                .isEqualTo(Pairwise.cases(3, PairwiseTest::isLegal, Toy.values()));
        assertThat(Pairwise.cases(3, PairwiseTest::isLegal, Toy.values()))
                .isNotEqualTo(Pairwise.cases(4, PairwiseTest::isLegal, Toy.values()));
    }

    private static Set<String> pairs(List<Setting> cases) {
        Set<String> pairs = new HashSet<>();
        for (Setting s : cases) {
            s.values().forEach((f, v) -> s.values().forEach((g, w) -> pairs.add(f + "=" + v + " " + g + "=" + w)));
        }
        return pairs;
    }

    private static List<Setting> product() {
        List<Map<Factor, Object>> all = List.of(new LinkedHashMap<>());
        for (Toy factor : Toy.values()) {
            List<Map<Factor, Object>> longer = new ArrayList<>();
            for (Map<Factor, Object> begun : all) {
                for (Object value : factor.choices()) {
                    Map<Factor, Object> next = new LinkedHashMap<>(begun);
                    next.put(factor, value);
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all.stream().map(Setting::new).toList();
    }
}
