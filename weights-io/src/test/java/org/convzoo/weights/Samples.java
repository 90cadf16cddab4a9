package org.convzoo.weights;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One small, right file of each format. */
final class Samples {
    private Samples() {}

    static final List<String> KINDS = List.of(
            "safetensors",
            "safetensors index",
            "torch zip",
            "torch deflated",
            "torch old",
            "keras",
            "darknet",
            "tfjs",
            "npz",
            "npy");

    /** Files by name; the first one is what is opened. */
    static Map<String, byte[]> files(String kind) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        switch (kind) {
            case "safetensors" -> files.put("a.safetensors", safetensors("w", "b"));
            case "safetensors index" -> {
                files.put(
                        "a.safetensors.index.json",
                        ascii("{\"metadata\":{\"total_size\":64},\"weight_map\":{\"w\":\"a-1.safetensors\","
                                + "\"b\":\"a-1.safetensors\",\"x\":\"a-2.safetensors\",\"y\":\"a-2.safetensors\"}}"));
                files.put("a-1.safetensors", safetensors("w", "b"));
                files.put("a-2.safetensors", safetensors("x", "y"));
            }
            case "torch zip" -> files.put("a.pth", TorchFiles.zip(stateDict()));
            case "torch deflated" ->
                files.put(
                        "a.pth",
                        TorchFiles.zip(
                                new TorchFiles.Pickle(false).value(stateDict()).end(),
                                TorchFiles.storages(stateDict()),
                                true));
            case "torch old" -> files.put("a.pt", TorchFiles.old(stateDict()));
            case "keras" -> files.put("a.h5", keras());
            case "darknet" -> {
                files.put("a.weights", darknet());
                files.put("a.cfg", ascii(CFG));
            }
            case "tfjs" -> {
                files.put("a-weights_manifest.json", ascii(MANIFEST));
                files.put("a-1", new Bytes().floats(1, 2, 3).raw(0, 128).array());
                files.put("a-2", new Bytes().raw(255, 1).int16(0x3c00, 0xc000).array());
            }
            case "npz" ->
                files.put(
                        "a.npz",
                        Bytes.zip(
                                true,
                                "w.npy",
                                npy("<f4", false, "2, 3", new Bytes().floats(1, 2, 3, 4, 5, 6)),
                                "b.npy",
                                npy("<i8", true, "2, 2", new Bytes().int64(1, 2, 3, 4))));
            case "npy" -> files.put("a.npy", npy("<f8", true, "2, 3", new Bytes().doubles(1, 4, 2, 5, 3, 6)));
            default -> throw new IllegalArgumentException(kind);
        }
        return files;
    }

    /** Writes files and gives the path of the first. */
    static Path write(Path folder, Map<String, byte[]> files) throws IOException {
        Path first = null;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = Files.write(folder.resolve(file.getKey()), file.getValue());
            first = first == null ? path : first;
        }
        return first;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] safetensors(String header, Bytes values) {
        return new Bytes()
                .int64(header.length())
                .text(header)
                .raw(values.array())
                .array();
    }

    private static byte[] safetensors(String first, String second) {
        return safetensors(
                "{\"__metadata__\":{\"by\":\"test\"},\"" + first
                        + "\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},\"" + second
                        + "\":{\"dtype\":\"I16\",\"shape\":[4],\"data_offsets\":[24,32]}}",
                new Bytes().floats(1, 2, 3, 4, 5, 6).int16(-1, 2, -3, 4));
    }

    private static Map<String, Object> stateDict() {
        Map<String, Object> dict = new LinkedHashMap<>();
        dict.put("w", TorchFiles.Tensor.floats("0", List.of(2, 3), List.of(1, 2), 1, 2, 3, 4, 5, 6));
        dict.put(
                "b",
                new TorchFiles.Tensor(
                        "LongStorage", 8, "1", new Bytes().int64(1, -2, 3).array(), 1, List.of(2), List.of(1)));
        dict.put("epoch", 7);
        return dict;
    }

    private static byte[] keras() throws IOException {
        Path file = Files.createTempFile("keras", ".h5");
        Files.delete(file);
        try {
            try (WritableHdfFile hdf = HdfFile.write(file)) {
                hdf.putAttribute("layer_names", new String[] {"conv"});
                WritableGroup conv = hdf.putGroup("conv");
                conv.putAttribute("weight_names", new String[] {"conv/kernel:0", "conv/bias:0"});
                WritableGroup inner = conv.putGroup("conv");
                inner.putDataset("kernel:0", new float[][] {{1, 2, 3}, {4, 5, 6}});
                inner.putDataset("bias:0", new double[] {7, 8});
            }
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    static final String CFG = """
            [net]
            width=4
            height=4
            channels=2
            # a comment

            [convolutional]
            batch_normalize=1
            filters=2
            size=1
            groups=2
            activation=leaky
            [maxpool]
            size=2
            stride=2
            [convolutional]
            filters = 1
            size = 3
            pad = 1
            [connected]
            output=2
            """;

    /** 8 of batch normalisation and 2, 1 and 18, 2 and 8. */
    static byte[] darknet() {
        Bytes bytes = new Bytes().int32(0, 2, 0).int64(64);
        for (int i = 0; i < 39; i++) {
            bytes.floats(i);
        }
        return bytes.array();
    }

    static final String MANIFEST = "[{\"paths\":[\"a-1\",\"a-2\"],\"weights\":["
            + "{\"name\":\"w\",\"shape\":[3],\"dtype\":\"float32\"},"
            + "{\"name\":\"q\",\"shape\":[2,2],\"dtype\":\"float32\",\"quantization\":{\"dtype\":\"uint8\",\"scale\":0.5,\"min\":-1}},"
            + "{\"name\":\"h\",\"shape\":[2],\"dtype\":\"float32\",\"quantization\":{\"dtype\":\"float16\"}}]}]";

    static byte[] npy(String descr, boolean fortran, String shape, Bytes values) {
        String header = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': ("
                + shape + "), }";
        header += " ".repeat(63 - (header.length() + 10) % 64) + "\n";
        return new Bytes()
                .raw(0x93)
                .text("NUMPY")
                .raw(1, 0)
                .int16(header.length())
                .text(header)
                .raw(values.array())
                .array();
    }
}
