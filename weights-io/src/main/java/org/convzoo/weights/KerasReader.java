package org.convzoo.weights;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads weights of Keras 1 and 2 in HDF5: the attribute {@code layer_names} of the root, or of the group {@code model_weights} of a whole
 * model, names groups; the attribute {@code weight_names} of each of them names its arrays in order.
 *
 * <p>Source: {@code hdf5_format.py} of Keras 2. Links, which may lead to other files, are refused. Arrays in one piece are read where they
 * lie; those in chunks, which Keras writes only when told to compress, are unpacked in memory.
 */
final class KerasReader {
    private static final String LAYERS = "layer_names";
    private static final String WEIGHTS = "weight_names";
    private static final String MODEL = "model_weights";
    private static final int MAX_NAMES = 100_000;
    private static final long MAX_UNPACKED = 128L << 20;

    private final FileRange file;
    private final List<StoredTensor> tensors = new ArrayList<>();

    private KerasReader(FileRange file) {
        this.file = file;
    }

    static Content read(FileRange file, Resources resources) throws IOException {
        try {
            HdfFile hdf = resources.add(new OpenHdf(open(file))).file();
            if (hdf.getUserBlockSize() != 0) {
                throw new FormatException("it has a user block", "save it anew without one");
            }
            KerasReader reader = new KerasReader(file);
            reader.layers(hdf);
            return Content.of(WeightsFormat.KERAS, reader.tensors);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw damaged(e);
        }
    }

    /**
     * Of a mapped file jHDF takes slices, which fail where a damaged length reaches beyond its end; of a channel it would ask for a
     * buffer of that length.
     */
    private static HdfFile open(FileRange file) throws IOException {
        if (file.length() > Integer.MAX_VALUE) {
            throw new FormatException("it is HDF5 of more than 2 GiB", "save the weights alone, or in several files");
        }
        return HdfFile.fromByteBuffer(file.channel().map(FileChannel.MapMode.READ_ONLY, 0, file.length()));
    }

    /** Damage meets the assumptions of jHDF, which says so in many ways. */
    private static IOException damaged(Throwable e) {
        return new FormatException(
                e instanceof OutOfMemoryError
                        ? "it needs more memory than Java may take, or it is a damaged HDF5 file"
                        : "it is a damaged HDF5 file",
                e);
    }

    private record OpenHdf(HdfFile file) implements java.io.Closeable {
        @Override
        public void close() {
            file.close();
        }
    }

    private void layers(HdfFile hdf) throws FormatException {
        Group root = hdf;
        if (hdf.getAttribute(LAYERS) == null && hdf.getAttribute(LAYERS + "0") == null && hdf.getChild(MODEL) != null) {
            root = group(hdf, MODEL);
        }
        for (String layer : names(root, LAYERS)) {
            Group group = group(root, layer);
            for (String weight : names(group, WEIGHTS)) {
                tensors.add(tensor(group, layer, weight));
            }
        }
    }

    /** A long list is cut into {@code layer_names0}, {@code layer_names1} and so on, since HDF5 bounds an attribute to 64 KiB. */
    private List<String> names(Group group, String key) throws FormatException {
        List<String> names = new ArrayList<>();
        Attribute whole = group.getAttribute(key);
        if (whole != null) {
            addNames(whole, names);
            return names;
        }
        Attribute piece = group.getAttribute(key + "0");
        if (piece == null) {
            throw new FormatException(
                    "it is HDF5, but " + group.getPath() + " has no attribute " + key,
                    "Keras 1 and 2 write it; save_weights of Keras 3 does not");
        }
        for (int i = 1; piece != null; i++) {
            addNames(piece, names);
            piece = group.getAttribute(key + i);
        }
        return names;
    }

    private static void addNames(Attribute attribute, List<String> names) throws FormatException {
        if (attribute.isEmpty() || attribute.getSize() == 0) {
            return; // a layer without weights
        }
        if (attribute.getSize() > MAX_NAMES || names.size() > MAX_NAMES) {
            throw new FormatException(
                    "its attribute " + attribute.getName() + " has more than " + MAX_NAMES + " names");
        }
        if (!(attribute.getData() instanceof String[] texts)) {
            // h5py writes an empty list as an array of 0 doubles
            throw new FormatException("its attribute " + attribute.getName() + " is no list of texts");
        }
        names.addAll(List.of(texts));
    }

