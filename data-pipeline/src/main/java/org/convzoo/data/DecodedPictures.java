package org.convzoo.data;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps small pictures in memory once they are decoded, because a training asks for each of them in every epoch.
 *
 * <p>As bytes, a quarter of the floats; pictures of more than 8 bits a value and large ones are decoded each time. When the bound is reached
 * nothing more is kept: throwing out the oldest would throw out exactly what the next epoch asks for first.
 */
final class DecodedPictures {
    private static final long MAX_BYTES = 256L << 20;
    private static final int MAX_PICTURE_BYTES = 1 << 18;

    private final long maxBytes;
    private final ConcurrentHashMap<Path, Kept> kept = new ConcurrentHashMap<>();
    private final AtomicLong used = new AtomicLong();

    DecodedPictures() {
        this(MAX_BYTES);
    }

    DecodedPictures(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, and not handed out
    private record Kept(int channels, int height, int width, byte[] values) {
        Image image() {
            return Image.ofBytes(values, 0, channels, height, width);
        }
    }

    Image get(Path file) {
        Kept known = kept.get(file);
        if (known != null) {
            return known.image();
        }
        Image image = ImageReader.read(file);
        int length = image.pixels().length;
        if (length <= MAX_PICTURE_BYTES && used.get() + length <= maxBytes) {
            byte[] values = bytes(image.pixels());
            if (values.length == length
                    && kept.putIfAbsent(file, new Kept(image.channels(), image.height(), image.width(), values))
                            == null) {
                used.addAndGet(length);
            }
        }
        return image;
    }

    long usedBytes() {
        return used.get();
    }

    /** Empty where a value is no whole number of 0 to 255. */
    static byte[] bytes(float[] pixels) {
        byte[] values = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int value = (int) pixels[i];
            if (value != pixels[i] || value < 0 || value > 255) {
                return new byte[0];
            }
            values[i] = (byte) value;
        }
        return values;
    }
}
