package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.data.Dataset;
import org.convzoo.data.Split;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.Precision;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

class TransferTest {
    @TempDir
    Path folder;

    private final TestNets.Bars data = new TestNets.Bars();
    private Path source;
    private Model pretrained;

    /** Weights with statistics that a training has moved. */
    @BeforeEach
    void pretrain() {
        RunFolder run = new RunFolder(folder.resolve("source"));
        TrainingRun first = TrainingRun.of(
                TestNets.COMPILED,
                TestNets.COMPILED.defaultSpec(),
                "bars",
                TestNets.COMPILED.recipe("bars").withEpochs(1));
        Trainer.train(first, data, run, TrainingListener.NONE);
        source = run.best();
        pretrained = ModelFile.read(source);
    }

    /** Auxiliary classifiers are heads too, and are trained beside the classifier. */
    @ParameterizedTest
    @CsvSource({"norm, true", "hidden, false"})
    void auxiliaryClassifiersAreHeads(String layer, boolean kept) {
        Architecture branched = TestNets.BRANCHED;
        assertThat(Pretrained.head(branched, branched.defaultSpec())).containsExactlyInAnyOrder("output", "auxiliary");
        RunFolder first = new RunFolder(folder.resolve("first"));
        Trainer.train(
                TrainingRun.of(branched, branched.defaultSpec(), "bars", plain().withEpochs(1)),
                data,
                first,
                TrainingListener.NONE);
        Dataset other = renamed("left", "right");
        List<Integer> computed = new ArrayList<>();
        RunFolder second = new RunFolder(folder.resolve("second"));
        Trainer.train(
                TrainingRun.from(first.best().toString(), other, plain()).freezeUpTo(layer),
                other,
                second,
                new TrainingListener() {
                    @Override
                    public void features(int images, int total) {
                        computed.add(images);
                    }
                });
        assertThat(computed.isEmpty()).isEqualTo(!kept);
        Map<String, INDArray> old = table(ModelFile.read(first.best()));
        Map<String, INDArray> now = table(ModelFile.read(second.best()));
        assertThat(now.get("conv_W")).isEqualTo(old.get("conv_W"));
        assertThat(now.get("norm_mean")).isEqualTo(old.get("norm_mean"));
        assertThat(now.get("hidden_W").equals(old.get("hidden_W"))).isEqualTo(!kept);
        assertThat(now.get("output_W")).isNotEqualTo(old.get("output_W"));
        assertThat(now.get("auxiliary_W")).isNotEqualTo(old.get("auxiliary_W"));
    }

    private TrainingRun from(Dataset to, TrainingOptions options) {
        return TrainingRun.from(source.toString(), pretrained.card(), to.name(), to.classes(), options);
    }

    private static TrainingOptions plain() {
        return TrainingOptions.adam(2, 16, 0.01);
    }

    private static TrainingOptions augmented() {
        return TestNets.COMPILED.recipe("bars").withEpochs(2);
    }

    private Model train(String name, TrainingRun run, Dataset to) {
        RunFolder target = new RunFolder(folder.resolve(name));
        Trainer.train(run, pretrained, to, target, TrainingListener.NONE);
        return ModelFile.read(target.best());
    }

    @Test
    void startsFromTheWeightsOfTheSameClasses() {
        TrainingOptions still = plain().withOptimizer(new Optimizer(Optimizer.Kind.SGD, 1e-30, 0, 0));
        TrainingRun run = from(data, still);
        assertThat(run.transfer().newHead()).isFalse();
        Map<String, INDArray> old = table(pretrained);
        table(train("still", run, data)).forEach((name, value) -> {
            if (!name.endsWith("mean") && !name.endsWith("log10stdev")) {
                assertThat(value).as(name).isEqualTo(old.get(name));
            }
        });
    }