    /** By a path, as names of layers and weights may be one. */
    private static Group group(Group parent, String path) throws FormatException {
        Group group = parent;
        for (String name : path.split("/", -1)) {
            if (!(child(group, name) instanceof Group inner)) {
                throw new FormatException("its " + group.getPath() + name + " is no group");
            }
            group = inner;
        }
        return group;
    }

    /** No link is followed. */
    private static Node child(Group parent, String name) throws FormatException {
        Node child = parent.getChild(name);
        if (child == null) {
            throw new FormatException("it has no " + parent.getPath() + name);
        }
        if (child.isLink()) {
            throw new FormatException("its " + parent.getPath() + name + " is a link");
        }
        return child;
    }

    private StoredTensor tensor(Group layer, String layerName, String weightName) throws FormatException {
        String name = layerName + "/" + weightName;
        int slash = weightName.lastIndexOf('/');
        Group group = slash < 0 ? layer : group(layer, weightName.substring(0, slash));
        if (!(child(group, weightName.substring(slash + 1)) instanceof Dataset dataset)) {
            throw new FormatException("its " + name + " is no array");
        }
        List<Long> shape = new ArrayList<>();
        for (long size : dataset.getDimensionsAsLong()) {
            shape.add(size);
        }
        TensorInfo info = TensorInfo.of(name, type(name, dataset.getDataType()), shape);
        ByteOrder order = ((OrderedDataType) dataset.getDataType()).getByteOrder();
        Encoding encoding = Encoding.plain(info.dtype(), order);
        if (dataset.isEmpty() || info.count() == 0) {
            return StoredTensor.of(file, info, encoding, 0, StoredTensor.cOrder(shape));
        }
        if (dataset instanceof ContiguousDataset contiguous
                && dataset.getFilters().isEmpty()) {
            return StoredTensor.filling(file.part(contiguous.getDataAddress(), info.bytes()), info, encoding);
        }
        if (info.count() > MAX_UNPACKED) {
            throw new FormatException(
                    "its " + name + " has more than " + (MAX_UNPACKED >> 20) + " million values in chunks",
                    "save it without");
        }
        ValueType unpacked = info.dtype() == ValueType.F16 ? ValueType.F32 : info.dtype(); // as jHDF gives halves
        return StoredTensor.filling(
                new Unpacked(dataset, unpacked, info.count()), info, Encoding.plain(unpacked, ByteOrder.BIG_ENDIAN));
    }

    private static ValueType type(String name, DataType type) throws FormatException {
        boolean real = type instanceof FloatingPoint;
        boolean whole = type instanceof FixedPoint number && number.isSigned();
        String kind = (real ? "F" : whole ? "I" : "?") + 8 * type.getSize();
        for (ValueType known : ValueType.values()) {
            if (known.name().equals(kind)) {
                return known;
            }
        }
        throw new FormatException("its " + name + " holds no numbers that are read", "save it as float32");
    }

    /** Values as jHDF gives them, turned into bytes. */
    private record Unpacked(Dataset dataset, ValueType type, long count) implements Source {
        @Override
        public long length() {
            return count * type.bytes();
        }

        @Override
        public InputStream open() throws IOException {
            try {
                Object values = dataset.getDataFlat();
                ByteBuffer bytes = ByteBuffer.allocate((int) length());
                for (int i = 0, n = Array.getLength(values); i < n; i++) {
                    put(bytes, (Number) Array.get(values, i));
                }
                return new ByteArrayInputStream(bytes.array());
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw damaged(e);
            }
        }

        private void put(ByteBuffer bytes, Number value) {
            switch (type) {
                case F64 -> bytes.putDouble(value.doubleValue());
                case I64 -> bytes.putLong(value.longValue());
                case I32 -> bytes.putInt(value.intValue());
                case I16 -> bytes.putShort(value.shortValue());
                case I8 -> bytes.put(value.byteValue());
                default -> bytes.putFloat(value.floatValue());
            }
        }
    }
}
