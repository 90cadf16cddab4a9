package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.weights.SafetensorsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightsImportTest {
    @TempDir
    Path folder;

    private final Model model = TestNets.model();
    private final Map<String, INDArray> tensors = new LinkedHashMap<>();
    private Path file;

    @BeforeEach
    void tensors() {
        file = folder.resolve("tiny.safetensors");
        model.graph().paramTable().forEach((key, values) -> {
            int dash = key.lastIndexOf('_');
            String name = key.substring(dash + 1);
            tensors.put(
                    WeightsOrigin.CONVZOO.stored(WeightsOrigin.parameter(key.substring(0, dash), name)),
                    WeightsOrigin.torch(name, values));
        });
    }

    private WeightsImport.Imported read() {
        SafetensorsWriter.write(file, tensors, Map.of());
        return WeightsImport.of(file, TestNets.TINY);
    }

    @Test
    void readsOwnNames() {
        WeightsImport.Imported read = read();
        assertThat(read.origin()).isEqualTo(WeightsOrigin.CONVZOO);
        assertThat(read.model().graph().params()).isEqualTo(model.graph().params());
        assertThat(read.model().card().classes()).containsExactly("0", "1");
        assertThat(read.model().card().provenance().licence()).isEqualTo("unknown");
    }

    @Test
    void whatConvZooWroteKeepsItsCard() {
        assertThat(SafetensorsExport.write(model, file)).isEqualTo(WeightsOrigin.CONVZOO);
        assertThat(WeightsImport.of(file, TestNets.TINY).model().card()).isEqualTo(model.card());
        SafetensorsWriter.write(file, tensors, Map.of("model.json", "{"));
        assertThatThrownBy(() -> WeightsImport.of(file, TestNets.TINY))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("its model.json is not valid");
    }

    @Test
    void aPrefixOfAllNamesDoesNotMatter() {
        Map<String, INDArray> own = new HashMap<>(tensors);
        tensors.clear();
        own.forEach((name, values) -> tensors.put("state_dict.module." + name, values));
        tensors.put("epoch", Nd4j.scalar(3f));
        WeightsImport.Imported read = read();
        assertThat(read.model().graph().params()).isEqualTo(model.graph().params());
        assertThat(read.unused()).containsExactly("epoch");
    }

    @Test
    void theFileSaysHowManyClassesThereAre() {
        INDArray weights = tensors.get("output.weight");
        tensors.put("output.weight", Nd4j.rand(new long[] {5, weights.size(1)}));
        tensors.put("output.bias", Nd4j.rand(new long[] {5}));
        assertThat(read().model().card().spec().numClasses()).isEqualTo(5);
    }

    @Test
    void listsWhatDoesNotFit() {
        String first = tensors.keySet().iterator().next();
        INDArray lost = tensors.remove(first);
        tensors.put("output.bias", Nd4j.rand(new long[] {7}));
        tensors.put("extra.weight", Nd4j.rand(new long[] {2, 2}));
        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(MisfitException.class, e -> assertThat(
                                e.table().lines().map(line -> line.replaceAll(" +", " ")))
                        .containsExactly(
                                "PROBLEM TENSOR WANTED FOUND",
                                "missing " + first + " " + Arrays.toString(lost.shape()) + " -",
                                "misshapen output.bias [2] [7]",
                                "unexpected extra.weight - [2, 2]"))
                .hasMessageEndingWith("does not fit tiny: 1 tensor missing (" + first
                        + "), 1 tensor misshapen (output.bias), 1 tensor unexpected (extra.weight)");
    }

    @Test
    void aNetOfAnotherKindIsRefusedInOneLine() {
        tensors.clear();
        tensors.put("encoder.weight", Nd4j.rand(new long[] {2, 2}));
        assertThatThrownBy(this::read)
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("is not of tiny: it has encoder.weight, but none of the layers of ConvZoo (")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aClassifierMayBeMissingWhereThatIsAllowed() {
        INDArray lost = tensors.remove("output.weight");
        assertThat(lost).isNotNull();
        tensors.remove("output.bias");
        SafetensorsWriter.write(file, tensors, Map.of());
        WeightsImport.Options options = new WeightsImport.Options(
                TestNets.TINY.defaultSpec(),
                null,
                List.of("a", "b", "c"),
                true,
                List.of(),
                WeightsImport.provenance("x", "y", "z"));
        WeightsImport.Imported read = WeightsImport.of(file, TestNets.TINY, options);
        assertThat(read.random()).contains("output");
        assertThat(read.model().card().classes()).containsExactly("a", "b", "c");
        assertThatThrownBy(this::read).hasMessageContaining("output.weight");
    }

    @Test
    void labelsMustBeAsManyAsClasses() {
        SafetensorsWriter.write(file, tensors, Map.of());
        WeightsImport.Options options = new WeightsImport.Options(
                TestNets.TINY.defaultSpec(),
                null,
                List.of("a"),
                false,
                List.of(),
                WeightsImport.provenance("x", "y", "z"));
        assertThatThrownBy(() -> WeightsImport.of(file, TestNets.TINY, options))
                .hasMessage("there must be as many labels as the net has classes, 2, got 1");
    }

    @Test
    void aNetThatNobodyHasMemoryForIsRefused() {
        SafetensorsWriter.write(file, tensors, Map.of());
        WeightsImport.Options options =
                WeightsImport.Options.of(TestNets.TINY.defaultSpec().withInput(1, 8192, 8192), file);
        assertThatThrownBy(() -> WeightsImport.of(file, TestNets.TINY, options))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("weights, more than 500000000");
    }

    @Test
    void aTextFileIsRefused() throws Exception {
        Files.writeString(file, "no weights");
        assertThatThrownBy(() -> WeightsImport.of(file, TestNets.TINY))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> WeightsImport.of(folder.resolve("none"), TestNets.TINY))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void imageNetHasAThousandDifferentClasses() {
        assertThat(ImageNet.classes()).hasSize(1000).doesNotHaveDuplicates().startsWith("tench", "goldfish");
        assertThat(ImageNet.classes().get(281)).isEqualTo("tabby");
        assertThat(ImageNet.classes().get(999)).isEqualTo("toilet tissue");
    }
}
