package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.convzoo.data.Pictures.ascii;
import static org.convzoo.data.Pictures.encode;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a file: one line that names it, and never another exception. */
class DamagedPictureTest {
    @TempDir
    Path folder;

    @Test
    void missing_folder_and_empty() throws IOException {
        assertThat(error(folder.resolve("none.png"))).contains("none.png", "no such file");
        assertThat(error(folder)).contains(folder.toString(), "is a folder");
        assertThat(error(Files.createFile(folder.resolve("nothing.png")))).contains("nothing.png", "is empty");
    }

    @Test
    void no_picture() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.jpg"), "These are notes, not a picture.");
        assertThat(error(text)).contains("notes.jpg", "is not a picture (PNG, JPEG, PGM, PPM, BMP or GIF)");
        Path webp = Files.write(folder.resolve("a.png"), ascii("RIFF\1\0\0\0WEBPVP8 "));
        assertThat(error(webp)).contains("a.png", "WebP is not supported; convert it");
        for (String start :
                new String[] {"P5", "P5 ", "BM", "GIF89a", "\u00ff\u00d8\u00ff", "\u0089PNG\r\n\u001a\n", "P2\nx y"}) {
            assertThat(error(ascii(start))).isNotEmpty();
        }
    }

    @Test
    void a_line_break_in_a_name_does_not_break_the_line() {
        assertThat(error(folder.resolve("a\nb.png"))).contains("a?b.png");
    }

    @Test
    void too_large_a_file_is_not_read() throws IOException {
        Path file = folder.resolve("large.png");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(ImageReader.MAX_FILE_BYTES + (1 << 20));
        }
        assertThat(error(file)).contains("257 MiB, more than 256");
    }

    @Test
    void headers_that_claim_too_much_are_not_believed() throws IOException {
        byte[] png = encode(Pictures.gradient(8, 8), "png");
        ByteBuffer.wrap(png).putInt(16, 60000).putInt(20, 60000);
        assertThat(error(png)).contains("60000x60000 pixels, more than 100 million");

        byte[] jpeg = ImageReaderTest.jpeg(Pictures.gradient(8, 8), false);
        int frame = indexOf(jpeg, 0xff, 0xc0);
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60000).putShort(frame + 7, (short) 60000);
        assertThat(error(jpeg)).contains("60000x60000 pixels, more than 100 million");

        byte[] bmp = encode(Pictures.gradient(8, 8), "bmp");
        ByteBuffer.wrap(bmp)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(18, 20000)
                .putInt(22, 20000);
        assertThat(error(bmp)).contains("BMP data is damaged"); // the decoder itself compares it with the file's size

        assertThat(error(ascii("P5\n60000 60000\n255\n"))).contains("60000x60000 pixels, more than 100 million");
        assertThat(error(ascii("P5\n2147483647 2147483647\n255\n"))).contains("more than 100 million");
        assertThat(error(ascii("P5\n-1 5\n255\n"))).isNotEmpty();
        assertThat(error(ascii("P5\n0 5\n255\n"))).isNotEmpty();
    }

    /** Cut off anywhere, a file is an error, or nothing of the picture was lost. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "bmp", "pnm", "grey jpeg", "jpeg", "progressive jpeg", "P2"})
    void cut_off_files_are_errors(String kind) throws IOException {
        byte[] whole = file(kind);
        Image expected = ImageReader.read(whole, "whole");
        int errors = 0;
        for (int length = 1; length < whole.length; length += Math.max(1, whole.length / 150)) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                Pictures.assertSame(ImageReader.read(cut, "cut"), expected);
            } catch (DataException e) {
                assertThat(e.getMessage())
                        .startsWith("cannot read picture cut: ")
                        .doesNotContain("\n");
                errors++;
            }
        }
        assertThat(errors).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "bmp", "pnm", "grey jpeg", "jpeg", "progressive jpeg", "P2"})
    void overwritten_bytes_give_a_picture_or_one_clear_error(String kind) throws IOException {
        byte[] whole = file(kind);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            for (int k = 0; k <= i % 3; k++) {
                // Mostly in the header, where it hurts.
                int at = random.nextInt(random.nextBoolean() ? Math.min(64, damaged.length) : damaged.length);
                damaged[at] = (byte) random.nextInt(256);
            }
            try {
                ImageReader.read(damaged, "damaged");
            } catch (DataException e) {
                assertThat(e.getMessage())
                        .startsWith("cannot read picture damaged: ")
                        .doesNotContain("\n");
            }
        }
    }

    private static byte[] file(String kind) throws IOException {
        BufferedImage colours = Pictures.gradient(20, 30);
        BufferedImage grey = new Image(1, 20, 30, Pictures.noise(1, 20, 30, 3).pixels()).toBufferedImage();
        return switch (kind) {
            case "png" -> encode(Pictures.noise(3, 20, 30, 3).toBufferedImage(), "png");
            case "bmp" -> encode(colours, "bmp");
            case "gif" -> encode(grey, "gif");
            case "pnm" -> encode(colours, "pnm");
            case "grey jpeg" -> ImageReaderTest.jpeg(grey, false);
            case "jpeg" -> ImageReaderTest.jpeg(colours, false);
            case "progressive jpeg" -> ImageReaderTest.jpeg(colours, true);
            default -> ascii("P2\n30 10\n255\n" + "123 77 ".repeat(150));
        };
    }

    private static String error(Path file) {
        return message(catchThrowable(() -> ImageReader.read(file)));
    }

    private static String error(byte[] bytes) {
        return message(catchThrowable(() -> ImageReader.read(bytes, "bytes")));
    }

    private static String message(Throwable thrown) {
        assertThat(thrown).isInstanceOf(DataException.class);
        assertThat(thrown.getMessage()).startsWith("cannot read picture ").doesNotContain("\n");
        return thrown.getMessage();
    }

    private static int indexOf(byte[] bytes, int first, int second) {
        for (int i = 0; i < bytes.length - 1; i++) {
            if ((bytes[i] & 0xff) == first && (bytes[i + 1] & 0xff) == second) {
                return i;
            }
        }
        throw new AssertionError("no such bytes");
    }
}
