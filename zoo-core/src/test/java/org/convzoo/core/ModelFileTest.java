package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ModelFileTest {
    @TempDir
    Path folder;

    private Path file;
    private Model model;

    @BeforeEach
    void write() {
        file = folder.resolve("model.zip");
        model = TestNets.model();
        ModelFile.write(model, file);
    }

    @Test
    void readsWhatItWrote() {
        Model read = ModelFile.read(file);
        assertThat(read.card()).isEqualTo(model.card());
        assertThat(read.graph().params()).isEqualTo(model.graph().params());
        assertThat(read.graph().getConfiguration()).isEqualTo(model.graph().getConfiguration());
    }

    @Test
    void stockDl4jOpensIt() throws IOException {
        ComputationGraph stock = ModelSerializer.restoreComputationGraph(file.toFile());
        INDArray x = Nd4j.rand(2, 1, 8, 8);
        assertThat(stock.outputSingle(x)).isEqualTo(model.graph().outputSingle(x));
    }

    @Test
    void equalModelsAreEqualFiles() throws IOException {
        Path again = folder.resolve("again.zip");
        ModelFile.write(model, again);
        assertThat(Files.mismatch(file, again)).isEqualTo(-1);
    }

    @Test
    void arraysHaveTheBytesOfNd4j() throws IOException {
        INDArray row = Nd4j.rand(1, 40_000);
        ByteArrayOutputStream ours = new ByteArrayOutputStream();
        ByteArrayOutputStream theirs = new ByteArrayOutputStream();
        ArrayFormat.write(row, new DataOutputStream(ours));
        Nd4j.write(row, new DataOutputStream(theirs));
        assertThat(ours.toByteArray()).isEqualTo(theirs.toByteArray());
        assertThat(ArrayFormat.read(
                        new DataInputStream(new ByteArrayInputStream(theirs.toByteArray())), 40_000, 40_000, "test"))
                .isEqualTo(row);
    }

    @Test
    void refusesMissingFilesAndFolders() {
        assertRefused(folder.resolve("none.zip"), "no such file: ");
        assertRefused(folder, "is not a model file");
    }

    @Test
    void refusesAnythingThatIsNoZip() throws IOException {
        assertRefused(Files.writeString(folder.resolve("a.zip"), "hello"), "is not a model");
        assertRefused(Files.write(folder.resolve("b.zip"), new byte[0]), "is not a model");
    }

    @Test
    void refusesAFileThatIsCutAnywhere() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 97) {
            Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ModelFile.read(cut))
                    .isInstanceOf(ZooException.class)
                    .hasMessageContaining("cut.zip");
        }
    }

    @Test
    void refusesOrReadsAFileWithFlippedBits() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Path path = Files.write(folder.resolve("flipped.zip"), damaged);
            try {
                ModelFile.read(path); // the bit did not matter: a time, say
            } catch (ZooException e) {
                assertThat(e.getMessage()).doesNotContain("\n");
            }
        }
    }

    @Test
    void refusesAPathThatLeavesTheArchive() throws IOException {
        for (String name : new String[] {"../evil.json", "/etc/evil", "a/../../evil", "..\\evil", "C:evil"}) {
            assertRefused(with(name, new byte[1]), "leaves the archive");
        }
    }

    @Test
    void refusesAMillionEntries() throws IOException {
        Path many = folder.resolve("many.zip");
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(many)))) {
            zip.setLevel(0);
            for (int i = 0; i < 1_000_000; i++) {
                zip.putNextEntry(new ZipEntry(String.valueOf(i)));
            }
        }
        assertRefused(many, "more than 64 entries");
    }

    @Test
    void refusesAForeignClassName() throws IOException {
        String json = new String(entries().get(ModelFile.CONFIGURATION), StandardCharsets.UTF_8);
        String hostile =
                json.replaceFirst("org\\.deeplearning4j\\.nn\\.conf\\.graph\\.LayerVertex", "com.example.Gadget");
        assertThat(hostile).isNotEqualTo(json);
        assertRefused(
                with(ModelFile.CONFIGURATION, hostile.getBytes(StandardCharsets.UTF_8)),
                "names a class that no net needs: com.example.Gadget");
    }

    /** Distributions name their class as "type". */
    @Test
    void refusesAForeignClassNameOfADistribution() throws IOException {
        ComputationGraph graph = new ComputationGraph(TestNets.TINY.configure(
                TestNets.TINY.defaultSpec(),
                new NeuralNetConfiguration.Builder().weightInit(new NormalDistribution(0, 0.1))));
        graph.init();
        ModelFile.write(new Model(graph, model.card()), file);
        assertThat(ModelFile.read(file).graph().params()).isEqualTo(graph.params());
        String json = new String(entries().get(ModelFile.CONFIGURATION), StandardCharsets.UTF_8);
        String hostile =
                json.replaceFirst("org\\.deeplearning4j\\.nn\\.conf\\.distribution\\.Normal", "com.example.Gadget");
        assertThat(hostile).isNotEqualTo(json);
        assertRefused(
                with(ModelFile.CONFIGURATION, hostile.getBytes(StandardCharsets.UTF_8)),
                "names a class that no net needs: com.example.Gadget");
    }

    /** DL4J takes the first of two equal names, others the last. */
    @Test
    void refusesAClassNameHiddenBehindAnother() throws IOException {
        String json = new String(entries().get(ModelFile.CONFIGURATION), StandardCharsets.UTF_8);
        String hostile = json.replaceFirst(
                "(\"@class\" : \"org\\.deeplearning4j\\.nn\\.conf\\.graph\\.LayerVertex\")",
                "\"@class\" : \"com.example.Gadget\", $1");
        assertThat(hostile).isNotEqualTo(json);
        assertRefused(
                with(ModelFile.CONFIGURATION, hostile.getBytes(StandardCharsets.UTF_8)), "Duplicate field '@class'");
    }

    @Test
    void skipsEntriesThatItDoesNotKnow() throws IOException {
        for (String name : new String[] {"more.json", "more.bin", "preprocessor.bin", "notes.txt"}) {
            Path file = with(name, "anything".getBytes(StandardCharsets.UTF_8));
            assertThat(ModelFile.readAll(file).arrays()).isEmpty();
            assertThat(ModelFile.readAll(file).json()).isEmpty();
        }
    }

    @Test
    void refusesLengthsThatAreNotTheNets() throws IOException {
        for (long claimed : new long[] {-1, 0, 5, 1L << 31, Long.MAX_VALUE}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF("MIXED_DATA_TYPES");
            out.writeLong(8);
            out.writeUTF("LONG");
            for (long value : new long[] {2, 1, claimed, 1, 1, 8192, 1, 99}) {
                out.writeLong(value);
            }
            out.writeUTF("MIXED_DATA_TYPES");
            out.writeLong(claimed);
            out.writeUTF("FLOAT");
            assertRefused(with(ModelFile.COEFFICIENTS, bytes.toByteArray()), "claims " + claimed + " values");
        }
    }

    @Test
    void refusesShapeInformationWithoutEnd() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF("MIXED_DATA_TYPES");
        out.writeLong(Long.MAX_VALUE);
        out.writeUTF("LONG");
        assertRefused(with(ModelFile.COEFFICIENTS, bytes.toByteArray()), "does not begin with an array's shape");
    }

    @Test
    void refusesANetOfAstronomicalSize() throws IOException {
        String json = new String(entries().get(ModelFile.CONFIGURATION), StandardCharsets.UTF_8);
        String hostile = json.replaceAll("\"nout\" : 8", "\"nout\" : 2000000000");
        assertThat(hostile).isNotEqualTo(json);
        assertRefused(
                with(ModelFile.CONFIGURATION, hostile.getBytes(StandardCharsets.UTF_8)), "more than 500000000 weights");
    }

    @Test
    void refusesACardThatContradictsItself() throws IOException {
        String json = new String(entries().get(ModelFile.CARD), StandardCharsets.UTF_8);
        assertRefused(
                with(
                        ModelFile.CARD,
                        json.replace("\"flat\"", "\"flat\", \"more\"").getBytes(StandardCharsets.UTF_8)),
                "classes must be as many as numClasses");
        assertRefused(with(ModelFile.CARD, "{".getBytes(StandardCharsets.UTF_8)), "model.json is not valid");
    }

    @Test
    void refusesAStockFileWithoutCard() throws IOException {
        Path stock = folder.resolve("stock.zip");
        ModelSerializer.writeModel(model.graph(), stock.toFile(), true);
        assertRefused(stock, "no model.json");
    }

    @Test
    void leavesTheOldFileWhenWritingFails() throws IOException {
        Path target = folder.resolve("kept.txt");
        Files.writeString(target, "old");
        assertThatThrownBy(() -> AtomicFile.write(target, out -> {
                    out.write("new".getBytes(StandardCharsets.UTF_8));
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(ZooException.class)
                .hasMessage("cannot write " + target + ": the disk is full");
        assertThat(target).hasContent("old");
        try (var files = Files.list(folder)) {
            assertThat(files.filter(f -> f.toString().endsWith(".tmp"))).isEmpty();
        }
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(file.getFileName().toString())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    /** The model with one entry replaced or added. */
    private Path with(String name, byte[] bytes) throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put(name, bytes);
        Path changed = folder.resolve("changed.zip");
        try (OutputStream out = Files.newOutputStream(changed);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return changed;
    }
}
