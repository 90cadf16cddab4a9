package org.convzoo.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.convzoo.core.Architecture;
import org.convzoo.core.Engine;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

/** Inputs of other sizes than the paper's. */
class InputSizesTest {
    private static final Map<String, Architecture> ARCHITECTURES = new InceptionProvider()
            .architectures().stream().collect(Collectors.toMap(Architecture::id, architecture -> architecture));

    /** torchvision names the same smallest sizes for the nets that it has: 15 and 75. */
    @ParameterizedTest
    @CsvSource({
        "googlenet, IMAGENET, 15",
        "googlenet-bn, IMAGENET, 15",
        "googlenet-aux, IMAGENET, 79",
        "googlenet, SMALL, 4",
        "googlenet-aux, SMALL, 20",
        "inception3, IMAGENET, 75",
        "inception3-aux, IMAGENET, 299",
        "inception3, SMALL, 7",
        "inception3-aux, SMALL, 11",
    })
    void nameTheSmallestThatWorks(String id, Stem stem, int smallest) {
        Architecture architecture = ARCHITECTURES.get(id);
        Spec least = Spec.of(2, 1, smallest, smallest).withStem(stem).withWidthFactor(0.05);
        List.of(least, least.withInput(1, smallest, smallest + 1), least.withInput(1, smallest + 3, smallest))
                .forEach(spec -> assertThat(probabilities(architecture, spec)).hasSize(2));
        List.of(least.withInput(1, smallest - 1, smallest), least.withInput(1, smallest, smallest - 1))
                .forEach(spec -> assertThatThrownBy(
                                () -> architecture.configure(spec, new NeuralNetConfiguration.Builder()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("%s needs an input of at least %dx%d, got %dx%d"
                                .formatted(id, smallest, smallest, spec.height(), spec.width())));
    }

    private static double[] probabilities(Architecture architecture, Spec spec) {
        ComputationGraph graph =
                new ComputationGraph(architecture.configure(spec, new NeuralNetConfiguration.Builder().seed(1)));
        graph.init();
        ComputationGraph fast = Engine.ONEDNN.prepare(graph);
        double[] output = fast.output(Nd4j.rand(1, 1, spec.height(), spec.width()))[0].toDoubleVector();
        fast.close();
        return output;
    }

    /** Sides of all pooled maps of torchvision's GoogLeNet, by its formula. */
    @ParameterizedTest
    @EnumSource
    void areRoundedAsTorchvisionRoundsThem(GoogLeNet architecture) {
        for (int side = 79; side < 112; side++) { // all remainders of 16, with others beside them
            Spec spec = Spec.of(10, 3, side, 300 - side / 3).withWidthFactor(0.1);
            Map<String, List<Long>> shapes =
                    ModelSummary.of(architecture.configure(spec, new NeuralNetConfiguration.Builder()), spec)
                            .layers()
                            .stream()
                            .collect(Collectors.toMap(Row::name, Row::output));
            long height = (spec.height() - 1L) / 2 + 1; // after the 7x7 convolution
            long width = (spec.width() - 1L) / 2 + 1;
            for (int pool = 1; pool <= 4; pool++) {
                height = ceil(height, pool == 4 ? 2 : 3);
                width = ceil(width, pool == 4 ? 2 : 3);
                assertThat(shapes.get("maxpool" + pool).subList(1, 3)).containsExactly(height, width);
            }
        }
    }

    private static long ceil(long size, int kernel) {
        return (long) Math.ceil((size - kernel) / 2.0) + 1;
    }
}
