package org.convzoo.weights;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@code torch.save} wrote before PyTorch 1.6 and still writes when asked for: five pickles (a magic number, the version, the
 * machine, the objects, the keys of the storages), then for each key the number of values as a long, and the values.
 *
 * <p>Source: {@code _legacy_load} in PyTorch's {@code torch/serialization.py}.
 */
final class TorchLegacy {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final int VERSION = 1001;
    private static final long MAX_PICKLES = 32 << 20;

    private TorchLegacy() {}

    /** Whether a file begins with the first pickle: protocol, then ten bytes of the magic number. */
    static boolean recognises(byte[] start) {
        if (start.length < 15 || start[0] != (byte) 0x80 || start[2] != (byte) 0x8a || start[3] != 10) {
            return false;
        }
        ByteBuffer low = ByteBuffer.wrap(start, 4, 8).order(ByteOrder.LITTLE_ENDIAN);
        return low.getLong() == MAGIC.longValue();
    }

    static Content read(FileRange file) throws IOException {
        Object object;
        Object keys;
        ByteOrder order;
        long end;
        try (InputStream stream = new BufferedInputStream(file.open())) {
            PickleInput in = new PickleInput(stream, Math.min(MAX_PICKLES, file.length()));
            if (!MAGIC.equals(Unpickler.load(in))) {
                throw new FormatException("it does not begin with PyTorch's magic number");
            }
            if (!Long.valueOf(VERSION).equals(Unpickler.load(in))) {
                throw new FormatException("it is not of version " + VERSION + " of PyTorch's old form");
            }
            order = order(Unpickler.load(in));
            object = Unpickler.load(in);
            keys = Unpickler.load(in);
            end = in.position();
        }
        if (!(keys instanceof List<?> list)) {
            throw TorchObjects.damaged("has no list of storages");
        }
        StateDict dict = StateDict.of(object);
        Map<String, FileRange> ranges = ranges(file, end, list, types(dict), order);
        return dict.content(
                storage -> {
                    FileRange range = ranges.get(storage.key());
                    if (range == null
                            || range.length() != storage.root() * storage.type().bytes()) {
                        throw TorchObjects.damaged("claims " + storage.root() + " values of storage " + storage.key()
                                + ", which are not there");
                    }
                    return range;
                },
                order);
    }

    private static ByteOrder order(Object machine) {
        boolean big = machine instanceof Map<?, ?> map && Boolean.FALSE.equals(map.get("little_endian"));
        return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** How many bytes a value has is not said where the values are. */
    private static Map<String, ValueType> types(StateDict dict) {
        Map<String, ValueType> types = new HashMap<>();
        dict.storages().forEach(storage -> types.put(storage.key(), storage.type()));
        return types;
    }

    private static Map<String, FileRange> ranges(
            FileRange file, long start, List<?> keys, Map<String, ValueType> types, ByteOrder order)
            throws IOException {
        Map<String, FileRange> ranges = new HashMap<>();
        long position = start;
        for (Object key : keys) {
            ValueType type = types.get(String.valueOf(key));
            if (type == null) {
                throw TorchObjects.damaged("lists a storage of no tensor, " + key);
            }
            long count = ByteBuffer.wrap(file.part(position, Long.BYTES).bytes())
                    .order(order)
                    .getLong();
            position += Long.BYTES;
            if (count < 0 || count > (file.length() - position) / type.bytes()) {
                throw new FormatException("it is cut short: storage " + key + " claims " + count + " values, "
                        + (file.length() - position) + " bytes follow");
            }
            FileRange range = file.part(position, count * type.bytes());
            if (ranges.put(String.valueOf(key), range) != null) {
                throw TorchObjects.damaged("lists storage " + key + " twice");
            }
            position += range.length();
        }
        if (position != file.length()) {
            throw new FormatException((file.length() - position) + " bytes follow the last storage");
        }
        return ranges;
    }
}
