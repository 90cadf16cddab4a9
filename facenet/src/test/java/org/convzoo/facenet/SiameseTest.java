package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.convzoo.core.Engine;
import org.convzoo.core.Spec;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;
import org.convzoo.data.Split;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;

class SiameseTest {
    @ParameterizedTest
    @EnumSource(Siamese.class)
    void hasTheNumericalGradient(Siamese siamese) {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE); // GradientCheckUtil asks for it, process-wide
        try {
            ComputationGraph graph = new ComputationGraph(siamese.configure(
                    Spec.of(1, 1, 12, 12).withWidthFactor(0.2),
                    new NeuralNetConfiguration.Builder()
                            .seed(3)
                            .updater(new NoOp())
                            .dataType(DataType.DOUBLE)));
            graph.init();
            graph.params().addi(Nd4j.rand(graph.params().shape()).subi(0.5).muli(0.1)); // no unit stands on ReLU's kink
            INDArray[] pairs = {Nd4j.rand(4, 1, 12, 12), Nd4j.rand(4, 1, 12, 12)};
            assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                            .net(graph)
                            .inputs(pairs)
                            .labels(new INDArray[] {
                                Nd4j.createFromArray(1.0, 0.0, 1.0, 0.0).reshape(4, 1)
                            })
                            .epsilon(1e-6)
                            .maxRelError(1e-4)
                            .minAbsoluteError(1e-8)
                            .subset(true)
                            .maxPerParam(40)))
                    .isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @ParameterizedTest
    @EnumSource(Siamese.class)
    void survivesJson(Siamese siamese) {
        String json = siamese.configure(Spec.of(1, 1, 28, 28), new NeuralNetConfiguration.Builder())
                .toJson();
        assertThat(ComputationGraphConfiguration.fromJson(json).toJson()).isEqualTo(json);
    }

    /** Twice the same picture differs in nothing, whatever the weights. */
    @ParameterizedTest
    @EnumSource(Siamese.class)
    void theOrderDoesNotMatter(Siamese siamese) {
        ComputationGraph graph = graph(siamese);
        INDArray a = Nd4j.rand(5, 1, 28, 28), b = Nd4j.rand(5, 1, 28, 28);
        assertThat(graph.output(a, b)[0].equalsWithEps(graph.output(b, a)[0], 1e-6))
                .isTrue();
        assertThat(graph.output(a, a)[0].toFloatVector())
                .usingComparatorWithPrecision(1e-6f)
                .containsOnly(0.5f);
    }

    @ParameterizedTest
    @EnumSource(Siamese.class)
    void tellsDrawnDigitsApart(Siamese siamese) {
        Dataset digits = Datasets.open("digits");
        ComputationGraph net = Engine.ONEDNN.prepare(graph(siamese));
        SplittableRandom random = new SplittableRandom(1);
        for (int step = 0; step < 700; step++) {
            net.fit(pairs(digits.part(Dataset.TRAIN), 32, random));
        }
        MultiDataSet test = pairs(digits.part(Dataset.TEST), 1000, random);
        double[] same = net.output(test.getFeatures())[0].toDoubleVector();
        double[] labels = test.getLabels(0).toDoubleVector();
        int right = 0;
        for (int i = 0; i < same.length; i++) {
            right += same[i] > 0.5 == labels[i] > 0.5 ? 1 : 0;
        }
        System.out.printf("%s: %.1f %% of pairs of digits%n", siamese, 100.0 * right / same.length);
        assertThat((double) right / same.length).isGreaterThan(0.85);
    }

    @Test
    void hasOneOutput() {
        assertThatThrownBy(
                        () -> Siamese.ABSOLUTE.configure(Spec.of(2, 1, 28, 28), new NeuralNetConfiguration.Builder()))
                .hasMessage("a siamese net has one output, got 2");
    }

    private static ComputationGraph graph(Siamese siamese) {
        ComputationGraph graph = new ComputationGraph(siamese.configure(
                Spec.of(1, 1, 28, 28),
                new NeuralNetConfiguration.Builder().seed(1).updater(new Adam(2e-3))));
        graph.init();
        return graph;
    }

    /** Half of them of one digit. */
    private static MultiDataSet pairs(Split split, int count, SplittableRandom random) {
        float[] a = new float[count * 784], b = new float[count * 784], same = new float[count];
        for (int i = 0; i < count; i++) {
            same[i] = i % 2;
            int one = random.nextInt(split.size());
            int other;
            do {
                other = random.nextInt(split.size());
            } while ((split.label(one) == split.label(other)) != (same[i] > 0));
            copy(split, one, a, i);
            copy(split, other, b, i);
        }
        return new MultiDataSet(
                new INDArray[] {
                    Nd4j.create(a, new long[] {count, 1, 28, 28}), Nd4j.create(b, new long[] {count, 1, 28, 28})
                },
                new INDArray[] {Nd4j.create(same, new long[] {count, 1})});
    }

    private static void copy(Split split, int index, float[] to, int place) {
        float[] pixels = split.image(index).pixels();
        for (int i = 0; i < 784; i++) {
            to[place * 784 + i] = pixels[i] / 255;
        }
    }
}
