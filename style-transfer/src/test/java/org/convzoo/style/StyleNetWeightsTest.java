package org.convzoo.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.WeightsEntry;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Progress;
import org.convzoo.data.RemoteFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading of the origin's files, with made-up ones. */
class StyleNetWeightsTest {
    private static final WeightsEntry WAVE = StyleNetWeights.entries().get(0);

    @TempDir
    Path folder;

    private static float value(int variable, int place) {
        return variable + place / 1e6f;
    }

    /** Each value tells where it lies. */
    private static Map<String, byte[]> variables() {
        Map<String, byte[]> variables = new LinkedHashMap<>();
        for (RemoteFile file : WAVE.remote()) {
            ByteBuffer values = ByteBuffer.allocate((int) file.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; values.hasRemaining(); i++) {
                values.putFloat(value(variables.size(), i));
            }
            variables.put(file.file(), values.array());
        }
        return variables;
    }

    private Path zip(Map<String, byte[]> variables) throws IOException {
        Path file = folder.resolve("wave.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> variable : variables.entrySet()) {
                zip.putNextEntry(new ZipEntry(variable.getKey()));
                zip.write(variable.getValue());
            }
        }
        return file;
    }

    private List<Path> files(Map<String, byte[]> variables) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, byte[]> variable : variables.entrySet()) {
            Path file = folder.resolve(variable.getKey());
            Files.write(file, variable.getValue());
            files.add(file);
        }
        return files;
    }

    @Test
    void areListed() {
        assertThat(ModelZoo.list("style-net.*")).containsExactlyInAnyOrder("style-net.wave", "style-net.la-muse");
        for (WeightsEntry entry : StyleNetWeights.entries()) {
            assertThat(entry.remote()).hasSize(48);
            assertThat(entry.bytes()).isEqualTo(4 * 1_677_638);
            assertThat(entry.licence()).isEqualTo("MIT");
            assertThat(entry.remote().get(47).urls().get(0).toString())
                    .startsWith("https://raw.githubusercontent.com/reiinakano/fast-style-transfer-deeplearnjs/")
                    .endsWith("/Variable_47");
        }
    }

    @Test
    void goWhereTheyBelong() throws IOException {
        Map<String, byte[]> variables = variables();
        ComputationGraph graph = WAVE.foreign().read(files(variables)).graph();
        // Height 1, width 2, in 2, out 5 of [9, 9, 3, 32].
        assertThat(graph.getParam("conv1_W").getFloat(5, 2, 1, 2)).isEqualTo(value(0, ((9 + 2) * 3 + 2) * 32 + 5));
        assertThat(graph.getParam("conv1.norm_beta").getFloat(0, 3)).isEqualTo(value(1, 3));
        assertThat(graph.getParam("conv1.norm_gamma").getFloat(0, 3)).isEqualTo(value(2, 3));
        assertThat(graph.getParam("block1.conv2.norm_gamma").getFloat(0, 0)).isEqualTo(value(14, 0));
        assertThat(graph.getParam("block5.conv2_W").getFloat(0, 0, 0, 0)).isEqualTo(value(36, 0));
        // Height 2, width 1, out 7, in 4 of [3, 3, 64, 128]: ours are in, out, height, width.
        assertThat(graph.getParam("up1_W").getFloat(4, 7, 2, 1)).isEqualTo(value(39, (7 * 64 + 7) * 128 + 4));
        assertThat(graph.getParam("conv4.norm_gamma").getFloat(0, 2)).isEqualTo(value(47, 2));
        assertThat(WAVE.foreign().read(List.of(zip(variables))).graph().params())
                .isEqualTo(graph.params());
    }

    @Test
    void refusesFilesThatDoNotFit() throws IOException {
        Map<String, byte[]> variables = variables();
        byte[] right = variables.get("Variable_7");
        variables.put("Variable_7", Arrays.copyOf(right, right.length - 1));
        assertRefused(zip(variables), "Variable_7 has 511 bytes, not the 512 expected");
        variables.put("Variable_7", Arrays.copyOf(right, 10 << 20)); // inflates to much more than it should
        assertRefused(zip(variables), "Variable_7 has more bytes, not the 512 expected");
        variables.remove("Variable_7");
        variables.put("../Variable_7", right);
        assertRefused(zip(variables), "there is no Variable_7");
        variables.remove("../Variable_7");
        List<Path> files = files(variables);
        assertThatThrownBy(() -> WAVE.foreign().read(files))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("there is no Variable_7");
    }

    @Test
    void refusesDamage() throws IOException {
        Path zip = zip(variables());
        byte[] bytes = Files.readAllBytes(zip);
        Files.write(zip, Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(zip, "cannot read the weights style-net.wave");
        Files.write(zip, "no zip".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertRefused(zip, "cannot read the weights style-net.wave");
        for (int i = 0; i < 60; i++) { // each a readable error, or values that differ
            byte[] damaged = bytes.clone();
            damaged[(int) ((long) i * bytes.length / 60)] ^= 0x55;
            Files.write(zip, damaged);
            try {
                WAVE.foreign().read(List.of(zip));
            } catch (ZooException e) {
                assertThat(e).hasMessageContaining("style-net.wave");
            }
        }
    }

    private static void assertRefused(Path zip, String message) {
        assertThatThrownBy(() -> WAVE.foreign().read(List.of(zip)))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining(message);
    }

    /** What a mirror has in the archive's place must have the right digest. */
    @Test
    void doesNotTakeAnotherArchive() throws IOException {
        Path mirror = Files.createDirectories(folder.resolve("mirror/fast-style"));
        Files.move(zip(variables()), mirror.resolve("wave.zip"));
        DataHome home = new DataHome(
                folder.resolve("cache"), Optional.of(folder.resolve("mirror").toString()), true);
        assertThatThrownBy(() -> WAVE.load(home, Progress.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("wave.zip is not the right one");
    }

    @Test
    void saysWhatIsMissing() {
        DataHome home = new DataHome(folder.resolve("cache"), Optional.empty(), true);
        assertThatThrownBy(() -> WAVE.load(home, Progress.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("fast-style-wave/Variable")
                .hasMessageContaining("ZOO_OFFLINE");
        assertThat(WAVE.state(home)).isEqualTo(WeightsEntry.State.UNVERIFIED);
    }
}
