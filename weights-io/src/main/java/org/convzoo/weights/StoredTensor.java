package org.convzoo.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A tensor and where its values lie. They are read in one pass from front to back, 64 KiB at a time, whatever the strides: it is the
 * target that is written to out of order.
 */
final class StoredTensor {
    private static final int CHUNK = 1 << 16;

    /** A tensor that repeats its values, as PyTorch's expand makes them, may be this large however few bytes the file has. */
    private static final long MAX_REPEATED = 1 << 20;

    private final TensorInfo info;
    private final Source source;
    private final long offset;
    private final Encoding encoding;

    /** By falling stride; dimensions of size 1 are left out. */
    private final List<Dimension> dimensions;

    /** One dimension: steps between neighbours, counted in values, in the file and in the target. */
    private record Dimension(long size, long stride, long targetStride) {}

    private StoredTensor(TensorInfo info, Source source, long offset, Encoding encoding, List<Dimension> dimensions) {
        this.info = info;
        this.source = source;
        this.offset = offset;
        this.encoding = encoding;
        this.dimensions = dimensions;
    }

    /** Values in C order that begin with the source's first byte and end with its last. */
    static StoredTensor filling(Source source, TensorInfo info, Encoding encoding) throws FormatException {
        long bytes = info.count() * encoding.type().bytes();
        if (source.length() != bytes) {
            throw new FormatException("tensor " + info.name() + " " + info.shape() + " of " + encoding.type()
                    + " needs " + bytes + " bytes, but has " + source.length());
        }
        return of(source, info, encoding, 0, cOrder(info.shape()));
    }

    /**
     * Values anywhere in a source.
     *
     * @param offset bytes before the first value
     * @param strides of each dimension, counted in values
     * @throws FormatException if they reach beyond the source, or overlap so that one pass does not do
     */
    static StoredTensor of(Source source, TensorInfo info, Encoding encoding, long offset, List<Long> strides)
            throws FormatException {
        List<Long> targetStrides = cOrder(info.shape());
        List<Dimension> dimensions = new ArrayList<>();
        for (int i = 0; i < strides.size(); i++) {
            if (info.shape().get(i) != 1) {
                dimensions.add(new Dimension(info.shape().get(i), strides.get(i), targetStrides.get(i)));
            }
        }
        dimensions.sort(Comparator.comparingLong(Dimension::stride).reversed());
        if (info.count() > 0) {
            checkReach(source, info, encoding, offset, dimensions);
        }
        return new StoredTensor(info, source, offset, encoding, List.copyOf(dimensions));
    }

    private static void checkReach(
            Source source, TensorInfo info, Encoding encoding, long offset, List<Dimension> dimensions)
            throws FormatException {
        long room = (source.length() - offset) / encoding.type().bytes();
        if (offset < 0 || offset > source.length() || room < 1) {
            throw new FormatException("tensor " + info.name() + " begins at byte " + offset + " of " + source.length());
        }
        long reach = 0; // from the first value to the last one of the dimensions seen so far, smallest stride first
        for (int i = dimensions.size() - 1; i >= 0; i--) {
            Dimension d = dimensions.get(i);
            if (d.stride < 0 || d.stride >= room || (d.stride > 0 && (d.size - 1) > (room - 1 - reach) / d.stride)) {
                throw new FormatException("tensor " + info.name() + " " + info.shape() + " reaches beyond the " + room
                        + " values that are there");
            }
            if (d.stride > 0 && d.stride < reach) {
                throw new FormatException(
                        "tensor " + info.name() + " overlaps itself", "save a contiguous copy of it instead");
            }
            if (d.stride == 0 && info.count() > Math.max(MAX_REPEATED, room)) {
                throw new FormatException("tensor " + info.name() + " repeats few values " + info.count() + " times");
            }
            reach += (d.size - 1) * d.stride;
        }
    }

    /** Strides of a shape whose last dimension runs fastest. */
    static List<Long> cOrder(List<Long> shape) {
        Long[] strides = new Long[shape.size()];
        long stride = 1;
        for (int i = shape.size() - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(1, shape.get(i));
        }
        return List.of(strides);
    }

    /** Strides of a shape whose first dimension runs fastest, as Fortran has it. */
    static List<Long> fortranOrder(List<Long> shape) {
        List<Long> strides = new ArrayList<>();
        long stride = 1;
        for (long size : shape) {
            strides.add(stride);
            stride *= Math.max(1, size);
        }
        return strides;
    }