    @Test
    void otherClassesGetANewHeadAndThePreprocessingStays() {
        Dataset other = renamed("left", "right");
        TrainingRun run = from(other, plain().withOptimizer(new Optimizer(Optimizer.Kind.SGD, 1e-30, 0, 0)));
        assertThat(run.transfer().newHead()).isTrue();
        assertThat(run.preprocessing()).isEqualTo(pretrained.card().preprocessing());
        Model trained = train("other", run, other);
        assertThat(trained.card().classes()).containsExactly("left", "right");
        assertThat(trained.card().provenance().licence()).isEqualTo("Apache-2.0");
        assertThat(trained.card().provenance().origin())
                .isEqualTo("trained by ConvZoo from " + source.getFileName() + ", trained by ConvZoo");
        Map<String, INDArray> old = table(pretrained);
        Map<String, INDArray> now = table(trained);
        assertThat(now.get("hidden_W")).isEqualTo(old.get("hidden_W"));
        assertThat(now.get("output_W")).isNotEqualTo(old.get("output_W"));
    }

    /** With augmentation the whole net runs in each step, without it only what is above the frozen layers. */
    @ParameterizedTest
    @CsvSource({"norm, false, 0", "norm, true, 0.9", "norm, true, 0", "hidden, false, 0.9", "conv, false, 0.9"})
    void whatIsFrozenStaysBitForBit(String layer, boolean augmented, double ema) {
        TrainingOptions options =
                (augmented ? augmented() : plain()).withRegularization(new Regularization(0.1, 0, ema));
        Dataset other = renamed("left", "right");
        TrainingRun run = from(other, options).freezeUpTo(layer);
        Model trained = train("run", run, other);
        Set<String> frozen = FrozenLayers.upTo(pretrained.graph().getConfiguration(), layer);
        Map<String, INDArray> old = table(pretrained);
        for (ComputationGraph graph : List.of(
                trained.graph(), ModelFile.read(folder.resolve("run/last.zip")).graph())) {
            table(graph).forEach((name, value) -> {
                boolean same = frozen.contains(name.substring(0, name.indexOf('_')));
                assertThat(value.equals(old.get(name))).as(name).isEqualTo(same);
                assertThat(value.sub(old.get(name)).norm2Number().doubleValue() == 0)
                        .as(name)
                        .isEqualTo(same);
            });
        }
    }

    @Test
    void theModelIsAPlainOne() throws Exception {
        Model trained = train("run", from(data, plain()).freezeUpTo("norm").withBackboneRate(0.1), data);
        trained.graph().getConfiguration().getVertices().values().forEach(vertex -> assertThat(
                        ((LayerVertex) vertex).getLayerConf().getLayer())
                .isNotInstanceOf(FrozenLayer.class));
        for (String file : List.of("run/best.zip", "run/last.zip")) {
            Path path = folder.resolve(file);
            assertThat(ModelSerializer.restoreComputationGraph(path.toFile()).params())
                    .isEqualTo(ModelFile.read(path).graph().params());
        }
        Path again = folder.resolve("run/best.zip");
        TrainingRun further = TrainingRun.from(again.toString(), trained.card(), "bars", data.classes(), plain());
        Trainer.Result<EvaluationResult> result =
                Trainer.train(further, data, new RunFolder(folder.resolve("further")), TrainingListener.NONE);
        assertThat(result.test().accuracy()).isGreaterThan(0.5);
    }

    @Test
    void theFeaturesThatAreKeptTrainAsTheWholeNetDoes() {
        List<Integer> computed = new ArrayList<>();
        TrainingRun run = from(data, plain().withRegularization(new Regularization(0.1, 0, 0.9)))
                .freezeUpTo("norm");
        RunFolder kept = new RunFolder(folder.resolve("kept"));
        Trainer.Result<EvaluationResult> result = Trainer.train(run, pretrained, data, kept, new TrainingListener() {
            @Override
            public void features(int images, int total) {
                assertThat(total).isEqualTo(250);
                computed.add(images);
            }
        });
        assertThat(computed).endsWith(250);
        // A picture that is moved by nothing: the same pixels, but for all the trainer knows they are random.
        TrainingOptions whole = run.options().withAugmentation(List.of(new org.convzoo.data.RandomFlip(0)));
        Model other = train(
                "whole",
                new TrainingRun(
                        run.architecture(),
                        run.spec(),
                        run.preprocessing(),
                        run.data(),
                        run.transfer(),
                        whole,
                        run.engine(),
                        run.command(),
                        run.style(),
                        run.teacher()),
                data);
        INDArray a = ModelFile.read(kept.best()).graph().params();
        INDArray b = other.graph().params();
        assertThat(a.sub(b).norm2Number().doubleValue() / b.norm2Number().doubleValue())
                .isLessThan(1e-4);
        assertThat(result.validation().accuracy())
                .isEqualTo(Evaluator.evaluate(ModelFile.read(kept.best()), data, Dataset.VALIDATION)
                        .accuracy());
    }

