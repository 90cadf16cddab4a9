package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.convzoo.core.Architecture;
import org.convzoo.core.Engine;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.convzoo.core.ZooException;
import org.convzoo.data.Dataset;
import org.convzoo.data.Image;
import org.convzoo.data.Split;
import org.convzoo.onednn.OneDnn;
import org.convzoo.weights.SafetensorsWriter;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;

/** The nets that are trained with triplets, and what they are trained on. */
class FaceNetTest {
    private static List<Architecture> nets() {
        return List.of(Nn4.FACENET_NN4, InceptionResNetV1.FACENET_INCEPTION_RESNET_V1);
    }

    /** OpenFace states those of nn4.small2; facenet-pytorch's net has 27,910,327 with a classifier of 8,631 people on 512 features. */
    @ParameterizedTest
    @CsvSource({"facenet-nn4, 3733968", "facenet-inception-resnet-v1, 23482624"})
    void haveTheParametersOfTheirAuthors(String id, long parameters) {
        Architecture net =
                nets().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
        assertThat(ModelSummary.trainableParameters(
                        net.configure(net.defaultSpec(), new NeuralNetConfiguration.Builder())))
                .isEqualTo(parameters)
                .isIn(3_733_968L, 27_910_327L - 8_631 * 513);
    }

    @ParameterizedTest
    @MethodSource("nets")
    void haveTheShapesOfTheirTables(Architecture net) {
        ModelSummary summary = ModelSummary.of(
                net.configure(net.defaultSpec(), new NeuralNetConfiguration.Builder()), net.defaultSpec());
        List<List<Long>> wanted = net == Nn4.FACENET_NN4
                ? List.of(List.of(256L, 12L, 12L), List.of(640L, 6L, 6L), List.of(1024L, 3L, 3L), List.of(736L, 3L, 3L))
                : List.of(List.of(256L, 17L, 17L), List.of(896L, 8L, 8L), List.of(1792L, 3L, 3L), List.of(1792L));
        assertThat(summary.layers()).extracting(ModelSummary.Row::output).containsAll(wanted);
    }

    /** Outputs and gradients of the compiled plan against DL4J's own in double precision. */
    @ParameterizedTest
    @MethodSource("nets")
    void theFastPathEqualsDl4js(Architecture net) {
        Spec small = Spec.of(16, 3, 96, 96).withWidthFactor(0.125);
        INDArray x = Nd4j.rand(DataType.FLOAT, 6, 3, 96, 96),
                who = Nd4j.createFromArray(0f, 0, 1, 1, 2, 2).reshape(6, 1);
        ComputationGraph stock = graph(net, small, DataType.DOUBLE), plain = graph(net, small, DataType.FLOAT);
        plain.params().assign(stock.params());
        ComputationGraph fast = Engine.ONEDNN.prepare(plain);
        assertThat(OneDnn.isAccelerated(fast)).isTrue();
        assertThat(fast.output(x)[0]
                        .castTo(DataType.DOUBLE)
                        .equalsWithEps(stock.output(x.castTo(DataType.DOUBLE))[0], 1e-4))
                .isTrue();
        assertThat(fast.output(x)[0].norm2(1).toDoubleVector())
                .containsExactly(new double[] {1, 1, 1, 1, 1, 1}, within(1e-5));
        for (ComputationGraph graph : List.of(stock, fast)) {
            graph.setInputs(x.castTo(graph.params().dataType()));
            graph.setLabels(who.castTo(graph.params().dataType()));
            graph.computeGradientAndScore();
        }
        INDArray own = fast.gradient().gradient().castTo(DataType.DOUBLE),
                wanted = stock.gradient().gradient();
        assertThat(own.sub(wanted).norm2Number().doubleValue()
                        / wanted.norm2Number().doubleValue())
                .isLessThan(net == Nn4.FACENET_NN4 ? 1e-3 : 0.03); // batch normalisation of one cell of six pictures
    }

    private static ComputationGraph graph(Architecture net, Spec spec, DataType type) {
        ComputationGraphConfiguration configuration = net.configure(
                spec,
                new NeuralNetConfiguration.Builder().seed(3).updater(new NoOp()).dataType(type));
        if (net == InceptionResNetV1.FACENET_INCEPTION_RESNET_V1) { // its dropout would draw other numbers in doubles
            ((LayerVertex) configuration.getVertices().get("last_linear"))
                    .getLayerConf()
                    .getLayer()
                    .setIDropout(null);
        }
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        return graph;
    }

    @Test
    void learnsAFewFacesByHeart() {
        Spec small = Spec.of(16, 1, 96, 96).withWidthFactor(0.125);
        ComputationGraph plain = new ComputationGraph(Nn4.FACENET_NN4.configure(
                small, new NeuralNetConfiguration.Builder().seed(3).updater(new Adam(1e-3))));
        plain.init();
        ComputationGraph net = Engine.ONEDNN.prepare(plain);
        INDArray x = Nd4j.rand(DataType.FLOAT, 12, 1, 96, 96);
        INDArray who = Nd4j.createFromArray(new float[] {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3})
                .reshape(12, 1);
        for (int step = 0; step < 60; step++) {
            net.fit(new MultiDataSet(x, who));
        }
        assertThat(net.score()).isLessThan(0.02);
    }

