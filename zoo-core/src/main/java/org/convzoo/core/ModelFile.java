package org.convzoo.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.convzoo.onednn.OneDnn;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model on disk: the zip that DL4J's {@code ModelSerializer} writes ({@code configuration.json}, {@code coefficients.bin}), plus
 * {@code model.json} ({@link ModelCard}), plus, in a checkpoint, what a training needs to go on.
 *
 * <p>Reading takes the file for untrusted input: the number of entries, their names and sizes, the classes that the configuration
 * names, and the number of weights are checked before memory is asked for or a class is loaded. Nothing is ever unpacked to disk.
 * Writing goes to a temporary file that is synced and moved into place, and gives equal bytes for equal models.
 */
public final class ModelFile {
    static final String CARD = "model.json";
    static final String CONFIGURATION = "configuration.json";
    static final String COEFFICIENTS = "coefficients.bin";
    private static final int MAX_ENTRIES = 64;
    private static final int MAX_JSON = 16 << 20;
    static final long MAX_PARAMETERS = 500_000_000L;
    private static final LocalDateTime TIME =
            LocalDateTime.of(2000, 1, 1, 0, 0); // so that equal models are equal files

    /** Packages whose classes a configuration may name; none of them does anything but hold settings. */
    private static final Pattern ALLOWED = Pattern.compile("org\\.deeplearning4j\\.nn\\.(conf|weights)\\.[\\w.$]+"
            + "|org\\.nd4j\\.linalg\\.(activations\\.impl|lossfunctions\\.impl|learning\\.config|learning\\.regularization|schedule)"
            + "\\.[\\w$]+"
            + "|org\\.convzoo\\.[\\w.$]+");

    private static final Pattern CONSTANT = Pattern.compile("[A-Z0-9_]+");

    static {
        OneDnn.quietVersionWarning();
    }

    private ModelFile() {}

    /**
     * Reads a model.
     *
     * @throws ZooException if the file is missing, damaged or not a model; the message names the file
     */
    public static Model read(Path file) {
        return readAll(file).model();
    }

    /** A model and the entries beside it, for a checkpoint. */
    record Content(Model model, Map<String, INDArray> arrays, Map<String, JsonNode> json) {}

    static Content readAll(Path file) {
        checkFile(file);
        try (InputStream in = Files.newInputStream(file)) {
            Content content = read(in, file.toString());
            try (ZipFile directory = new ZipFile(file.toFile())) { // a file cut in its directory reads well as a stream
                if (directory.getEntry(COEFFICIENTS) == null) {
                    throw new ZooException(file + " is damaged: its directory has no " + COEFFICIENTS);
                }
            }
            return content;
        } catch (IOException e) {
            throw damaged(file.toString(), e);
        }
    }

