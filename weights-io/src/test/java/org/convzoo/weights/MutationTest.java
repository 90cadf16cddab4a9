package org.convzoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Whatever is changed in a file: it is read, or it is one clear failure; and both at once. */
class MutationTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @FieldSource("org.convzoo.weights.Samples#KINDS")
    void fiveHundredMutants(String kind) throws IOException {
        mutate(kind, 500, 1);
    }

    @Tag("nightly")
    @ParameterizedTest
    @FieldSource("org.convzoo.weights.Samples#KINDS")
    void tenThousandMutants(String kind) throws IOException {
        mutate(kind, 10_000, 2);
    }

    private void mutate(String kind, int mutants, long seed) throws IOException {
        Map<String, byte[]> whole = Samples.files(kind);
        List<String> names = List.copyOf(whole.keySet());
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int i = 0; i < mutants; i++) {
            Map<String, byte[]> files = new LinkedHashMap<>(whole);
            String name = names.get(random.nextInt(names.size()));
            files.put(name, mutant(whole.get(name), random));
            Path file = Samples.write(dir, files);
            String label = kind + ", mutant " + i;
            refused += assertTimeoutPreemptively(Duration.ofSeconds(20), () -> isRefused(file, label), label) ? 1 : 0;
        }
        assertThat(refused).isBetween(mutants / 20, mutants);
    }

    /** Any other exception fails the test. */
    private static boolean isRefused(Path path, String label) {
        try (WeightsFile file = WeightsFile.open(path)) {
            for (TensorInfo tensor : file.tensors()) {
                assertThat((long) file.floats(tensor.name()).length).isEqualTo(tensor.count());
            }
            return false;
        } catch (WeightsException e) {
            assertThat(e.getMessage())
                    .as(label)
                    .startsWith("cannot read ")
                    .contains(path.getParent().toString())
                    .doesNotContain("\n");
            return true;
        }
    }

    private static byte[] mutant(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        switch (random.nextInt(6)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length)); // cut
            case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
            case 2 -> { // bits
                for (int i = 0; i < 1 + random.nextInt(8); i++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 3 -> { // a number that may be a length
                int[] numbers = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x10000, bytes.length};
                ByteBuffer.wrap(bytes)
                        .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                        .putInt(random.nextInt(Math.max(1, bytes.length - 3)), numbers[random.nextInt(numbers.length)]);
            }
            case 4 -> { // a digit of a text, or a byte
                List<Integer> digits = new ArrayList<>();
                for (int i = 0; i < bytes.length; i++) {
                    if (bytes[i] >= '0' && bytes[i] <= '9') {
                        digits.add(i);
                    }
                }
                int at = digits.isEmpty() ? random.nextInt(bytes.length) : digits.get(random.nextInt(digits.size()));
                bytes[at] = (byte) "0123456789-,.\"}".charAt(random.nextInt(15));
            }
            default -> { // a piece to another place
                int length = random.nextInt(1 + bytes.length / 4);
                int from = random.nextInt(bytes.length - length + 1);
                int to = random.nextInt(bytes.length - length + 1);
                System.arraycopy(whole, from, bytes, to, length);
            }
        }
        return bytes;
    }
}
