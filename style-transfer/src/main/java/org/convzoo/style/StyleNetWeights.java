package org.convzoo.style;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.WeightsEntry;
import org.convzoo.core.WeightsImport;
import org.convzoo.core.ZooException;
import org.convzoo.data.RemoteFile;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weights that L. Engstrom's fast-style-transfer trained, as R. Nakano took them out of TensorFlow: a file of bare little-endian 32-bit floats
 * for each variable, in the order in which the net makes them. Each convolution has three: its kernel, stored as height, width, in, out
 * (transposed ones as height, width, out, in), then the biases of its normalisation, then the gains.
 *
 * @param style name of the weights
 * @param archive of the same files, which is used where it lies in a mirror or in the cache already
 */
record StyleNetWeights(String style, RemoteFile archive) implements WeightsEntry.Foreign {
    private static final String LIST = "fast-style.sha256";
    private static final String FOLDER = "fast-style";
    private static final String LICENCE = "MIT";
    private static final String URL = "https://raw.githubusercontent.com/reiinakano/fast-style-transfer-deeplearnjs/"
            + "bd3a0486e4ed4a02b0b4102a7f12a55e3c935d73/src/ckpts/";

    /** Of each convolution, in the file's order. */
    private static final List<String> PARTS = List.of("_W", ".norm_beta", ".norm_gamma");

    /** All of them. */
    static List<WeightsEntry> entries() {
        return List.of(
                entry("wave", "wave", "cdfae8628e1f42395d2c8c3e13da90b9477df90e4d0b8e699b0e9c1fa71a4724"),
                entry("la-muse", "la_muse", "7523c418c52ff91c586b5549b15155f5c7c848d7ff2f85bde92d0d048fa17a5a"));
    }

    /**
     * An entry.
     *
     * @param folder of the origin
     * @param digest of all files
     */
    private static WeightsEntry entry(String style, String folder, String digest) {
        List<RemoteFile> files = files(folder);
        long bytes = files.stream().mapToLong(RemoteFile::bytes).sum();
        RemoteFile archive =
                new RemoteFile(FOLDER, folder + ".zip", List.of(), bytes, digest, true, "Variable(_[0-9]{1,2})?");
        return WeightsEntry.foreign(files, new StyleNetWeights(style, archive));
    }

    /** One for each variable. */
    private static List<RemoteFile> files(String folder) {
        List<RemoteFile> files = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(StyleNetWeights.class.getResourceAsStream(LIST), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1); // digest, bytes, folder/file
                if (words[words.length - 1].startsWith(folder + "/")) {
                    files.add(RemoteFile.of(
                            FOLDER + "-" + folder,
                            words[2].substring(folder.length() + 1),
                            URL + words[2],
                            Long.parseLong(words[1]),
                            words[0]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    @Override
    public Optional<RemoteFile> packed() {
        return Optional.of(archive);
    }

    @Override
    public ModelCard card() {
        StyleNet net = StyleNet.STYLE_NET;
        return ModelCard.of(
                net,
                net.defaultSpec(),
                style,
                StyleNet.COLOURS,
                WeightsImport.provenance(
                        style,
                        LICENCE,
                        "Engstrom 2016, fast-style-transfer, trained on MS-COCO 2014; taken out of TensorFlow by Nakano 2017"));
    }

    @Override
    public Model read(List<Path> files) {
        ComputationGraph graph = new ComputationGraph(
                StyleNet.STYLE_NET.configure(card().spec(), new NeuralNetConfiguration.Builder().seed(1)));
        graph.init(Nd4j.zeros(1, parameters(graph)), false); // random ones would only take time
        List<INDArray> variables = variables(graph);
        try {
            if (files.size() == 1) {
                try (ZipFile zip = new ZipFile(files.get(0).toFile())) {
                    for (int i = 0; i < variables.size(); i++) {
                        fill(variables.get(i), content(zip, name(i), variables.get(i)));
                    }
                }
            } else {
                for (int i = 0; i < variables.size(); i++) {
                    fill(variables.get(i), content(files, name(i), variables.get(i)));
                }
            }
        } catch (IOException | IllegalArgumentException e) { // the latter from names in a zip that are not UTF-8
            throw new ZooException(
                    "cannot read the weights " + card().id() + " in "
                            + files.get(0).getParent() + ": " + e.getMessage(),
                    e);
        }
        return new Model(graph, card());
    }

    private static long parameters(ComputationGraph graph) {
        return graph.getConfiguration().getVertices().values().stream()
                .mapToLong(vertex -> vertex.numParams(true))
                .sum();
    }

    private static String name(int variable) {
        return variable == 0 ? "Variable" : "Variable_" + variable;
    }

    /** The net's parameters in the order of the files. */
    private static List<INDArray> variables(ComputationGraph graph) {
        Map<String, INDArray> parameters = graph.paramTable();
        List<INDArray> variables = new ArrayList<>();
        for (String name : graph.getConfiguration().getVertices().keySet()) { // as configured
            if (parameters.containsKey(name + PARTS.get(0))) {
                PARTS.forEach(part -> variables.add(parameters.get(name + part)));
            }
        }
        return variables;
    }

    private static byte[] content(ZipFile zip, String name, INDArray values) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("there is no " + name);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return content(in, name, values);
        }
    }

    private static byte[] content(List<Path> files, String name, INDArray values) throws IOException {
        for (Path file : files) {
            if (file.getFileName().toString().equals(name)) {
                try (InputStream in = Files.newInputStream(file)) {
                    return content(in, name, values);
                }
            }
        }
        throw new IOException("there is no " + name);
    }

    /** As many bytes as the values take: never are more read than one beyond. */
    private static byte[] content(InputStream in, String name, INDArray values) throws IOException {
        int bytes = Math.toIntExact(values.length() * Float.BYTES);
        byte[] content = in.readNBytes(bytes + 1);
        if (content.length != bytes) {
            throw new IOException(name + " has " + (content.length < bytes ? content.length : "more")
                    + " bytes, not the " + bytes + " expected");
        }
        return content;
    }

    private static void fill(INDArray ours, byte[] content) {
        float[] values = new float[content.length / Float.BYTES];
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        float[] ordered = ours.rank() == 4 ? turned(values, ours.size(0), ours.size(1)) : values;
        ours.assign(Nd4j.create(ordered, ours.shape(), 'c'));
    }

    /**
     * Kernels in our order of dimensions, which is the origin's from the last to the first but for height and width: convolutions have
     * out, in, height, width, transposed ones in, out, height, width. ND4J takes ten times as long for it.
     *
     * @param first size of our first dimension
     */
    private static float[] turned(float[] stored, long first, long second) {
        float[] ours = new float[stored.length];
        int pixels = Math.toIntExact(stored.length / (first * second));
        int at = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int j = 0; j < second; j++) {
                for (int i = 0; i < first; i++) {
                    ours[(int) ((i * second + j) * pixels + pixel)] = stored[at++];
                }
            }
        }
        return ours;
    }
}