    static Stream<TrainingOptions> bothWays() {
        return Stream.of(plain(), augmented()).map(options -> options.withEpochs(3)
                .withSchedule(Schedule.cosine(0.5))
                .withRegularization(new Regularization(0.1, 0, 0.9)));
    }

    @ParameterizedTest
    @MethodSource("bothWays")
    void goesOnBitForBit(TrainingOptions options) throws Exception {
        for (Optimizer.Kind kind : Optimizer.Kind.values()) {
            TrainingRun run = from(data, options.withOptimizer(new Optimizer(kind, 0.01, 0.9, 0.001)))
                    .freezeUpTo("conv")
                    .withBackboneRate(0.3);
            RunFolder whole = new RunFolder(folder.resolve("whole" + kind));
            Trainer.train(run, pretrained, data, whole, TrainingListener.NONE);
            for (int stopAfter : new int[] {1, 5, 18, 30}) {
                RunFolder broken = new RunFolder(folder.resolve("broken" + kind + stopAfter));
                assertThat(Trainer.train(run, pretrained, data, broken, new StopAfter(stopAfter))
                                .interrupted())
                        .isTrue();
                Path moved = source.resolveSibling("moved.zip");
                Files.move(source, moved); // the run does not need it any more
                assertThat(Trainer.resume(data, broken, TrainingListener.NONE).interrupted())
                        .isFalse();
                Files.move(moved, source);
                for (String file : List.of("last.zip", "best.zip")) {
                    assertThat(ModelFile.read(broken.path().resolve(file))
                                    .graph()
                                    .params())
                            .isEqualTo(ModelFile.read(whole.path().resolve(file))
                                    .graph()
                                    .params());
                }
            }
        }
    }

    @Test
    void nothingIsComputedBackwardBelowWhatIsTrained() {
        ComputationGraph graph = new ComputationGraph(frozen("norm"));
        graph.init();
        var report = OneDnn.plan(Engine.ONEDNN.prepare(graph), true, Precision.F32, new long[] {4, 1, 8, 8});
        assertThat(report.islands()).isEmpty();
        assertThat(report.kernels())
                .filteredOn(kernel -> kernel.kind().contains("backward"))
                .allSatisfy(kernel -> assertThat(kernel.vertex()).isIn("hidden", "output"))
                .isNotEmpty();
        assertThat(report.kernels()).noneMatch(kernel -> kernel.kind().contains("statistics"));
    }

    private static org.deeplearning4j.nn.conf.ComputationGraphConfiguration frozen(String layer) {
        var net = TestNets.COMPILED.configure(
                TestNets.COMPILED.defaultSpec(),
                new org.deeplearning4j.nn.conf.NeuralNetConfiguration.Builder().updater(new Adam(1e-3)));
        FrozenLayers.freeze(net, FrozenLayers.upTo(net, layer));
        return net;
    }

