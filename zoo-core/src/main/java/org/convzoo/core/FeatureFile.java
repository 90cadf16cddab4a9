package org.convzoo.core;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Dataset;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Split;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a layer says of all pictures of a data set, for other programs: a NumPy archive ({@code numpy.load} opens it) with, for each
 * part, {@code train_features} [N, d] of float32 (d = C H W, in that order) and {@code train_labels} [N] of int32, in the order of the part, and an entry {@code meta.json}
 * ({@link Meta}).
 */
public final class FeatureFile {
    private static final int NPY_ALIGNMENT = 64;

    private FeatureFile() {}

    /**
     * What the features are of.
     *
     * @param model id of the weights
     * @param modelDigest SHA-256 of the weights as the model file holds them
     * @param layer whose values they are
     * @param shape of one picture's values, [C, H, W] or [d]
     * @param data name of the data set
     * @param dataDigest SHA-256 of its content
     * @param classes what the labels count
     * @param parts pictures of each part
     */
    public record Meta(
            String model,
            String modelDigest,
            String layer,
            List<Long> shape,
            String data,
            String dataDigest,
            List<String> classes,
            Map<String, Integer> parts) {}

    /**
     * Writes the features of all parts.
     *
     * @param model its graph prepared for an engine
     * @param layer name of a layer or vertex
     * @param progress called with the number of pictures done
     * @throws ZooException if there is no such layer, or the file cannot be written
     */
    public static Meta write(Path file, Model model, String layer, Dataset data, IntConsumer progress) {
        FrozenLayers.require(model.graph().getConfiguration(), layer);
        List<Long> shape = ModelSummary.of(
                        model.graph().getConfiguration(), model.card().spec())
                .layers()
                .stream()
                .filter(row -> row.name().equals(layer))
                .findFirst()
                .orElseThrow()
                .output();
        Map<String, Integer> parts = new LinkedHashMap<>();
        data.parts().forEach(part -> parts.put(part, data.part(part).size()));
        Meta meta = new Meta(
                model.card().id(), digest(model), layer, shape, data.name(), data.digest(), data.classes(), parts);
        AtomicFile.write(file, out -> {
            int done = 0;
            try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, 1 << 16))) {
                zip.setLevel(1); // half of the values of rectified layers are 0, the others do not shrink
                zip.putNextEntry(new ZipEntry("meta.json"));
                zip.write(Json.MAPPER.writeValueAsBytes(meta));
                for (String part : data.parts()) {
                    Split split = data.part(part);
                    zip.putNextEntry(new ZipEntry(part + "_features.npy"));
                    writeFeatures(zip, model, layer, shape, split, done, progress);
                    zip.putNextEntry(new ZipEntry(part + "_labels.npy"));
                    writeLabels(zip, split);
                    done += split.size();
                }
            }
        });
        return meta;
    }

    private static void writeFeatures(
            OutputStream out,
            Model model,
            String layer,
            List<Long> shape,
            Split split,
            int before,
            IntConsumer progress)
            throws IOException {
        long length = shape.stream().reduce(1L, Math::multiplyExact);
        writeHeader(out, "<f4", split.size(), length);
        Preprocessing preprocessing = model.card().preprocessing();
        int[] order = IntStream.range(0, split.size()).toArray();
        int done = before;
        try (BatchLoader loader = new BatchLoader(
                split,
                preprocessing,
                List.of(),
                order,
                Evaluator.batchSize(preprocessing),
                1,
                0,
                RuntimeInfo.loaderThreads())) {
            while (loader.hasNext()) {
                Batch batch = loader.next();
                INDArray x = Evaluator.features(batch.features(), batch.size(), preprocessing);
                float[] values = Numbers.of(Evaluator.values(model.graph(), layer, x));
                ByteBuffer bytes =
                        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                out.write(bytes.array());
                done += batch.size();
                progress.accept(done);
            }
        }
    }

    private static void writeLabels(OutputStream out, Split split) throws IOException {
        writeHeader(out, "<i4", split.size());
        ByteBuffer bytes = ByteBuffer.allocate(split.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < split.size(); i++) {
            bytes.putInt(split.label(i));
        }
        out.write(bytes.array());
    }

    /** Of NumPy's format, version 1.0: magic, length, a Python dictionary, padded so that the values are aligned. */
    private static void writeHeader(OutputStream out, String type, long... shape) throws IOException {
        String dimensions =
                String.join(", ", LongStream.of(shape).mapToObj(Long::toString).toList());
        String dictionary = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + dimensions
                + (shape.length == 1 ? ",)" : ")") + ", }";
        int start = 10; // magic and length
        int padding = NPY_ALIGNMENT - (start + dictionary.length() + 1) % NPY_ALIGNMENT;
        byte[] text = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        out.write(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, (byte) (text.length >> 8)});
        out.write(text);
    }

    private static String digest(Model model) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (DataOutputStream out =
                    new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), sha256))) {
                ArrayFormat.write(model.graph().params(), out);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
