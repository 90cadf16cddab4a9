package org.convzoo.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A file of weights, whoever wrote it: names, types and shapes at once, values when they are asked for.
 *
 * <pre>{@code
 * try (WeightsFile file = WeightsFile.open(Path.of("resnet50.pth"))) {
 *     INDArray kernel = file.array("conv1.weight");
 * }
 * }</pre>
 *
 * <p>The format is recognised by the content ({@link WeightsFormat} lists them). Names and layouts are the file's own; nothing is
 * transposed. Names are as follows.
 *
 * <ul>
 *   <li>PyTorch: keys of nested dicts and indexes of lists, joined by dots ({@code state_dict.conv1.weight}). Numbers and texts beside
 *       the tensors are {@link #metadata}, named likewise.
 *   <li>Keras: {@code <layer>/<weight name>}, which is where HDF5 has it ({@code block1_conv1/block1_conv1/kernel:0}).
 *   <li>Darknet: the layer's kind and its number as Darknet prints it, counted from 0 over all layers: {@code conv0.weight} [out,
 *       in / groups, k, k] with {@code conv0.bias}, or with {@code conv0.bn.bias}, {@code .weight}, {@code .running_mean} and {@code
 *       .running_var}; likewise {@code connected7.weight} [out, in]; {@code local3.weight} [rows x columns, out, in, k, k] and {@code
 *       local3.bias} [out, rows, columns].
 *   <li>TensorFlow.js: as the manifest has them. Values of quantised tensors are computed back.
 *   <li>NumPy: the entry without {@code .npy}; a lone array is called {@code array}.
 * </ul>
 *
 * <p>Files are untrusted: sizes are checked before memory is asked for, a pickle's code is never run, no file outside the folder is
 * opened. Every failure is a {@link WeightsException}. Reading needs 64 KiB beside the values asked for, but for HDF5 files written in chunks and
 * Darknet's .cfg. Usable from several threads, but for HDF5.
 */
public final class WeightsFile implements Closeable {
    private final Path path;
    private final Content content;
    private final Resources resources;

    private WeightsFile(Path path, Content content, Resources resources) {
        this.path = path;
        this.content = content;
        this.resources = resources;
    }

    /**
     * Opens a file. Files that it names (shards; a Darknet {@code .cfg} of the same name) must lie beside it.
     *
     * @throws WeightsException if it is missing, damaged or of no known format
     */
    public static WeightsFile open(Path file) {
        return open(file, resources -> Formats.read(file, resources));
    }

    /**
     * Opens a file of Darknet weights.
     *
     * @param cfg describes the net
     * @throws WeightsException if a file is missing or damaged, or the two do not belong together
     */
    public static WeightsFile openDarknet(Path weights, Path cfg) {
        return open(weights, resources -> DarknetReader.read(resources.file(weights), DarknetConfig.read(cfg)));
    }

    private interface Reader {
        Content read(Resources resources) throws IOException;
    }

    private static WeightsFile open(Path file, Reader reader) {
        Resources resources = new Resources();
        boolean done = false;
        try {
            WeightsFile opened = new WeightsFile(file, reader.read(resources), resources);
            done = true;
            return opened;
        } catch (IOException e) {
            throw WeightsException.reading(file, e);
        } finally {
            if (!done) {
                try {
                    resources.close();
                } catch (IOException e) {
                    // the failure that led here says more
                }
            }
        }
    }

    public Path path() {
        return path;
    }

    public WeightsFormat format() {
        return content.format();
    }

    /** What the file says beside its tensors; empty for most formats. */
    public Map<String, String> metadata() {
        return content.metadata();
    }

    /** In the file's order. */
    public List<String> names() {
        return List.copyOf(content.tensors().keySet());
    }

    /** In the file's order. */
    public List<TensorInfo> tensors() {
        return content.tensors().values().stream().map(StoredTensor::info).toList();
    }

    public boolean contains(String name) {
        return content.tensors().containsKey(name);
    }

