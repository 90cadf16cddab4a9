package org.convzoo.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.Architecture;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.WeightsEntry;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every net of the zoo: ConvZoo and ONNX Runtime give the same, with batch normalisation folded and not. */
class ArchitecturesTest {
    private static final int PICTURES = 2;
    /** Beyond so many layers there is nothing new but repetition, and one size is enough. */
    private static final int DEEP = 200;

    @TempDir
    Path folder;

    static List<Architecture> architectures() {
        List<Architecture> all = ModelZoo.architectures();
        assertThat(all).hasSizeGreaterThan(30); // of all families
        return all;
    }

    static List<String> weights() {
        List<String> shipped = ModelZoo.weights().stream()
                .filter(entry -> entry.resource() != null)
                .map(WeightsEntry::id)
                .toList();
        assertThat(shipped).contains("lenet5.mnist", "resnet20.cifar10", "googlenet-bn.cifar10");
        return shipped;
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void givesTheSameForRandomWeights(Architecture architecture) throws Exception {
        List<Spec> specs = specs(architecture);
        assertThat(specs).isNotEmpty();
        for (Spec spec : specs) {
            ComputationGraph graph =
                    Nets.randomised(architecture.configure(spec, new NeuralNetConfiguration.Builder().seed(1)));
            INDArray x = Nets.pictures(PICTURES, spec.channels(), spec.height(), spec.width());
            Nets.tellApart(graph, x);
            INDArray expected = check(graph, spec, x);
            if (!architecture
                    .id()
                    .startsWith("plain")) { // those lose a picture on their way where they are not trained
                assertThat(expected.getRow(0).distance2(expected.getRow(1))).isGreaterThan(1e-3);
            }
            if (graph.getNumLayers() > DEEP) {
                return;
            }
        }
    }

    /** Small and narrow ones, of those that the net takes. */
    private static List<Spec> specs(Architecture architecture) {
        Spec narrow = architecture.defaultSpec().withClasses(7).withWidthFactor(0.125);
        int channels = narrow.channels();
        List<Spec> fitting = new ArrayList<>();
        for (Spec spec : List.of(
                narrow.withInput(channels, 32, 32).withStem(Stem.SMALL),
                narrow.withInput(channels, 45, 38).withStem(Stem.SMALL),
                narrow.withInput(channels, 96, 83).withStem(Stem.IMAGENET))) {
            try {
                architecture.configure(spec, new NeuralNetConfiguration.Builder());
                fitting.add(spec);
            } catch (IllegalArgumentException tooSmall) {
                assertThat(tooSmall).hasMessageContaining("needs an input of at least");
            }
        }
        return fitting;
    }

    @ParameterizedTest
    @MethodSource("weights")
    void givesTheSameForShippedWeights(String id) throws Exception {
        Model model = ModelZoo.load(id);
        Spec spec = model.card().spec();
        check(model.graph(), spec, Nets.pictures(8, spec.channels(), spec.height(), spec.width()));
    }

    /** Gives the first output. */
    private INDArray check(ComputationGraph graph, Spec spec, INDArray x) throws Exception {
        OnnxExport export = OnnxExport.of(graph, InputType.convolutional(spec.height(), spec.width(), spec.channels()));
        Path kept = folder.resolve("kept.onnx"), folded = folder.resolve("folded.onnx");
        export.write(kept);
        export.folded().write(folded);
        INDArray[] expected = Stream.of(Engine.ONEDNN.prepare(graph).output(x))
                .map(INDArray::dup)
                .toArray(INDArray[]::new);
        for (Path file : List.of(kept, folded)) {
            try (Ort ort = new Ort(file)) {
                List<INDArray> outputs = ort.run(x);
                assertThat(outputs).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) {
                    Nets.assertSame(outputs.get(i), expected[i]);
                }
            }
        }
        return expected[0];
    }

    @AfterAll
    static void tell() {
        System.out.println("largest difference to ConvZoo: " + Nets.worst());
    }
}
