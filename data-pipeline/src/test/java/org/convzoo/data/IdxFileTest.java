package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
    @TempDir
    private Path dir;

    private Path write(byte[] content) throws IOException {
        return Files.write(dir.resolve("file"), content);
    }

    private static void assertOneLine(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void readsPicturesPlainAndPacked() throws IOException {
        byte[] pixels = {0, 1, 2, 3, 4, (byte) 255, 6, 7, 8, 9, 10, 11};
        for (byte[] content : new byte[][] {Idx.images(2, 3, 2, pixels), Idx.gzip(Idx.images(2, 3, 2, pixels))}) {
            IdxFile.Images images = IdxFile.images(write(content));
            assertThat(images.count()).isEqualTo(2);
            assertThat(images.height()).isEqualTo(3);
            assertThat(images.width()).isEqualTo(2);
            assertThat(images.bytes()).isEqualTo(pixels);
        }
    }

    @Test
    void readsLabels() throws IOException {
        assertThat(IdxFile.labels(write(Idx.labels(3, new byte[] {0, 9, 4})), 10))
                .containsExactly(0, 9, 4);
    }

    @Test
    void refusesAWrongMagicNumber() throws IOException {
        Path file = write(Idx.labels(3, new byte[] {0, 9, 4}));
        assertOneLine(() -> IdxFile.images(file), "no idx file of pictures", "0x00000801 instead of 0x00000803");
        Path text = write("<html>not found</html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertOneLine(() -> IdxFile.labels(text, 10), "no idx file of labels", "0x3c68746d");
    }

    @Test
    void refusesACutFile() throws IOException {
        byte[] whole = Idx.images(2, 3, 2, new byte[12]);
        assertOneLine(() -> IdxFile.images(write(Arrays.copyOf(whole, 27))), "is cut", "12 values, 11 are there");
        assertOneLine(() -> IdxFile.images(write(Arrays.copyOf(whole, 10))), "ends too early");
        assertOneLine(() -> IdxFile.images(write(new byte[0])), "ends too early");
        byte[] packed = Idx.gzip(whole);
        assertOneLine(() -> IdxFile.images(write(Arrays.copyOf(packed, packed.length - 6))), "cannot read");
    }

    @Test
    void refusesBytesAfterTheValues() throws IOException {
        byte[] longer = Arrays.copyOf(Idx.labels(3, new byte[3]), 12);
        assertOneLine(() -> IdxFile.labels(write(longer), 10), "too long", "the 3 values");
    }

    @Test
    void refusesALabelWithoutAClass() throws IOException {
        Path file = write(Idx.labels(3, new byte[] {0, 10, 4}));
        assertOneLine(() -> IdxFile.labels(file, 10), "label 1 is 10", "only 10 classes");
        Path negative = write(Idx.labels(1, new byte[] {-1}));
        assertOneLine(() -> IdxFile.labels(negative, 10), "label 0 is 255");
    }

    @Test
    void refusesImpossibleSizesBeforeItAllocates() throws IOException {
        assertOneLine(() -> IdxFile.images(write(Idx.images(-1, 28, 28, new byte[9]))), "4294967295 pictures");
        assertOneLine(() -> IdxFile.images(write(Idx.images(0, 28, 28, new byte[9]))), "0 pictures");
        assertOneLine(() -> IdxFile.images(write(Idx.images(1, 28, 70_000, new byte[9]))), "70000 columns");
        assertOneLine(() -> IdxFile.images(write(Idx.images(1 << 30, 4096, 4096, new byte[9]))), "more than the");
        // A gigabyte is claimed, nine bytes are there: the answer comes at once and needs no gigabyte.
        assertOneLine(() -> IdxFile.images(write(Idx.images(1 << 20, 32, 32, new byte[9]))), "9 are there");
    }

    @Test
    void doesNotUnpackABombBeyondWhatTheHeaderClaims() throws IOException {
        Path bomb = dir.resolve("bomb.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            out.write(Idx.labels(5, new byte[5]));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                out.write(zeros);
            }
        }
        assertThat(Files.size(bomb)).isLessThan(100_000);
        assertOneLine(() -> IdxFile.labels(bomb, 10), "too long", "the 5 values");
    }

    @Test
    void refusesFilesThatDoNotBelongTogether() {
        assertOneLine(() -> IdxFile.checkPair(Path.of("a"), 5, Path.of("b"), 4), "a has 5 pictures", "b has 4 labels");
    }

    @Test
    void namesAFileThatIsMissing() {
        assertOneLine(() -> IdxFile.images(dir.resolve("none")), "none", "no such file");
    }
}
