package org.convzoo.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads arrays of NumPy, alone or in a zip: a magic number, a version, the header's length, a Python literal, the values.
 *
 * <p>Source: NumPy's documentation, module {@code numpy.lib.format}. Arrays of objects are pickles and refused.
 */
final class NumpyReader {
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final String SUFFIX = ".npy";
    private static final int PREFIX = MAGIC.length + 2;
    private static final int MAX_HEADER = 1 << 16;

    /** What NumPy writes, in the order in which it does. */
    private static final Pattern HEADER = Pattern.compile("\\{'descr': '([^']{1,20})', 'fortran_order': (True|False),"
            + " 'shape': \\(((?:\\d{1,18}, ?){0,32}(?:\\d{1,18})?)\\),? ?\\}\\s*");

    private static final Map<String, ValueType> TYPES = Map.ofEntries(
            Map.entry("f8", ValueType.F64),
            Map.entry("f4", ValueType.F32),
            Map.entry("f2", ValueType.F16),
            Map.entry("i8", ValueType.I64),
            Map.entry("i4", ValueType.I32),
            Map.entry("i2", ValueType.I16),
            Map.entry("i1", ValueType.I8),
            Map.entry("u4", ValueType.U32),
            Map.entry("u2", ValueType.U16),
            Map.entry("u1", ValueType.U8),
            Map.entry("b1", ValueType.BOOL));

    private NumpyReader() {}

    static Content array(FileRange file) throws IOException {
        return Content.of(WeightsFormat.NPY, List.of(tensor("array", file)));
    }

    static Content archive(ZipArchive zip) throws IOException {
        List<StoredTensor> tensors = new ArrayList<>();
        for (String name : zip.names()) {
            if (name.endsWith(SUFFIX)) { // others, as texts beside the arrays, hold no values
                tensors.add(tensor(name.substring(0, name.length() - SUFFIX.length()), zip.source(name)));
            }
        }
        if (tensors.isEmpty()) {
            throw Formats.unknown("it is a zip, but neither of PyTorch nor of NumPy");
        }
        return Content.of(WeightsFormat.NPZ, tensors);
    }

    private static StoredTensor tensor(String name, Source source) throws IOException {
        try (InputStream in = source.open()) {
            byte[] prefix = exactly(in, PREFIX);
            for (int i = 0; i < MAGIC.length; i++) {
                if (prefix[i] != MAGIC[i]) {
                    throw new FormatException(name + " is no array of NumPy");
                }
            }
            int version = prefix[MAGIC.length];
            if (version < 1 || version > 3) {
                throw new FormatException("array " + name + " is of version " + version + ", 1 to 3 are known");
            }
            int lengthBytes = version == 1 ? 2 : 4;
            ByteBuffer number = ByteBuffer.wrap(exactly(in, lengthBytes)).order(ByteOrder.LITTLE_ENDIAN);
            int length = version == 1 ? Short.toUnsignedInt(number.getShort()) : number.getInt();
            if (length < 0 || length > MAX_HEADER) {
                throw new FormatException("the header of array " + name + " claims " + Integer.toUnsignedString(length)
                        + " bytes, at most " + MAX_HEADER + " are possible");
            }
            String header = new String(exactly(in, length), StandardCharsets.ISO_8859_1);
            return tensor(name, source, header, PREFIX + lengthBytes + length);
        }
    }

    private static StoredTensor tensor(String name, Source source, String header, long offset) throws FormatException {
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new FormatException("array " + name + " has a header that is not read, " + header.strip());
        }
        String descr = matcher.group(1);
        ValueType type = TYPES.get(descr.substring(1));
        if (type == null || "<>|=".indexOf(descr.charAt(0)) < 0) {
            throw new FormatException(
                    "array " + name + " has the type " + descr, "save numbers instead, as with astype('float32')");
        }
        List<Long> shape = new ArrayList<>();
        for (String size : matcher.group(3).split(", ?", -1)) {
            if (!size.isEmpty()) {
                shape.add(Long.parseLong(size));
            }
        }
        TensorInfo info = TensorInfo.of(name, type, shape);
        if (info.bytes() != source.length() - offset) {
            throw new FormatException("array " + name + " " + shape + " of " + type + " needs " + info.bytes()
                    + " bytes, but has " + (source.length() - offset));
        }
        ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        List<Long> strides =
                matcher.group(2).equals("True") ? StoredTensor.fortranOrder(shape) : StoredTensor.cOrder(shape);
        return StoredTensor.of(source, info, Encoding.plain(type, order), offset, strides);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }
}
