package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseFilesTest {
    private static final DatasetCreationOptions UNSIGNED =
            DatasetCreationOptions.builder().unsigned().build();

    @TempDir
    private Path dir;

    /** Picture n, row y, column x, channel c is 50 * c + 10 * n + y + x. */
    private static byte[][][][] pictures(int count, int height, int width, int channels) {
        byte[][][][] x = new byte[count][height][width][channels];
        for (int n = 0; n < count; n++) {
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    for (int c = 0; c < channels; c++) {
                        x[n][i][j][c] = (byte) (50 * c + 10 * n + i + j);
                    }
                }
            }
        }
        return x;
    }

    private static long[][] labels(int count, int classes) {
        long[][] labels = new long[1][count];
        for (int i = 0; i < count; i++) {
            labels[0][i] = i % classes;
        }
        return labels;
    }

    private static Map<String, Object> content(String part, int count, int classes) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put(part + "_set_x", pictures(count, 4, 5, 3));
        content.put(part + "_set_y", labels(count, classes));
        long[] list = new long[classes];
        Arrays.setAll(list, i -> i);
        content.put("list_classes", list);
        return content;
    }

    private Path write(String name, Map<String, Object> content) throws IOException {
        Path file = dir.resolve("coursera").resolve(name);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            content.forEach((key, value) -> {
                if (value instanceof byte[][][][] bytes) {
                    hdf.putDataset(key, bytes, UNSIGNED);
                } else if (value == Group.HERE) {
                    hdf.putGroup(key).putDataset("inside", new int[] {1}); // jHDF cannot write an empty one
                } else {
                    hdf.putDataset(key, value instanceof Signed signed ? signed.bytes() : value);
                }
            });
        }
        return file;
    }

    private enum Group {
        HERE
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Signed(byte[][][][] bytes) {}

    private Dataset open(String name) {
        return Datasets.open(name, DataHome.of(dir));
    }

    private void assertRefused(String key, Object value, String... parts) throws IOException {
        Map<String, Object> content = content("test", 4, 6);
        if (value == null) {
            content.remove(key);
        } else {
            content.put(key, value);
        }
        Path file = write("test_signs.h5", content);
        assertThatThrownBy(() -> open("coursera-signs"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot read " + file)
                .hasMessageContaining("; get the file from the course again")
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void readsBothFilesAndValidatesOnTheLastTenth() throws IOException {
        write("train_happy.h5", content("train", 20, 2));
        write("test_happy.h5", content("test", 6, 2));
        Dataset set = open("happy-house");
        assertThat(set.classes()).containsExactly("not happy", "happy");
        assertThat(set.parts()).containsExactly("train", "validation", "test");
        assertThat(set.part("train").size()).isEqualTo(18);
        assertThat(set.part("validation").size()).isEqualTo(2);
        assertThat(set.part("test").size()).isEqualTo(6);
        assertThat(set.part("validation").label(1)).isEqualTo(1);
        Image image = set.part("validation").image(1); // picture 19 of the file
        assertThat(image.channels()).isEqualTo(3);
        assertThat(image.height()).isEqualTo(4);
        assertThat(image.width()).isEqualTo(5);
        assertThat(image.at(0, 3, 4)).isEqualTo(190 + 3 + 4);
        assertThat(image.at(1, 0, 1)).isEqualTo(240 + 1);
        assertThat(image.at(2, 0, 0)).isEqualTo((100 + 190) % 256);
        assertThat(set.digest()).matches("[0-9a-f]{64}");
    }

    @Test
    void theTestFileAloneIsEnoughToEvaluate() throws IOException {
        write("test_signs.h5", content("test", 12, 6));
        Dataset set = open("coursera-signs");
        assertThat(set.parts()).containsExactly("test");
        assertThat(set.part("test").size()).isEqualTo(12);
        assertThatThrownBy(() -> set.part("train"))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "data set coursera-signs has no part 'train'; it has test: copy train_signs.h5 from the course's"
                                + " assignment to " + dir.resolve("coursera").resolve("train_signs.h5"));
        assertThatThrownBy(() -> set.part("validation")).hasMessageContaining("train_signs.h5");
        assertThat(Datasets.verify("coursera-signs", DataHome.of(dir)))
                .extracting(FileCheck::state)
                .containsExactly(FileCheck.State.MISSING, FileCheck.State.OK);
        assertThatThrownBy(() -> Datasets.fetch("coursera-signs", DataHome.of(dir), Progress.NONE))
                .hasMessage("data set coursera-signs lacks a file: copy train_signs.h5 from the course's assignment to "
                        + dir.resolve("coursera").resolve("train_signs.h5"));
    }

    @Test
    void withoutFilesItSaysWhereToPutThem() {
        for (ThrowingOpen attempt : List.<ThrowingOpen>of(
                () -> open("happy-house"), () -> Datasets.fetch("happy-house", DataHome.of(dir), Progress.NONE))) {
            assertThatThrownBy(attempt::run)
                    .isInstanceOf(DataException.class)
                    .hasMessageContainingAll(
                            "train_happy.h5",
                            "test_happy.h5",
                            "from the course",
                            dir.resolve("coursera").toString());
        }
        assertThat(Datasets.verify("happy-house", DataHome.of(dir)))
                .extracting(FileCheck::state)
                .containsExactly(FileCheck.State.MISSING, FileCheck.State.MISSING);
    }

    private interface ThrowingOpen {
        void run();
    }

    @Test
    void labelsMayBeARowOrAList() throws IOException {
        Map<String, Object> content = content("test", 4, 6);
        content.put("test_set_y", new int[] {5, 4, 3, 0});
        write("test_signs.h5", content);
        Split test = open("coursera-signs").part("test");
        assertThat(List.of(test.label(0), test.label(1), test.label(2), test.label(3)))
                .containsExactly(5, 4, 3, 0);
    }

    @Test
    void missingKeysAreNamed() throws IOException {
        assertRefused("test_set_x", null, "it has no test_set_x, but", "test_set_y", "list_classes");
        assertRefused("test_set_y", null, "it has no test_set_y");
        assertRefused("list_classes", null, "it has no list_classes");
        assertRefused("test_set_x", Group.HERE, "test_set_x is no array");
    }

    @Test
    void wrongShapesAreNamed() throws IOException {
        assertRefused("test_set_x", pictures(4, 4, 5, 1), "must be [N, height, width, 3], but is [4, 4, 5, 1]");
        assertRefused("test_set_x", new int[4][5], "must be [N, height, width, 3], but is [4, 5]");
        assertRefused("test_set_x", pictures(3, 4, 5, 3), "must be [3] or [1, 3]", "but is [1, 4]");
        assertRefused("test_set_y", new long[4][1], "but is [4, 1]");
        assertRefused("list_classes", new long[] {0, 1}, "list_classes must be [6], but is [2]");
        assertRefused("list_classes", new long[][] {{0, 1, 2, 3, 4, 5}}, "must be [6]");
    }

    @Test
    void wrongTypesAndValuesAreNamed() throws IOException {
        assertRefused("test_set_x", new float[4][4][5][3], "must hold whole numbers, but holds float");
        assertRefused("test_set_x", new short[4][4][5][3], "unsigned bytes", "signed numbers of 16 bits");
        assertRefused("test_set_x", new Signed(pictures(4, 4, 5, 3)), "unsigned bytes", "signed numbers of 8 bits");
        assertRefused("test_set_y", new double[1][4], "test_set_y must hold whole numbers");
        assertRefused("test_set_y", new long[][] {{0, 6, 1, 2}}, "picture 1 has class 6, not one of 0 to 5");
        assertRefused("test_set_y", new long[][] {{0, 1, 2, -1}}, "picture 3 has class -1");
        assertRefused("list_classes", new long[] {0, 1, 2, 3, 5, 4}, "list_classes must be 0 to 5");
    }

    @Test
    void damageNeverEndsInAnythingButOneError() throws IOException {
        byte[] whole = Files.readAllBytes(write("test_signs.h5", content("test", 2, 6)));
        Path file = dir.resolve("coursera").resolve("test_signs.h5");
        SplittableRandom random = new SplittableRandom(5);
        int refused = 0;
        for (int i = 0; i < 120; i++) {
            byte[] damaged = i < 20 ? Arrays.copyOf(whole, whole.length * i / 20) : whole.clone();
            if (i >= 20) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                open("coursera-signs").part("test").image(0);
            } catch (DataException e) {
                refused++;
                assertThat(e.getMessage()).contains(file.toString()).doesNotContain("\n");
            }
        }
        assertThat(refused).isGreaterThan(18);
        Files.writeString(file, "no HDF5");
        assertThatThrownBy(() -> open("coursera-signs")).hasMessageContaining("no HDF5 file, or a damaged one");
        assertThat(Datasets.verify("coursera-signs", DataHome.of(dir)).get(1).state())
                .isEqualTo(FileCheck.State.DAMAGED);
    }
}
