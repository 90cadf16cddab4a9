package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SignDigitsTest {
    /** How many pictures each class has. */
    private static final int[] COUNTS = {205, 206, 206, 206, 207, 207, 207, 206, 208, 204};

    @Test
    void everyPictureIsTestedOnOnceAndPartsKeepTheirDistance() {
        for (int of : COUNTS) {
            int[] tested = new int[of];
            for (int fold = 1; fold <= 5; fold++) {
                List<String> parts = new ArrayList<>();
                for (int i = 0; i < of; i++) {
                    parts.add(SignDigits.part(of, i, fold));
                    tested[i] += parts.get(i).equals(Dataset.TEST) ? 1 : 0;
                }
                assertThat(parts).as("fold %d of %d", fold, of).contains("train", "validation", "test");
                assertThat(parts.stream().filter("validation"::equals)).hasSize(of / 10);
                for (int i = 0; i < of; i++) {
                    for (int k = 1; k <= SignDigits.GUARD && i + k < of; k++) {
                        String one = parts.get(i);
                        String other = parts.get(i + k);
                        assertThat(one.equals(other) || one.isEmpty() || other.isEmpty())
                                .as("fold %d of %d: %d is %s, %d is %s", fold, of, i, one, i + k, other)
                                .isTrue();
                    }
                }
            }
            assertThat(tested).containsOnly(1);
        }
    }

    @Test
    void theListIsInBlocksWithTwentyBetween() throws IOException {
        String list;
        try (var in = SignDigits.class.getResourceAsStream("sign-digits.txt")) {
            list = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, String> parts = new TreeMap<>();
        for (String line : list.lines().toList()) {
            assertThat(line).matches("(train|validation|test) [0-9]/IMG_[0-9]{4}\\.JPG");
            String[] fields = line.split(" ", -1);
            assertThat(parts.put(fields[1], fields[0])).isNull();
            counts.merge(fields[0], 1, Integer::sum);
        }
        assertThat(counts).isEqualTo(Map.of("train", 1158, "validation", 200, "test", 304));
        // Sorted by class and number, each class is train, then validation, then test, and what is not listed lies
        // between.
        for (int label = 0; label < 10; label++) {
            String prefix = label + "/";
            List<String> order = parts.entrySet().stream()
                    .filter(e -> e.getKey().startsWith(prefix))
                    .map(Map.Entry::getValue)
                    .toList();
            assertThat(order.stream().distinct()).containsExactly("train", "validation", "test");
            assertThat(order).isSortedAccordingTo((a, b) -> rank(a) - rank(b));
            assertThat(order).hasSize(COUNTS[label] - 2 * SignDigits.GUARD);
        }
        assertThat(SignDigits.images()).isEqualTo(counts);
    }

    private static int rank(String part) {
        return List.of("train", "validation", "test").indexOf(part);
    }
}