    /** Reads from a stream, in one pass; {@code name} is for messages. */
    static Content read(InputStream stream, String name) {
        Reader reader = new Reader(name);
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(stream, 1 << 16))) {
            Set<String> seen = new HashSet<>();
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                checkName(name, entry.getName());
                if (!seen.add(entry.getName())) {
                    throw new ZooException(name + " is damaged: two entries are called " + entry.getName());
                }
                if (seen.size() > MAX_ENTRIES) {
                    throw new ZooException(name + " is not a model: it has more than " + MAX_ENTRIES + " entries");
                }
                reader.entry(entry.getName(), zip);
                zip.closeEntry(); // checks length and CRC
            }
            return reader.finish();
        } catch (IOException e) {
            throw damaged(name, e);
        } catch (IllegalArgumentException e) { // zip entry names that are not UTF-8
            throw new ZooException(name + " is damaged: " + firstLine(e), e);
        }
    }

    static ModelCard readCard(Path file) {
        checkFile(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return readCard(in, file.toString());
        } catch (IOException e) {
            throw damaged(file.toString(), e);
        }
    }

    /** Only the card, which stands first: quick, for lists. */
    static ModelCard readCard(InputStream stream, String name) {
        try (ZipInputStream zip = new ZipInputStream(stream)) {
            for (int i = 0; i < MAX_ENTRIES; i++) {
                ZipEntry entry = zip.getNextEntry();
                if (entry == null) {
                    break;
                }
                if (entry.getName().equals(CARD)) {
                    return Reader.card(bounded(zip, MAX_JSON, name, CARD), name);
                }
            }
        } catch (IOException e) {
            throw damaged(name, e);
        }
        throw notOurs(name);
    }

    /** One pass over the entries; the configuration comes before the arrays, whose lengths it decides. */
    private static final class Reader {
        private final String name;
        private ModelCard card;
        private ComputationGraphConfiguration configuration;
        private long parameters;
        private final Map<String, INDArray> arrays = new LinkedHashMap<>();
        private final Map<String, JsonNode> json = new LinkedHashMap<>();

        Reader(String name) {
            this.name = name;
        }

        void entry(String entry, InputStream in) throws IOException {
            switch (entry) {
                case CARD -> card = card(bounded(in, MAX_JSON, name, entry), name);
                case CONFIGURATION -> configuration(bounded(in, MAX_JSON, name, entry));
                case COEFFICIENTS, Checkpoint.UPDATER_STATE, Checkpoint.AVERAGE -> array(entry, in);
                case Checkpoint.PROGRESS -> json.put(entry, Json.MAPPER.readTree(bounded(in, MAX_JSON, name, entry)));
                default -> {} // anything else, a serialized preprocessor of DL4J above all, is skipped unread
            }
        }

        static ModelCard card(byte[] bytes, String name) {
            try {
                return Json.MAPPER.readValue(bytes, ModelCard.class);
            } catch (IOException e) {
                throw new ZooException(name + ": its " + CARD + " is not valid: " + firstLine(e), e);
            }
        }

        private void configuration(byte[] bytes) throws IOException {
            String text = new String(bytes, StandardCharsets.UTF_8); // checked as DL4J will read it
            checkClasses(name, Json.MAPPER.readTree(text));
            try {
                configuration = ComputationGraphConfiguration.fromJson(text);
                if (configuration.getDataType() != DataType.FLOAT) {
                    throw new ZooException(name + " holds " + configuration.getDataType() + " weights, not FLOAT");
                }
                for (GraphVertex vertex : configuration.getVertices().values()) {
                    long n = vertex.numParams(false);
                    if (n < 0 || n > MAX_PARAMETERS || (parameters += n) > MAX_PARAMETERS) {
                        throw new ZooException(name + " describes a net of more than " + MAX_PARAMETERS + " weights");
                    }
                }
            } catch (ZooException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new ZooException(name + ": its " + CONFIGURATION + " is not a net of DL4J: " + firstLine(e), e);
            }
        }

        private void array(String entry, InputStream in) throws IOException {
            if (configuration == null) {
                throw new ZooException(name + " is damaged: " + CONFIGURATION + " must come before " + entry);
            }
            DataInputStream data = new DataInputStream(new BufferedInputStream(in, 1 << 16));
            boolean updater = entry.equals(
                    Checkpoint.UPDATER_STATE); // Adam keeps two values per weight, none of DL4J's more than 3
            long min = updater ? 0 : parameters;
            long max = updater ? 3 * parameters : parameters;
            arrays.put(entry, ArrayFormat.read(data, min, max, name + ": " + entry));
            if (data.read() >= 0) {
                throw new ZooException(name + ": " + entry + " is longer than it claims");
            }
        }

        Content finish() {
            if (configuration == null || !arrays.containsKey(COEFFICIENTS)) {
                throw new ZooException(name + " is not a model: "
                        + (configuration == null ? CONFIGURATION : COEFFICIENTS) + " is missing");
            }
            if (card == null) {
                throw notOurs(name);
            }
            try {
                ComputationGraph graph = new ComputationGraph(configuration);
                graph.init(arrays.remove(COEFFICIENTS), false);
                return new Content(new Model(graph, card), arrays, json);
            } catch (RuntimeException e) {
                throw new ZooException(name + ": its net cannot be built: " + firstLine(e), e);
            }
        }
    }

    /** Writes a model for use: no state of the training. */
    public static void write(Model model, Path file) {
        write(
                model.card(),
                model.graph().getConfiguration(),
                Map.of(COEFFICIENTS, model.graph().params()),
                Map.of(),
                file);
    }

    static void write(
            ModelCard card,
            ComputationGraphConfiguration configuration,
            Map<String, INDArray> arrays,
            Map<String, Object> json,
            Path file) {
        VarianceForm.keep(configuration);
        AtomicFile.write(file, out -> {
            try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, 1 << 16))) {
                put(zip, CARD, o -> o.write(Json.MAPPER.writeValueAsBytes(card)));
                put(zip, CONFIGURATION, o -> o.write(configuration.toJson().getBytes(StandardCharsets.UTF_8)));
                for (var entry : json.entrySet()) {
                    put(zip, entry.getKey(), o -> o.write(Json.MAPPER.writeValueAsBytes(entry.getValue())));
                }
                for (var entry : arrays.entrySet()) {
                    put(zip, entry.getKey(), o -> {
                        DataOutputStream data = new DataOutputStream(o);
                        ArrayFormat.write(entry.getValue(), data);
                        data.flush();
                    });
                }
            }
        });
    }

    private static void put(ZipOutputStream zip, String name, AtomicFile.Body body) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        body.write(zip);
        zip.closeEntry();
    }

    private static void checkFile(Path file) {
        if (!Files.exists(file)) {
            throw new ZooException("no such file: " + file);
        }
        if (!Files.isRegularFile(file)) {
            throw new ZooException(file + " is not a model file");
        }
    }

    private static void checkName(String file, String entry) {
        if (entry.startsWith("/")
                || entry.contains("\\")
                || entry.contains(":")
                || List.of(entry.split("/")).contains("..")) {
            throw new ZooException(file + " is not a model: an entry leaves the archive (" + entry + ")");
        }
    }

    private static void checkClasses(String file, JsonNode node) {
        checkClass(file, node.get("@class"));
        JsonNode type = node.get("type"); // where a distribution names its class, and others a constant
        if (type != null && !CONSTANT.matcher(type.asText()).matches()) {
            checkClass(file, type);
        }
        node.forEach(child -> checkClasses(file, child));
    }

    private static void checkClass(String file, JsonNode name) {
        if (name != null && !ALLOWED.matcher(name.asText()).matches()) {
            throw new ZooException(file + ": " + CONFIGURATION + " names a class that no net needs: " + name.asText());
        }
    }

    private static byte[] bounded(InputStream in, int limit, String file, String entry) throws IOException {
        byte[] bytes = in.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new ZooException(file + ": " + entry + " is larger than " + limit + " bytes");
        }
        return bytes;
    }

    private static ZooException damaged(String file, IOException e) {
        if (e instanceof EOFException) {
            return new ZooException(file + " is cut short: copy or download it again", e);
        }
        if (e instanceof ZipException || e instanceof JsonProcessingException) {
            return new ZooException(file + " is damaged: " + firstLine(e), e);
        }
        return new ZooException("cannot read " + file + ": " + firstLine(e), e);
    }

    private static ZooException notOurs(String file) {
        return new ZooException(file + " has no " + CARD + ": it is no model file of ConvZoo");
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}
