package org.convzoo.core.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.convzoo.core.Architecture;
import org.convzoo.core.Engine;
import org.convzoo.core.EvaluationResult;
import org.convzoo.core.Evaluator;
import org.convzoo.core.ForeignNet;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.core.ModelFile;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.SafetensorsExport;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.convzoo.core.WeightsOrigin;
import org.convzoo.data.Datasets;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.Precision;
import org.convzoo.weights.SafetensorsWriter;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * What every classifier of the zoo must pass. A family's test extends this and names its cases; it may add its own tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ArchitectureContract {
    private static final int DRAWS = 3;
    private static final long SEED = 42; // of pictures

    private static final int MANY_ARRAYS = 12; // a parameter at a time would take minutes
    private static final int DIRECTIONS = 12;

    /**
     * What is tested of an architecture.
     *
     * @param architecture the one under test
     * @param parameters trainable ones of the default spec, as the paper or PyTorch counts
     * @param small a spec of the same code, small enough for numerical gradients in a second
     */
    public record Case(Architecture architecture, long parameters, Spec small) {
        /** Of {@link #variants}. */
        public Case(Architecture architecture, long parameters) {
            this(architecture, parameters, null);
        }

        @Override
        public String toString() {
            return architecture.id();
        }
    }

    /** The architectures of the family: all, or those that stand for the others. */
    protected abstract Stream<Case> cases();

    /** Further ones, of the same code: only their configuration is looked at. */
    protected Stream<Case> variants() {
        return Stream.empty();
    }

    @ParameterizedTest
    @MethodSource({"cases", "variants"})
    void hasTheParametersOfThePaper(Case c) {
        assertThat(ModelSummary.trainableParameters(
                        configuration(c.architecture(), c.architecture().defaultSpec())))
                .isEqualTo(c.parameters());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesProbabilities(Case c) {
        Spec spec = affordable(c);
        INDArray output = graph(c.architecture(), spec).output(pictures(2, spec))[0];
        assertThat(output.shape()).containsExactly(2, spec.numClasses());
        assertThat(output.minNumber().doubleValue()).isNotNegative();
        assertThat(output.sum(1).toDoubleVector()).containsExactly(new double[] {1, 1}, within(1e-5));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasTheNumericalGradient(Case c) {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE); // GradientCheckUtil asks for it, process-wide
        try {
            ComputationGraph graph = new ComputationGraph(withoutDropout(c.architecture()
                    .configure(
                            c.small(),
                            new NeuralNetConfiguration.Builder()
                                    .seed(7)
                                    .updater(new NoOp())
                                    .dataType(DataType.DOUBLE))));
            graph.init();
            if (graph.paramTable().size() > MANY_ARRAYS) {
                assertSlopes(graph, pictures(3, c.small()), labels(3, c.small(), graph));
                return;
            }
            assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                            .net(graph)
                            .inputs(new INDArray[] {pictures(3, c.small())})
                            .labels(labels(3, c.small(), graph))
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

    /** For deep nets, in double precision: the loss along random directions, in each of which all parameters change at once. */
    public static void assertSlopes(ComputationGraph graph, INDArray x, INDArray[] labels) {
        MultiDataSet batch = new MultiDataSet(new INDArray[] {x}, labels);
        graph.setInputs(x);
        graph.setLabels(labels);
        graph.computeGradientAndScore();
        Map<String, INDArray> gradient = new LinkedHashMap<>();
        graph.gradient().gradientForVariable().forEach((name, values) -> gradient.put(name, values.dup()));
        gradient.keySet().removeIf(name -> name.endsWith("_mean") || name.endsWith("_var")); // running, not trained
        for (int i = 0; i < DIRECTIONS; i++) {
            Map<String, INDArray> direction = new LinkedHashMap<>();
            gradient.forEach((name, values) -> direction.put(name, Nd4j.randn(values.shape())));
            double expected = 0, squares = 0; // slopes along such directions are about as large as the gradient is long
            for (String name : gradient.keySet()) {
                squares += Math.pow(gradient.get(name).norm2Number().doubleValue() / x.size(0), 2);
                expected +=
                        gradient.get(name).mul(direction.get(name)).sumNumber().doubleValue() / x.size(0);
            }
            double epsilon = 1e-9; // small, lest rectifiers switch
            move(graph, direction, epsilon);
            double above = graph.score(batch, true);
            move(graph, direction, -2 * epsilon);
            double below = graph.score(batch, true);
            move(graph, direction, epsilon);
            assertThat((above - below) / (2 * epsilon)).isCloseTo(expected, within(1e-4 * Math.sqrt(squares)));
        }
    }

    private static void move(ComputationGraph graph, Map<String, INDArray> direction, double length) {
        Map<String, INDArray> parameters = graph.paramTable();
        direction.forEach((name, values) -> parameters.get(name).addi(values.mul(length)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesEveryParameterAGradient(Case c) {
        ComputationGraph graph = graph(c.architecture(), c.small());
        graph.setInputs(pictures(4, c.small()));
        graph.setLabels(labels(4, c.small(), graph));
        graph.computeGradientAndScore();
        Map<String, INDArray> gradients = graph.gradient().gradientForVariable();
        assertThat(gradients.keySet())
                .containsExactlyInAnyOrderElementsOf(graph.paramTable().keySet());
        gradients.forEach((name, gradient) ->
                assertThat(gradient.norm2Number().doubleValue()).as(name).isPositive());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void learnsOneBatchByHeart(Case c) {
        // Dropout is there to hinder that.
        ComputationGraph plain = new ComputationGraph(withoutDropout(configuration(c.architecture(), c.small())));
        plain.init();
        ComputationGraph graph = Engine.ONEDNN.prepare(plain);
        MultiDataSet batch = new MultiDataSet(new INDArray[] {pictures(8, c.small())}, labels(8, c.small(), graph));
        double before = graph.score(batch);
        for (int i = 0; i < 150; i++) {
            graph.fit(batch);
        }
        assertThat(graph.score(batch)).isLessThan(before / 10).isLessThan(0.1);
    }

    /**
     * The plan in float and stock DL4J in float, both against stock DL4J in double precision. Where a rectifier or a pool is near a tie, the order
     * of a processor's sums decides, and the gradient jumps: one of some draws of pictures must be free of that.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void isAsExactAsTheStockEngine(Case c) {
        ComputationGraph stock = new ComputationGraph(withoutDropout(configuration(c.architecture(), c.small())));
        stock.init();
        ComputationGraph fast = Engine.ONEDNN.prepare(stock.clone());
        ComputationGraph exact = stock.convertDataType(DataType.DOUBLE);
        INDArray y = labels(4, c.small());
        List<String> tooFar = new ArrayList<>();
        for (int draw = 0; draw < DRAWS && draw == tooFar.size(); draw++) {
            INDArray x = pictures(4, c.small(), SEED + draw);
            INDArray expected = exact.output(x.castTo(DataType.DOUBLE))[0];
            assertThat(distance(fast.output(x)[0], expected))
                    .isLessThan(Math.max(1e-5, 2 * distance(stock.output(x)[0], expected)));
            step(fast, x, y);
            step(stock, x, y);
            step(exact, x.castTo(DataType.DOUBLE), y.castTo(DataType.DOUBLE));
            INDArray gradient = exact.getFlattenedGradients();
            double ours = distance(fast.getFlattenedGradients(), gradient);
            double theirs = distance(stock.getFlattenedGradients(), gradient);
            if (ours >= Math.max(1e-5, 2 * theirs)) {
                tooFar.add(ours + ", stock " + theirs);
            }
        }
        assertThat(tooFar).hasSizeLessThan(DRAWS);
    }

    private static void step(ComputationGraph graph, INDArray x, INDArray y) {
        graph.setInputs(x);
        graph.setLabels(repeated(y, graph));
        graph.computeGradientAndScore();
    }

    /** Vertices that DL4J computes itself, in a training and in an inference. */
    protected List<String> expectedIslands(Case c) {
        return List.of();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasOnlyTheIslandsThatAreKnown(Case c) {
        Spec spec = affordable(c);
        ComputationGraph graph = graph(c.architecture(), spec);
        long[] shape = {2, spec.channels(), spec.height(), spec.width()};
        for (boolean training : new boolean[] {true, false}) {
            assertThat(OneDnn.plan(graph, training, Precision.F32, shape).islands())
                    .isEqualTo(expectedIslands(c));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void survivesTheDisk(Case c, @TempDir Path folder) {
        Spec spec = c.small();
        ComputationGraph graph = graph(c.architecture(), spec);
        Path file = folder.resolve("model.zip");
        ModelFile.write(new Model(graph, card(c.architecture(), spec)), file);
        Model read = ModelFile.read(file);
        INDArray x = pictures(2, spec);
        assertThat(Engine.ONEDNN.prepare(read.graph()).output(x)).isEqualTo(graph.output(x));
        assertThat(read.card()).isEqualTo(card(c.architecture(), spec));
    }

    /** With torchvision's names where it has the net. */
    @ParameterizedTest
    @MethodSource("cases")
    void survivesSafetensors(Case c, @TempDir Path folder) {
        Spec spec = c.small();
        ComputationGraph graph = graph(c.architecture(), spec);
        graph.params().assign(Nd4j.rand(graph.params().shape()));
        Model model = new Model(graph, card(c.architecture(), spec));
        Path file = folder.resolve("weights.safetensors");
        WeightsOrigin origin = SafetensorsExport.write(model, file);
        assertThat(origin == WeightsOrigin.TORCHVISION)
                .isEqualTo(c.architecture().foreignNets(spec).stream()
                        .anyMatch(net -> net.origin() == WeightsOrigin.TORCHVISION));
        WeightsImport.Imported read = WeightsImport.of(file, c.architecture());
        assertThat(read.model().graph().params()).isEqualTo(graph.params());
        assertThat(read.model().card()).isEqualTo(model.card());
        assertThat(read.unused()).isEmpty();
    }

    /** Tensors in Keras's shapes and order, under its names; which kind of file they are in does not matter. */
    @ParameterizedTest
    @MethodSource({"cases", "variants"})
    void readsKeras(Case c, @TempDir Path folder) {
        Spec spec = c.small() == null ? c.architecture().defaultSpec().withWidthFactor(1 / 16.0) : c.small();
        ForeignNet net = c.architecture().foreignNets(spec).stream()
                .filter(foreign -> foreign.origin() == WeightsOrigin.KERAS)
                .findFirst()
                .orElse(null);
        assumeTrue(net != null, "Keras has no such net");
        ComputationGraph graph = graph(c.architecture(), spec);
        graph.params().assign(Nd4j.rand(graph.params().shape()));
        Path file = folder.resolve("keras.safetensors");
        SafetensorsWriter.write(file, KerasTensors.of(graph, net), Map.of());
        ComputationGraph read = WeightsImport.of(file, c.architecture(), WeightsImport.Options.of(spec, file))
                .model()
                .graph();
        KerasTensors.assertEqual(read, graph);
    }

    @ParameterizedTest
    @MethodSource({"cases", "variants"})
    void survivesJson(Case c) {
        ComputationGraphConfiguration configuration =
                withVariables(configuration(c.architecture(), c.architecture().defaultSpec()));
        assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
                .isEqualTo(configuration);
    }

    /** The paper's net, or one with a quarter of the channels where the paper's would take seconds and gigabytes. */
    private static Spec affordable(Case c) {
        Spec spec = c.architecture().defaultSpec();
        return c.parameters() > 30_000_000 ? spec.withWidthFactor(0.25) : spec;
    }

    /**
     * Gives the same logits as torchvision's net, for weights and a picture set by formula, within 1e-4. Where the environment's {@code
     * ZOO_TORCHVISION} names a folder in which {@code torchvision_judge.py --save} put PyTorch's file of these weights, the net that reads it
     * does so too.
     *
     * @param name of the function in torchvision.models that makes it, and of the fixture
     */
    protected static void assertAgreesWithTorchvision(Architecture architecture, String name) {
        assertThat(TorchvisionJudge.difference(architecture, architecture.defaultSpec(), name))
                .isLessThan(1e-4);
        String folder = System.getenv("ZOO_TORCHVISION");
        if (folder != null && Files.exists(Path.of(folder, name + ".pth"))) {
            assertThat(TorchvisionJudge.differenceOfFile(architecture, name, Path.of(folder, name + ".pth")))
                    .isLessThan(1e-4);
        }
    }

    /** Evaluates shipped weights again and compares with what their card says. Data that is missing is not downloaded. */
    protected static void assertReachesItsMetrics(String weights) {
        Model model = Engine.ONEDNN.prepare(ModelZoo.load(weights));
        List<Metric> stated = model.card().metrics();
        assertThat(stated).isNotEmpty();
        for (String data : stated.stream().map(Metric::data).distinct().toList()) {
            for (String split : stated.stream().map(Metric::split).distinct().toList()) {
                EvaluationResult result = Evaluator.evaluate(model, Datasets.open(data), split);
                for (Metric metric : stated) {
                    if (metric.data().equals(data) && metric.split().equals(split)) {
                        assertThat(result.metrics())
                                .filteredOn(m -> m.name().equals(metric.name()))
                                .singleElement()
                                .satisfies(m -> assertThat(m.value())
                                        .as("%s of %s on %s %s", metric.name(), weights, data, split)
                                        .isCloseTo(metric.value(), within(1.5 / metric.images())));
                    }
                }
            }
        }
    }

    private static ComputationGraph graph(Architecture architecture, Spec spec) {
        ComputationGraph graph = new ComputationGraph(configuration(architecture, spec));
        graph.init();
        return Engine.ONEDNN.prepare(graph);
    }

    private static ComputationGraphConfiguration configuration(Architecture architecture, Spec spec) {
        return architecture.configure(
                spec, new NeuralNetConfiguration.Builder().seed(7).updater(new Adam(3e-3)));
    }

    private static ModelCard card(Architecture architecture, Spec spec) {
        List<String> classes = Stream.iterate(0, i -> i + 1)
                .limit(spec.numClasses())
                .map(String::valueOf)
                .toList();
        return new ModelCard(
                ModelCard.FORMAT_VERSION,
                architecture.id(),
                spec,
                architecture.preprocessing(spec, "test"),
                classes,
                List.of(),
                new ModelCard.Provenance("test", "none", 7, 1, "none", 1, "onednn", Map.of(), "none", "a test"));
    }

    private static INDArray pictures(int n, Spec spec) {
        return pictures(n, spec, SEED);
    }

    private static INDArray pictures(int n, Spec spec, long seed) {
        Nd4j.getRandom().setSeed(seed);
        return Nd4j.rand(n, spec.channels(), spec.height(), spec.width());
    }

    private static INDArray labels(int n, Spec spec) {
        INDArray labels = Nd4j.zeros(n, spec.numClasses());
        for (int i = 0; i < n; i++) {
            labels.putScalar(i, i % spec.numClasses(), 1);
        }
        return labels;
    }

    private static INDArray[] labels(int n, Spec spec, ComputationGraph graph) {
        return repeated(labels(n, spec), graph);
    }

    /** Auxiliary classifiers get the labels of the first output. */
    private static INDArray[] repeated(INDArray labels, ComputationGraph graph) {
        return Collections.nCopies(graph.getNumOutputArrays(), labels).toArray(INDArray[]::new);
    }

    /** Each engine draws its own masks, and a numerical gradient needs the same twice. */
    private static ComputationGraphConfiguration withoutDropout(ComputationGraphConfiguration configuration) {
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (vertex instanceof LayerVertex layer) {
                layer.getLayerConf().getLayer().setIDropout(null);
            }
        }
        return configuration;
    }

    /**
     * As in a graph that has parameters, but without their memory: DL4J's reader tells batch normalisation's variance from a deviation by
     * their names.
     */
    private static ComputationGraphConfiguration withVariables(ComputationGraphConfiguration configuration) {
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (vertex instanceof LayerVertex layer) {
                NeuralNetConfiguration conf = layer.getLayerConf();
                conf.getLayer().initializer().paramKeys(conf.getLayer()).forEach(conf::addVariable);
            }
        }
        return configuration;
    }

    /** Relative, in the Euclidean norm. */
    private static double distance(INDArray a, INDArray b) {
        return a.castTo(b.dataType()).sub(b).norm2Number().doubleValue()
                / b.norm2Number().doubleValue();
    }
}
