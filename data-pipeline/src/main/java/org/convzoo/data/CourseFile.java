package org.convzoo.data;

import io.jhdf.HdfFile;
import io.jhdf.api.Node;
import io.jhdf.object.datatype.FixedPoint;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One HDF5 file of the course's assignments: {@code <part>_set_x} holds N x height x width x 3 unsigned bytes, {@code <part>_set_y} the N
 * classes as [N] or [1, N], {@code list_classes} the classes there are.
 *
 * <p>Files are untrusted: every shape and type is checked, and sizes are bounded, before anything is read.
 *
 * @param count pictures
 * @param height rows
 * @param width columns
 * @param pixels N x 3 x height x width
 * @param labels one a picture
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
record CourseFile(int count, int height, int width, byte[] pixels, byte[] labels) {
    private static final long MAX_FILE_BYTES = 1L << 30;
    private static final long MAX_VALUES = 256L << 20;

    /**
     * Reads a file.
     *
     * @param part {@code train} or {@code test}: the first half of the keys
     * @param classes how many there must be; labels are 0 to classes - 1
     * @throws DataException one line: what is missing or wrong
     */
    static CourseFile read(Path path, String part, int classes) {
        try {
            if (Files.size(path) > MAX_FILE_BYTES) {
                throw wrong(path, "it has more than " + (MAX_FILE_BYTES >> 20) + " MiB", null);
            }
            try (HdfFile file = new HdfFile(path)) {
                return read(path, file, part, classes);
            }
        } catch (DataException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw wrong(path, "it needs more memory than Java may take, or it is damaged; raise -Xmx if it is not", e);
        } catch (IOException e) {
            throw wrong(path, Digests.reason(e), e);
        } catch (RuntimeException | StackOverflowError e) { // damage meets the reader's assumptions
            throw wrong(path, "it is no HDF5 file, or a damaged one", e);
        }
    }

    private static CourseFile read(Path path, HdfFile file, String part, int classes) {
        io.jhdf.api.Dataset x = array(path, file, part + "_set_x");
        io.jhdf.api.Dataset y = array(path, file, part + "_set_y");
        io.jhdf.api.Dataset list = array(path, file, "list_classes");
        int[] shape = x.getDimensions();
        if (shape.length != 4 || shape[3] != 3 || values(shape) < 1) {
            throw wrong(path, x.getName() + " must be [N, height, width, 3], but is " + Arrays.toString(shape), null);
        }
        FixedPoint type = (FixedPoint) x.getDataType();
        if (type.getSize() != 1 || type.isSigned()) {
            throw wrong(path, x.getName() + " must hold unsigned bytes, but holds " + text(type), null);
        }
        if (values(shape) > MAX_VALUES) {
            throw wrong(path, x.getName() + " has more than " + MAX_VALUES + " values", null);
        }
        int count = shape[0];
        int[] labelShape = y.getDimensions();
        boolean row = labelShape.length == 1 || (labelShape.length == 2 && labelShape[0] == 1);
        if (!row || values(labelShape) != count) {
            throw wrong(
                    path,
                    y.getName() + " must be [" + count + "] or [1, " + count + "] as " + x.getName() + " has " + count
                            + " pictures, but is " + Arrays.toString(labelShape),
                    null);
        }
        if (list.getDimensions().length != 1 || values(list.getDimensions()) != classes) {
            throw wrong(
                    path,
                    "list_classes must be [" + classes + "], but is " + Arrays.toString(list.getDimensions())
                            + "; it may be of another data set",
                    null);
        }
        long[] all = numbers(list);
        for (int i = 0; i < classes; i++) {
            if (all[i] != i) {
                throw wrong(
                        path, "list_classes must be 0 to " + (classes - 1) + ", but is " + Arrays.toString(all), null);
            }
        }
        byte[] labels = labels(path, y, classes);
        return new CourseFile(count, shape[1], shape[2], planar((int[]) x.getDataFlat(), shape), labels);
    }

    private static io.jhdf.api.Dataset array(Path path, HdfFile file, String key) {
        Node node = file.getChild(key);
        if (node == null) {
            throw wrong(
                    path,
                    "it has no " + key + ", but "
                            + String.join(", ", file.getChildren().keySet()),
                    null);
        }
        if (!(node instanceof io.jhdf.api.Dataset array)) {
            throw wrong(path, key + " is no array", null);
        }
        if (!(array.getDataType() instanceof FixedPoint)) {
            throw wrong(
                    path,
                    key + " must hold whole numbers, but holds "
                            + array.getJavaType().getSimpleName(),
                    null);
        }
        return array;
    }

    private static byte[] labels(Path path, io.jhdf.api.Dataset y, int classes) {
        long[] numbers = numbers(y);
        byte[] labels = new byte[numbers.length];
        for (int i = 0; i < labels.length; i++) {
            if (numbers[i] < 0 || numbers[i] >= classes) {
                throw wrong(
                        path, "picture " + i + " has class " + numbers[i] + ", not one of 0 to " + (classes - 1), null);
            }
            labels[i] = (byte) numbers[i];
        }
        return labels;
    }

    /** N x height x width x 3 to N x 3 x height x width. */
    private static byte[] planar(int[] values, int[] shape) {
        int plane = shape[1] * shape[2];
        byte[] pixels = new byte[values.length];
        for (int n = 0; n < shape[0]; n++) {
            for (int i = 0; i < plane; i++) {
                for (int c = 0; c < 3; c++) {
                    pixels[(n * 3 + c) * plane + i] = (byte) values[(n * plane + i) * 3 + c];
                }
            }
        }
        return pixels;
    }

    private static long values(int[] shape) {
        long values = 1;
        for (int size : shape) {
            values = size < 1 ? 0 : Math.min(values, MAX_VALUES + 1) * size; // cannot overflow
        }
        return values;
    }

    private static long[] numbers(io.jhdf.api.Dataset array) {
        Object values = array.getDataFlat();
        long[] numbers = new long[Array.getLength(values)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = ((Number) Array.get(values, i)).longValue();
        }
        return numbers;
    }

    private static String text(FixedPoint type) {
        return (type.isSigned() ? "signed" : "unsigned") + " numbers of " + 8 * type.getSize() + " bits";
    }

    private static DataException wrong(Path path, String reason, Throwable cause) {
        return new DataException(
                "cannot read " + path + ": " + reason.replaceAll("\\p{Cntrl}", "?")
                        + "; get the file from the course again",
                cause);
    }
}