    /** facenet-pytorch's names are ours, with PyTorch's for the parameters; a published file has a classifier more, for which there is no place. */
    @Test
    void takesFilesOfFacenetPyTorch(@TempDir Path folder) {
        Architecture net = InceptionResNetV1.FACENET_INCEPTION_RESNET_V1;
        Spec small = Spec.of(16, 3, 96, 96).withWidthFactor(0.125);
        ComputationGraph graph = graph(net, small, DataType.FLOAT);
        Map<String, INDArray> tensors = new TreeMap<>();
        graph.paramTable().forEach((name, values) -> {
            int end = name.lastIndexOf('_');
            String tensor =
                    switch (name.substring(end + 1)) {
                        case "W", "gamma" -> "weight";
                        case "b", "beta" -> "bias";
                        case "mean" -> "running_mean";
                        default -> "running_var";
                    };
            INDArray torch = !name.endsWith("_W")
                    ? values.reshape(values.length())
                    : values.rank() == 2 ? values.transpose() : values;
            tensors.put(name.substring(0, end) + "." + tensor, torch.dup('c'));
        });
        assertThat(tensors)
                .containsKeys(
                        "conv2d_1a.conv.weight",
                        "repeat_1.4.branch2.2.bn.running_var",
                        "repeat_2.9.conv2d.bias",
                        "mixed_7a.branch2.1.conv.weight",
                        "block8.branch1.2.conv.weight",
                        "last_linear.weight",
                        "last_bn.running_mean");
        tensors.put("logits.weight", Nd4j.zeros(5, 16));
        Path file = folder.resolve("faces.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        WeightsImport.Imported imported = WeightsImport.of(file, net, WeightsImport.Options.of(small, file));
        assertThat(imported.unused()).containsExactly("logits.weight");
        INDArray x = Nd4j.rand(DataType.FLOAT, 2, 3, 96, 96);
        assertThat(imported.model().graph().output(x)[0].equalsWithEps(graph.output(x)[0], 1e-6))
                .isTrue();
    }

    @Test
    void tooSmallAnInputIsRefused() {
        assertThatThrownBy(
                        () -> Nn4.FACENET_NN4.configure(Spec.of(128, 3, 64, 64), new NeuralNetConfiguration.Builder()))
                .hasMessage("facenet-nn4 needs an input of at least 65x65, got 64x64");
        for (int side : new int[] {65, 70, 96, 97, 128, 160}) {
            Nn4.FACENET_NN4.configure(Spec.of(128, 3, side, side), new NeuralNetConfiguration.Builder());
        }
        InceptionResNetV1.FACENET_INCEPTION_RESNET_V1.configure(
                Spec.of(128, 3, 75, 75), new NeuralNetConfiguration.Builder());
    }

    /** Numbers of pictures of twelve people. */
    private static final int[] COUNTS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    @Test
    void eachPictureIsInAnEpochOnceAndThoseOfAPersonStandTogether() {
        Split split = new Pictures(COUNTS);
        int[] order = People.inGroups(split, 4, 1, 7);
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(IntStream.range(0, 78).toArray());
        assertThat(People.inGroups(split, 4, 1, 7)).isEqualTo(order);
        assertThat(People.inGroups(split, 4, 1, 8)).isNotEqualTo(order);
        int changes = 0;
        for (int i = 1; i < order.length; i++) {
            changes += split.label(order[i]) == split.label(order[i - 1]) ? 0 : 1;
        }
        // Groups of four: 1 for each of four people, 2 for the next four, 3 for the others; two of one person may meet.
        assertThat(changes).isBetween(4 + 8 + 12 - 1 - 2, 4 + 8 + 12 - 1);
    }

    @Test
    void partsWithThesePeopleAreDividedByPeople() {
        Dataset mixed = new Mixed(new Pictures(COUNTS), new Pictures(COUNTS));
        Dataset apart = People.apart(mixed);
        assertThat(apart.parts()).containsExactly("train", "validation", "test");
        int all = 0;
        int[] partOf = new int[COUNTS.length];
        for (int p = 0; p < 3; p++) {
            Split split = apart.part(apart.parts().get(p));
            for (int i = 0; i < split.size(); i++) {
                partOf[split.label(i)] |= 1 << p;
            }
            all += split.size();
        }
        assertThat(all).isEqualTo(156);
        assertThat(partOf).containsExactly(1, 1, 1, 2, 4, 1, 1, 1, 2, 4, 1, 1);
        assertThat(People.apart(apart)).isSameAs(apart);
        assertThatThrownBy(() -> People.apart(new Mixed(new Pictures(3, 3), new Pictures(3, 3))))
                .isInstanceOf(ZooException.class)
                .hasMessage(
                        "embeddings are trained and judged on different people: mixed has 2, but at least 10 are needed");
    }

    /** So many black pictures of each person. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Pictures(int... counts) implements Split {
        @Override
        public int size() {
            return IntStream.of(counts).sum();
        }

        @Override
        public Image image(int i) {
            return Image.black(1, 4, 4);
        }

        @Override
        public int label(int i) {
            int label = 0;
            for (int left = i; left >= counts[label]; label++) {
                left -= counts[label];
            }
            return label;
        }

        @Override
        public String id(int i) {
            return String.valueOf(i);
        }
    }

    private record Mixed(Pictures train, Pictures test) implements Dataset {
        @Override
        public String name() {
            return "mixed";
        }

        @Override
        public List<String> classes() {
            return IntStream.range(0, train.counts().length)
                    .mapToObj(String::valueOf)
                    .toList();
        }

        @Override
        public List<String> parts() {
            return List.of("train", "test");
        }

        @Override
        public Split part(String name) {
            return name.equals("train") ? train : test;
        }

        @Override
        public String digest() {
            return "";
        }
    }
}
