package org.convzoo.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The one tag of EXIF that matters here: how the camera was held (CIPA DC-008, tag 0x0112). A damaged block counts as none, as
 * in every viewer.
 */
final class Exif {
    private static final int ORIENTATION_TAG = 0x0112;
    private static final int APP1 = 0xe1, START_OF_SCAN = 0xda;
    private static final byte[] EXIF_HEADER = {'E', 'x', 'i', 'f', 0, 0};

    private Exif() {}

    /** 1 to 8, from a JPEG's APP1 segment or a PNG's eXIf chunk; 1 (upright) if there is none. */
    static int orientation(byte[] file) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(file);
            if ((file[0] & 0xff) == 0xff) {
                return inJpeg(buffer);
            }
            return (file[0] & 0xff) == 0x89 ? inPng(buffer) : 1;
        } catch (IndexOutOfBoundsException e) {
            return 1;
        }
    }

    /** The picture turned and mirrored so that it stands upright. */
    static Image upright(Image image, int orientation) {
        if (orientation == 1) {
            return image;
        }
        int h = image.height();
        int w = image.width();
        boolean transposed = orientation >= 5;
        // Where row y, column x of the upright picture lies in the stored one: start + y * down + x * right.
        int start =
                switch (orientation) {
                    case 2, 8 -> w - 1;
                    case 3, 7 -> h * w - 1;
                    case 4, 6 -> (h - 1) * w;
                    default -> 0;
                };
        int down =
                switch (orientation) {
                    case 2 -> w;
                    case 3, 4 -> -w;
                    case 5, 6 -> 1;
                    default -> -1;
                };
        int right =
                switch (orientation) {
                    case 2, 3 -> -1;
                    case 4 -> 1;
                    case 5, 8 -> w;
                    default -> -w;
                };
        int height = transposed ? w : h;
        int width = transposed ? h : w;
        float[] pixels = new float[image.pixels().length];
        int to = 0;
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                int from = c * h * w + start + y * down;
                for (int x = 0; x < width; x++) {
                    pixels[to++] = image.pixels()[from + x * right];
                }
            }
        }
        return new Image(image.channels(), height, width, pixels);
    }

    private static int inJpeg(ByteBuffer file) {
        int at = 2;
        while ((file.get(at) & 0xff) == 0xff) {
            int marker = file.get(at + 1) & 0xff;
            if (marker == 0xff) { // fill byte
                at++;
                continue;
            }
            if (marker == START_OF_SCAN) {
                return 1;
            }
            int length = file.getShort(at + 2) & 0xffff;
            if (marker == APP1
                    && length >= 2 + EXIF_HEADER.length
                    && file.slice(at + 4, EXIF_HEADER.length).equals(ByteBuffer.wrap(EXIF_HEADER))) {
                return inTiff(file.slice(at + 4 + EXIF_HEADER.length, length - 2 - EXIF_HEADER.length));
            }
            at += 2 + length;
        }
        return 1;
    }

    private static int inPng(ByteBuffer file) {
        long at = 8;
        while (at + 8 <= file.limit()) {
            int length = file.getInt((int) at);
            String type = StandardCharsets.ISO_8859_1
                    .decode(file.slice((int) at + 4, 4))
                    .toString();
            if (type.equals("eXIf")) {
                return inTiff(file.slice((int) at + 8, length));
            }
            at += 12 + (length & 0xffffffffL);
        }
        return 1;
    }

    /** Looks through the first directory of a TIFF block: entries of 12 bytes, tag, type, count and value. */
    private static int inTiff(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xffff) == ORIENTATION_TAG) {
                int value = tiff.getShort(entry + 8);
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }
}