    TensorInfo info() {
        return info;
    }

    private interface Target {
        void real(int index, double value);

        void whole(int index, long value);
    }

    /** Into the next {@code count} places of a buffer, in C order; its position moves on. */
    void read(FloatBuffer into) throws IOException {
        FloatBuffer slice = into.slice();
        if (info.count() == 0) {
            return;
        }
        if (encoding.type() == ValueType.F32 && !encoding.isQuantised() && isContiguous()) {
            copy(slice);
        } else {
            scatter(new Target() {
                @Override
                public void real(int index, double value) {
                    slice.put(index, (float) value);
                }

                @Override
                public void whole(int index, long value) {
                    slice.put(index, (float) value);
                }
            });
        }
        into.position(into.position() + (int) info.count());
    }

    void read(DoubleBuffer into) throws IOException {
        DoubleBuffer slice = into.slice();
        scatter(new Target() {
            @Override
            public void real(int index, double value) {
                slice.put(index, value);
            }

            @Override
            public void whole(int index, long value) {
                slice.put(index, (double) value);
            }
        });
        into.position(into.position() + (int) info.count());
    }

    void read(LongBuffer into) throws IOException {
        LongBuffer slice = into.slice();
        scatter(new Target() {
            @Override
            public void real(int index, double value) {
                slice.put(index, Math.round(value)); // a quantised whole number
            }

            @Override
            public void whole(int index, long value) {
                slice.put(index, value);
            }
        });
        into.position(into.position() + (int) info.count());
    }

    private boolean isContiguous() {
        long stride = 1;
        for (int i = dimensions.size() - 1; i >= 0; i--) {
            Dimension d = dimensions.get(i);
            if (d.stride != stride || d.targetStride != stride) {
                return false;
            }
            stride *= d.size;
        }
        return true;
    }

    /** The quick way for what most files hold. */
    private void copy(FloatBuffer into) throws IOException {
        try (Window window = new Window()) {
            for (long left = info.count(); left > 0; ) {
                ByteBuffer chunk = window.next((int) Math.min(CHUNK, 4 * left));
                left -= chunk.remaining() / 4;
                into.put(chunk.asFloatBuffer());
            }
        }
    }

    private void scatter(Target target) throws IOException {
        if (info.count() == 0) {
            return;
        }
        int rank = dimensions.size();
        long[] index = new long[rank];
        int bytes = encoding.type().bytes();
        boolean whole = encoding.type().isWhole() && !encoding.isQuantised();
        try (Window window = new Window()) {
            long from = 0;
            long to = 0;
            for (long left = info.count(); left > 0; left--) {
                int at = window.seek(from * bytes, bytes);
                if (whole) {
                    target.whole((int) to, encoding.type().whole(window.chunk, at));
                } else {
                    target.real((int) to, encoding.real(window.chunk, at));
                }
                for (int d = rank - 1; d >= 0; d--) { // the next index, innermost dimension first
                    Dimension dimension = dimensions.get(d);
                    from += dimension.stride;
                    to += dimension.targetStride;
                    if (++index[d] < dimension.size) {
                        break;
                    }
                    index[d] = 0;
                    from -= dimension.size * dimension.stride;
                    to -= dimension.size * dimension.targetStride;
                }
            }
        }
    }

    /** A piece of the source that moves forward only. */
    private final class Window implements AutoCloseable {
        private final InputStream in = source.open();
        private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(encoding.order());

        /** Of the chunk's first byte, and of the one after its last, counted from the first value. */
        private long start;

        private long end;

        Window() throws IOException {
            try {
                in.skipNBytes(offset);
            } catch (IOException e) {
                in.close();
                throw e;
            }
        }

        ByteBuffer next(int length) throws IOException {
            int n = in.readNBytes(chunk.array(), 0, length);
            if (n < length) {
                throw new EOFException();
            }
            return chunk.clear().limit(n);
        }

        /** Where in the chunk the value lies that begins with byte {@code position}; all before it are gone. */
        int seek(long position, int bytes) throws IOException {
            if (position >= end) {
                in.skipNBytes(position - end);
                start = position;
                int n = in.readNBytes(chunk.array(), 0, CHUNK); // a multiple of any value's size unless it is the end
                end = position + n - n % bytes;
                if (end <= position) {
                    throw new EOFException();
                }
            }
            return (int) (position - start);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