    /** Plain SGD for one step: a step is the rate times the gradient, so the ratio of steps is the ratio of rates. */
    @Test
    void theBackboneLearnsSlower() {
        TrainingOptions one = plain().withEpochs(1)
                .withMaxBatches(1)
                .withSchedule(new Schedule(Schedule.Curve.CONSTANT, 0, 0, 0))
                .withOptimizer(new Optimizer(Optimizer.Kind.SGD, 0.1, 0, 0));
        Map<String, INDArray> old = table(pretrained);
        Map<String, INDArray> fast = table(train("fast", from(data, one), data));
        Map<String, INDArray> slow = table(train("slow", from(data, one).withBackboneRate(0.25), data));
        for (String name : List.of("conv_W", "hidden_W", "hidden_b", "norm_gamma", "output_W")) {
            double ratio = slow.get(name).sub(old.get(name)).norm2Number().doubleValue()
                    / fast.get(name).sub(old.get(name)).norm2Number().doubleValue();
            assertThat(ratio).as(name).isCloseTo(name.startsWith("output") ? 1 : 0.25, within(1e-3));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nrom   | no layer is called nrom; did you mean norm?",
                "xyz12  | no layer is called xyz12; zoo describe lists them",
                "input  | no layer is called input",
                "output | freezing all up to output leaves nothing to train: name a layer before it",
            })
    void refusesWhatCannotBeFrozen(String layer, String message) {
        assertThatThrownBy(() -> train("run", from(data, plain()).freezeUpTo(layer), data))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining(message);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void refusesToFreezeRandomWeights() {
        TrainingRun run = TrainingRun.of(TestNets.COMPILED, TestNets.COMPILED.defaultSpec(), "bars", plain());
        assertThatThrownBy(() -> run.freezeUpTo("norm"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--freeze-up-to norm would freeze random weights: name those to start from with --from");
        assertThatThrownBy(() -> run.withBackboneRate(0.1)).hasMessageContaining("--from");
        assertThatThrownBy(() -> from(data, plain()).withBackboneRate(0)).hasMessageContaining("above 0");
    }

    @Test
    void refusesAnotherNet() {
        Model other = TestNets.model();
        TrainingRun run = from(data, plain());
        assertThatThrownBy(() ->
                        Trainer.train(run, other, data, new RunFolder(folder.resolve("run")), TrainingListener.NONE))
                .hasMessage(source + " holds weights of tiny, which compiled cannot take over");
        ComputationGraph wide = new ComputationGraph(TestNets.COMPILED.configure(
                TestNets.COMPILED.defaultSpec().withInput(3, 8, 8),
                new org.deeplearning4j.nn.conf.NeuralNetConfiguration.Builder()));
        wide.init();
        assertThatThrownBy(() -> Pretrained.takeOver(pretrained.graph(), Set.of(), wide, "wide.zip"))
                .isInstanceOf(ZooException.class)
                .hasMessage("wide.zip cannot be taken over: its layer conv has {W=[4, 3, 3, 3], b=[4]},"
                        + " the net's has {W=[4, 1, 3, 3], b=[4]}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100})
    void drawsAsManyPicturesOfEachClass(int perClass) {
        Split train = data.part(Dataset.TRAIN);
        int[] drawn = ClassDraw.of(data, perClass, 5);
        assertThat(drawn).hasSize(2 * perClass).doesNotHaveDuplicates().isSorted();
        assertThat(java.util.Arrays.stream(drawn).filter(i -> train.label(i) == 0))
                .hasSize(perClass);
        assertThat(ClassDraw.of(data, perClass, 5)).isEqualTo(drawn);
        assertThat(java.util.Arrays.equals(ClassDraw.of(data, perClass, 6), drawn))
                .isEqualTo(perClass == 100);
    }

    @Test
    void trainsOnTheDrawnPicturesOnly() {
        List<Integer> seen = new ArrayList<>();
        TrainingRun run = from(data, augmented().withImagesPerClass(5));
        Trainer.train(run, pretrained, data, new RunFolder(folder.resolve("few")), new TrainingListener() {
            @Override
            public void batch(int epoch, int images, int total, double loss) {
                seen.add(total);
            }
        });
        assertThat(seen).containsOnly(10);
        assertThatThrownBy(() -> train("many", from(data, plain().withImagesPerClass(101)), data))
                .isInstanceOf(ZooException.class)
                .hasMessage("the class flat of bars has 100 training pictures, fewer than the 101 asked for");
    }

    private static Map<String, INDArray> table(Model model) {
        return table(model.graph());
    }

    private static Map<String, INDArray> table(ComputationGraph graph) {
        Map<String, INDArray> copy = new HashMap<>();
        graph.paramTable().forEach((name, value) -> copy.put(name, value.dup()));
        return copy;
    }

    /** The same pictures under other names. */
    private Dataset renamed(String... classes) {
        return new Dataset() {
            @Override
            public String name() {
                return "others";
            }

            @Override
            public List<String> classes() {
                return List.of(classes);
            }

            @Override
            public List<String> parts() {
                return data.parts();
            }

            @Override
            public Split part(String name) {
                return data.part(name);
            }

            @Override
            public String digest() {
                return "others";
            }
        };
    }

    private static final class StopAfter implements TrainingListener {
        private int left;

        StopAfter(int steps) {
            left = steps;
        }

        @Override
        public boolean stop() {
            return --left == 0;
        }
    }
}
