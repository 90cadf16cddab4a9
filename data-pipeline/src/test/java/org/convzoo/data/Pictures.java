package org.convzoo.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Picture files and pictures that the tests make themselves. */
final class Pictures {
    private Pictures() {}

    static byte[] encode(BufferedImage picture, String format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (!ImageIO.write(picture, format, out)) {
                throw new IllegalArgumentException("no writer of " + format + " takes this picture");
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** A TIFF block with one entry, as a camera writes it. */
    static byte[] exif(int orientation, boolean littleEndian) {
        ByteBuffer block = ByteBuffer.allocate(26);
        if (littleEndian) {
            block.order(java.nio.ByteOrder.LITTLE_ENDIAN);
        }
        block.put(ascii(littleEndian ? "II" : "MM"))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1) // entries
                .putShort((short) 0x0112)
                .putShort((short) 3) // type: short
                .putInt(1) // count
                .putShort((short) orientation);
        return block.array();
    }

    /** The JPEG with an APP1 segment after its first two bytes. */
    static byte[] withExif(byte[] jpeg, byte[] exif) {
        byte[] header = ascii("Exif\0\0");
        int length = 2 + header.length + exif.length;
        byte[] segment = {(byte) 0xff, (byte) 0xe1, (byte) (length >> 8), (byte) length};
        return join(Arrays.copyOf(jpeg, 2), segment, header, exif, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** Smooth colours, so that JPEG does them little harm. */
    static BufferedImage gradient(int height, int width) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, (255 * x / width) << 16 | (255 * y / height) << 8 | 60);
            }
        }
        return picture;
    }

    /** Noise: every value is different, so that a misplaced pixel shows. */
    static Image noise(int channels, int height, int width, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] pixels = new float[channels * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble(0, 255);
        }
        return new Image(channels, height, width, pixels);
    }

    static Image constant(int channels, int height, int width, float value) {
        float[] pixels = new float[channels * height * width];
        Arrays.fill(pixels, value);
        return new Image(channels, height, width, pixels);
    }

    /** One row after the other. */
    static Image grey(int height, int width, float... pixels) {
        return new Image(1, height, width, pixels);
    }

    static double mean(Image image) {
        double sum = 0;
        for (float value : image.pixels()) {
            sum += value;
        }
        return sum / image.pixels().length;
    }

    static void assertSame(Image actual, Image expected) {
        org.assertj.core.api.Assertions.assertThat(actual.channels() + "x" + actual.height() + "x" + actual.width())
                .isEqualTo(expected.channels() + "x" + expected.height() + "x" + expected.width());
        org.assertj.core.api.Assertions.assertThat(actual.pixels()).isEqualTo(expected.pixels());
    }
}
