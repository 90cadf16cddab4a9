package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFileTest {
    @TempDir
    private Path dir;

    private Path file;

    private static Image whole(int channels, int height, int width, long seed) {
        Image noise = Pictures.noise(channels, height, width, seed);
        for (int i = 0; i < noise.pixels().length; i++) {
            noise.pixels()[i] = Math.round(noise.pixels()[i]);
        }
        return noise;
    }

    @BeforeEach
    void write() throws IOException {
        file = dir.resolve("x.pictures");
        PictureFile.write(file, "key 1", writer -> {
            writer.add("b/2 of them.jpg", whole(3, 4, 5, 2));
            writer.add("a/1.jpg", whole(1, 6, 2, 1));
        });
    }

    @Test
    void picturesComeBackSortedByName() {
        PictureFile pictures = PictureFile.open(file, "key 1").orElseThrow();
        assertThat(pictures.names()).containsExactly("a/1.jpg", "b/2 of them.jpg");
        Pictures.assertSame(pictures.image(0), whole(1, 6, 2, 1));
        Pictures.assertSame(pictures.image(1), whole(3, 4, 5, 2));
        assertThat(dir.toFile().list()).containsExactly("x.pictures");
    }

    @Test
    void anotherKeyAndNoFileCountAsMissing() {
        assertThat(PictureFile.open(file, "key 2")).isEmpty();
        assertThat(PictureFile.open(file, "key")).isEmpty();
        assertThat(PictureFile.open(dir.resolve("none"), "key 1")).isEmpty();
        assertThat(PictureFile.open(dir, "key 1")).isEmpty();
    }

    @Test
    void oneBitOrOneByteLessCountsAsMissing() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 << i % 8);
            Files.write(file, damaged);
            assertThat(PictureFile.open(file, "key 1")).as("byte %d", i).isEmpty();
            Files.write(file, Arrays.copyOf(whole, i));
            assertThat(PictureFile.open(file, "key 1")).as("length %d", i).isEmpty();
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThat(PictureFile.open(file, "key 1")).isEmpty();
        Files.write(file, whole);
        assertThat(PictureFile.open(file, "key 1")).isPresent();
    }

    @Test
    void aMakerThatFailsLeavesTheOldFileAndNoOther() throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> PictureFile.write(file, "key 2", writer -> {
                    writer.add("a", whole(1, 2, 2, 1));
                    throw new DataException("cannot");
                }))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() ->
                        PictureFile.write(file, "key 2", writer -> writer.add("a", Pictures.constant(1, 2, 2, 0.5f))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("more than 8 bits");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(dir.toFile().list()).containsExactly("x.pictures");
    }
}
