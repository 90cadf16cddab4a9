package org.convzoo.data;

import java.util.Objects;

/** A run of pictures of one size that lie in memory as bytes, channels x height x width. */
final class ByteSplit implements Split {
    private final String part;
    private final byte[] pixels;
    private final byte[] labels;
    private final int channels;
    private final int height;
    private final int width;
    private final int from;
    private final int size;

    /** Grey pictures. */
    ByteSplit(String part, byte[] pixels, byte[] labels, int height, int width, int from, int to) {
        this(part, pixels, labels, 1, height, width, from, to);
    }

    /** Pictures {@code from} up to, not including, {@code to}; the arrays are shared, not copied. */
    ByteSplit(String part, byte[] pixels, byte[] labels, int channels, int height, int width, int from, int to) {
        this.part = part;
        this.pixels = pixels;
        this.labels = labels;
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.from = from;
        this.size = to - from;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Image image(int i) {
        Objects.checkIndex(i, size);
        return Image.ofBytes(pixels, (from + i) * channels * height * width, channels, height, width);
    }

    @Override
    public int label(int i) {
        return labels[from + Objects.checkIndex(i, size)];
    }

    @Override
    public String id(int i) {
        return part + "/" + Objects.checkIndex(i, size);
    }
}
