package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class TrainerTest {
    @TempDir
    Path folder;

    private final TestNets.Bars data = new TestNets.Bars();

    private static Stream<Arguments> everyOptimizerOnBothPaths() {
        return Stream.of(Optimizer.Kind.values())
                .flatMap(kind -> Stream.of(Arguments.of(TestNets.TINY, kind), Arguments.of(TestNets.COMPILED, kind)));
    }

    private TrainingRun run(TrainingOptions options) {
        return TrainingRun.of(TestNets.TINY, TestNets.TINY.defaultSpec(), "bars", options);
    }

    /** Everything that has a state: moments, average, mix-up, augmentation, dropout, normalisation, schedule. */
    private static TrainingOptions everything(Optimizer.Kind kind) {
        return TestNets.TINY
                .recipe("bars")
                .withOptimizer(new Optimizer(kind, 0.01, 0.9, 0.001))
                .withSchedule(Schedule.cosine(0.5))
                .withRegularization(new Regularization(0.1, 0.2, 0.9));
    }

    @Test
    void learns() {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Trainer.Result<EvaluationResult> result =
                Trainer.train(run(TestNets.TINY.recipe("bars").withEpochs(10)), data, run, TrainingListener.NONE);
        assertThat(result.test().accuracy()).isGreaterThan(0.9);
        assertThat(List.of(run.args(), run.metrics(), run.last(), run.best(), run.report(), run.environment()))
                .allSatisfy(file -> assertThat(file).isNotEmptyFile());
        Model best = ModelFile.read(run.best());
        assertThat(best.card().metrics()).anySatisfy(metric -> {
            assertThat(metric.split()).isEqualTo("test");
            assertThat(metric.name()).isEqualTo("accuracy");
            assertThat(metric.value()).isEqualTo(result.test().accuracy());
        });
        assertThat(run.metrics()).content().hasLineCount(11);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizerOnBothPaths")
    void goesOnBitForBitAfterAStopAtAnyStep(Architecture architecture, Optimizer.Kind kind) {
        TrainingRun run = TrainingRun.of(architecture, architecture.defaultSpec(), "bars", everything(kind));
        RunFolder whole = new RunFolder(folder.resolve("whole"));
        Trainer.train(run, data, whole, TrainingListener.NONE);
        for (int stopAfter : new int[] {1, 13, 26, 40}) { // 13 steps an epoch: within and at the end of epochs
            RunFolder broken = new RunFolder(folder.resolve("broken" + stopAfter));
            Trainer.Result<EvaluationResult> first = Trainer.train(run, data, broken, new StopAfter(stopAfter));
            assertThat(first.interrupted()).isTrue();
            assertThat(Trainer.resume(data, broken, TrainingListener.NONE).interrupted())
                    .isFalse();
            assertThat(weights(broken.last())).isEqualTo(weights(whole.last()));
            assertThat(weights(broken.best())).isEqualTo(weights(whole.best()));
        }
    }

    @Test
    void stockDl4jOpensItsFiles() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Trainer.train(run(everything(Optimizer.Kind.ADAMW).withEpochs(1)), data, run, TrainingListener.NONE);
        for (Path file : List.of(run.best(), run.last())) {
            assertThat(org.deeplearning4j.util.ModelSerializer.restoreComputationGraph(file.toFile())
                            .params())
                    .isEqualTo(weights(file));
        }
    }

    @Test
    void refusesASecondRunInTheSameFolder() {
        RunFolder run = new RunFolder(folder.resolve("run"));
        TrainingRun one = run(TestNets.TINY.recipe("bars").withEpochs(1));
        Trainer.train(one, data, run, TrainingListener.NONE);
        assertThatThrownBy(() -> Trainer.train(one, data, run, TrainingListener.NONE))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("--resume");
    }

    @Test
    void refusesToResumeAnotherNetsCheckpoint() throws Exception {
        RunFolder adam = new RunFolder(folder.resolve("adam"));
        RunFolder sgd = new RunFolder(folder.resolve("sgd"));
        Trainer.train(run(everything(Optimizer.Kind.ADAM).withEpochs(1)), data, adam, TrainingListener.NONE);
        Trainer.train(run(everything(Optimizer.Kind.SGD).withEpochs(1)), data, sgd, TrainingListener.NONE);
        Files.copy(sgd.last(), adam.last(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Trainer.resume(data, adam, TrainingListener.NONE))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("belongs to another net or optimiser");
    }

    @Test
    void saysWhenTheLossIsNoNumber() {
        RunFolder run = new RunFolder(folder.resolve("run"));
        TrainingOptions wild = TestNets.TINY
                .recipe("bars")
                .withOptimizer(new Optimizer(Optimizer.Kind.SGD, 99, 0.99, 0.9))
                .withEpochs(50);
        assertThatThrownBy(() -> Trainer.train(run(wild), data, run, TrainingListener.NONE))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("try a learning rate below 99");
    }

    @Test
    void stopsWhenPatienceIsOut() {
        RunFolder run = new RunFolder(folder.resolve("run"));
        TrainingOptions options = TestNets.TINY
                .recipe("bars")
                .withOptimizer(new Optimizer(Optimizer.Kind.SGD, 1e-9, 0, 0))
                .withEpochs(30)
                .withPatience(2);
        List<Boolean> better = new ArrayList<>();
        Trainer.train(run(options), data, run, new TrainingListener() {
            @Override
            public void epoch(EpochMetrics metrics, boolean best) {
                better.add(best);
            }
        });
        assertThat(better).hasSizeLessThan(30).endsWith(true, false, false);
        assertThat(better.subList(0, better.size() - 1)).doesNotContainSequence(false, false);
    }

    @Test
    void goesOnWithItsPatience() {
        TrainingRun run = run(TestNets.TINY
                .recipe("bars")
                .withOptimizer(new Optimizer(Optimizer.Kind.SGD, 1e-9, 0, 0))
                .withEpochs(30)
                .withPatience(2));
        RunFolder whole = new RunFolder(folder.resolve("whole"));
        RunFolder broken = new RunFolder(folder.resolve("broken"));
        Trainer.train(run, data, whole, TrainingListener.NONE);
        int epochs = Checkpoint.read(whole.last()).progress().epoch();
        Trainer.train(run, data, broken, new StopAfter(13 * (epochs - 1) + 2)); // in the last epoch that is waited for
        Trainer.resume(data, broken, TrainingListener.NONE);
        assertThat(Checkpoint.read(broken.last()).progress().epoch()).isEqualTo(epochs);
        assertThat(weights(broken.last())).isEqualTo(weights(whole.last()));
        assertThat(weights(broken.best())).isEqualTo(weights(whole.best()));
    }

    @Test
    void aRunThatIsDoneIsDone() {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Trainer.Result<EvaluationResult> result =
                Trainer.train(run(everything(Optimizer.Kind.ADAM).withEpochs(1)), data, run, TrainingListener.NONE);
        INDArray last = weights(run.last());
        Trainer.Result<EvaluationResult> again = Trainer.resume(data, run, TrainingListener.NONE);
        assertThat(again.test().crossEntropy()).isEqualTo(result.test().crossEntropy());
        assertThat(weights(run.last())).isEqualTo(last);
        assertThat(ModelFile.read(run.best()).card().metrics()).hasSize(4); // validation and test, each once
    }

    /** 200 pictures: one batch of them all; a rest of one picture, which dense normalisation could not tell apart. */
    @ParameterizedTest
    @ValueSource(ints = {1, 199, 200, 201, Integer.MAX_VALUE})
    void anyBatchSizeWillDo(int batchSize) {
        RunFolder run = new RunFolder(folder.resolve("run"));
        TrainingOptions options = everything(Optimizer.Kind.ADAM)
                .withBatchSize(batchSize)
                .withEpochs(2)
                .withMaxBatches(3);
        Trainer.train(run(options), data, run, TrainingListener.NONE);
        Checkpoint.Progress progress = Checkpoint.read(run.last()).progress();
        assertThat(progress.iteration()).isEqualTo(2 * (batchSize == 1 ? 3 : batchSize == 199 ? 2 : 1));
        assertThat(progress.history())
                .allSatisfy(epoch -> assertThat(epoch.trainLoss()).isBetween(0.0, 10.0));
    }

    @Test
    void aDataSetMayHaveNothingButATrainingPart() {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Dataset alone = new TestNets.Bars(Dataset.TRAIN);
        Trainer.Result<EvaluationResult> result =
                Trainer.train(run(TestNets.TINY.recipe("bars")), alone, run, TrainingListener.NONE);
        assertThat(result.validation().split()).isEqualTo("train");
        assertThat(result.validation().images()).isEqualTo(200);
        assertThat(result.test()).isNull();
        assertThat(run.report()).isNotEmptyFile();
    }

    @Test
    void theTestPartNeverSelects() {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Dataset two = new TestNets.Bars(Dataset.TRAIN, Dataset.TEST);
        Trainer.Result<EvaluationResult> result =
                Trainer.train(run(TestNets.TINY.recipe("bars")), two, run, TrainingListener.NONE);
        assertThat(result.validation().split()).isEqualTo("train");
        assertThat(result.test().split()).isEqualTo("test");
    }

    @Test
    void refusesAChangedDataSet() {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Trainer.train(run(TestNets.TINY.recipe("bars")), data, run, new StopAfter(3));
        Dataset changed = new TestNets.Bars(Dataset.TRAIN, Dataset.TEST);
        assertThatThrownBy(() -> Trainer.resume(changed, run, TrainingListener.NONE))
                .isInstanceOf(ZooException.class)
                .hasMessage("the data set bars has changed since the run began: start a new run");
    }

    @Test
    void decaysWeightsOnly() {
        var graph = TestNets.TINY.configure(
                TestNets.TINY.defaultSpec(),
                TrainedNet.base(everything(Optimizer.Kind.ADAMW), new org.nd4j.linalg.learning.config.NoOp()));
        graph.getVertices().forEach((name, vertex) -> {
            var layer = ((org.deeplearning4j.nn.conf.graph.LayerVertex) vertex)
                    .getLayerConf()
                    .getLayer();
            for (String parameter : layer.initializer().paramKeys(layer)) {
                var decay = layer.getRegularizationByParam(parameter);
                assertThat(decay == null || decay.isEmpty())
                        .as(name + " " + parameter)
                        .isEqualTo(!parameter.equals("W"));
            }
        });
    }

    @Test
    void learningRateFollowsItsSchedule() {
        LearningRate cosine = new LearningRate(0.1, Schedule.cosine(1), 10, 5);
        assertThat(cosine.valueAt(0, 0)).isCloseTo(0.01, within(1e-12));
        assertThat(cosine.valueAt(9, 0)).isCloseTo(0.1, within(1e-12));
        assertThat(cosine.valueAt(30, 3)).isCloseTo(0.05, within(1e-12));
        assertThat(cosine.valueAt(50, 5)).isCloseTo(0, within(1e-12));
        LearningRate step = new LearningRate(0.1, new Schedule(Schedule.Curve.STEP, 0, 2, 0.1), 10, 5);
        assertThat(step.valueAt(19, 1)).isCloseTo(0.1, within(1e-12));
        assertThat(step.valueAt(20, 2)).isCloseTo(0.01, within(1e-12));
    }

    private static INDArray weights(Path file) {
        return ModelFile.read(file).graph().params();
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