    /**
     * Type and shape.
     *
     * @throws WeightsException if there is no such tensor
     */
    public TensorInfo tensor(String name) {
        return stored(name).info();
    }

    /** Values of all tensors together. */
    public long count() {
        return tensors().stream().mapToLong(TensorInfo::count).sum();
    }

    /**
     * Values in C order, rounded to floats.
     *
     * @throws WeightsException if there is no such tensor, or the file is damaged
     */
    public float[] floats(String name) {
        float[] values = new float[(int) tensor(name).count()];
        read(name, FloatBuffer.wrap(values));
        return values;
    }

    /**
     * Values in C order; I64 beyond 2^53 is rounded.
     *
     * @throws WeightsException if there is no such tensor, or the file is damaged
     */
    public double[] doubles(String name) {
        double[] values = new double[(int) tensor(name).count()];
        read(name, tensor -> tensor.read(DoubleBuffer.wrap(values)));
        return values;
    }

    /**
     * Whole numbers and truths, in C order.
     *
     * @throws IllegalArgumentException if the tensor holds real numbers
     * @throws WeightsException if there is no such tensor, or the file is damaged
     */
    public long[] longs(String name) {
        TensorInfo info = tensor(name);
        if (!info.dtype().isWhole()) {
            throw new IllegalArgumentException("tensor " + name + " must hold whole numbers, but is " + info.dtype());
        }
        long[] values = new long[(int) info.count()];
        read(name, tensor -> tensor.read(LongBuffer.wrap(values)));
        return values;
    }

    /**
     * Reads values in C order, rounded to floats, to where a buffer stands, and moves it on.
     *
     * @throws IllegalArgumentException if the buffer has less room
     * @throws WeightsException if there is no such tensor, or the file is damaged
     */
    public void read(String name, FloatBuffer into) {
        long count = tensor(name).count();
        if (into.remaining() < count) {
            throw new IllegalArgumentException(
                    "the buffer must have room for " + count + " values, got " + into.remaining());
        }
        read(name, tensor -> tensor.read(into));
    }

    /**
     * The tensor for ND4J, in C order: F64 as DOUBLE, whole numbers and truths as LONG, all else as FLOAT.
     *
     * @throws WeightsException if there is no such tensor, or the file is damaged
     */
    public INDArray array(String name) {
        TensorInfo info = tensor(name);
        DataType type = info.dtype() == ValueType.F64
                ? DataType.DOUBLE
                : info.dtype().isWhole() ? DataType.INT64 : DataType.FLOAT;
        if (info.count() == 0) {
            return Nd4j.create(type, info.dimensions());
        }
        INDArray array =
                info.shape().isEmpty() ? Nd4j.scalar(type, 0) : Nd4j.createUninitialized(type, info.dimensions(), 'c');
        DataBuffer data = array.data();
        read(name, tensor -> {
            switch (type) {
                case DOUBLE -> tensor.read(data.asNioDouble());
                case LONG -> tensor.read(data.asNioLong());
                default -> tensor.read(data.asNioFloat());
            }
        });
        return array;
    }

    private interface Reading {
        void read(StoredTensor tensor) throws IOException;
    }

    private void read(String name, Reading reading) {
        try {
            reading.read(stored(name));
        } catch (IOException e) {
            throw new WeightsException(WeightsException.reading(path, e).getMessage() + " (tensor " + name + ")", e);
        }
    }

    private StoredTensor stored(String name) {
        StoredTensor tensor = content.tensors().get(name);
        if (tensor == null) {
            List<String> names = names();
            throw new WeightsException(path + " has no tensor " + name + "; its " + names.size() + " are called "
                    + String.join(", ", names.subList(0, Math.min(3, names.size())))
                    + (names.size() > 3 ? ", ..." : ""));
        }
        return tensor;
    }

    /** Values cannot be read any more; names can. */
    @Override
    public void close() {
        try {
            resources.close();
        } catch (IOException e) {
            throw WeightsException.reading(path, e);
        }
    }
}
