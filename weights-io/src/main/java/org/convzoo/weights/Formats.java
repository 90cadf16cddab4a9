package org.convzoo.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Tells the formats apart by how files begin, and reads them. */
final class Formats {
    private static final int START = 64;
    private static final int MAX_JSON = 16 << 20;
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6};

    private Formats() {}

    static Content read(Path path, Resources resources) throws IOException {
        FileRange file = resources.file(path);
        byte[] start = file.part(0, Math.min(START, file.length())).bytes();
        if (start.length == 0) {
            throw new FormatException("it is empty");
        }
        // safetensors first: their first bytes are a number, which may look like anything.
        if (SafetensorsReader.recognises(start, file.length())) {
            return SafetensorsReader.read(file);
        }
        if (startsWith(start, HDF5)) {
            return KerasReader.read(file, resources);
        }
        if (startsWith(start, ZIP) || startsWith(start, EMPTY_ZIP)) {
            ZipArchive zip = resources.add(ZipArchive.open(path, file.length()));
            return zip.torchRoot().isPresent() ? TorchZip.read(zip) : NumpyReader.archive(zip);
        }
        if (startsWith(start, NumpyReader.MAGIC)) {
            return NumpyReader.array(file);
        }
        if (TorchLegacy.recognises(start)) {
            return TorchLegacy.read(file);
        }
        String text = new String(start, StandardCharsets.ISO_8859_1).strip();
        if (text.startsWith("{") || text.startsWith("[")) {
            return json(path, file, resources);
        }
        if (DarknetReader.recognises(start)) {
            return darknet(path, file);
        }
        throw unknown("it is of no known format");
    }

    private static Content json(Path path, FileRange file, Resources resources) throws IOException {
        if (file.length() > MAX_JSON) {
            throw unknown("it is JSON of more than " + (MAX_JSON >> 20) + " MiB");
        }
        JsonNode json = Json.read(file.bytes(), "it");
        if (json.path("weight_map").isObject()) {
            return SafetensorsReader.readIndex(path, json, resources);
        }
        JsonNode manifest = json.isArray() ? json : json.path("weightsManifest");
        if (manifest.isArray()) {
            return TfjsReader.read(path, manifest, resources);
        }
        throw unknown("it is JSON, but neither an index of safetensors nor a weights manifest of TensorFlow.js");
    }

    private static Content darknet(Path path, FileRange file) throws IOException {
        String name = path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        Path cfg = path.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".cfg");
        if (!Files.isRegularFile(cfg)) {
            throw new FormatException(
                    "it may be of Darknet, but " + cfg + ", which would describe the net, is missing",
                    "put it there or name another .cfg");
        }
        return DarknetReader.read(file, DarknetConfig.read(cfg));
    }

    private static boolean startsWith(byte[] start, byte[] magic) {
        return start.length >= magic.length && Arrays.equals(start, 0, magic.length, magic, 0, magic.length);
    }

    static FormatException unknown(String reason) {
        return new FormatException(
                reason,
                "safetensors, PyTorch, Keras HDF5, Darknet, TensorFlow.js, npz and npy can be read, archives of several files"
                        + " must be unpacked first");
    }
}
