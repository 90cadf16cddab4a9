package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.stepfunctions.GradientStepFunction;
import org.deeplearning4j.nn.conf.stepfunctions.NegativeDefaultStepFunction;
import org.deeplearning4j.nn.conf.stepfunctions.NegativeGradientStepFunction;
import org.deeplearning4j.nn.conf.stepfunctions.StepFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** What DL4J does around a step - updaters, regularisation, listeners, evaluation - finds what it expects. */
class HooksTest {
    static Stream<Arguments> options() {
        return Stream.of(
                option("l1", b -> b.l1(0.01).l1Bias(0.02)),
                option("l2", b -> b.l2(0.01).l2Bias(0.02)),
                option("weight decay", b -> b.weightDecay(0.01).weightDecayBias(0.02)),
                option("all of them", b -> b.l1(0.01).l2(0.02).weightDecay(0.03)),
                option("Nesterovs", b -> b.updater(new Nesterovs(0.05, 0.9))),
                option("Adam", b -> b.updater(new Adam(1e-3))),
                option("Adam, bias updater", b -> b.updater(new Adam(1e-3)).biasUpdater(new Sgd(0.01))),
                option("RMSProp", b -> b.updater(new RmsProp(1e-3))),
                option("AdaGrad", b -> b.updater(new AdaGrad(1e-2))),
                option("AdaDelta", b -> b.updater(new AdaDelta())),
                option("schedule", b -> b.updater(new Sgd(new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 2)))),
                option("bias updater", b -> b.biasUpdater(new Sgd(0.01))),
                option("constraint", b -> b.constrainWeights(new MaxNormConstraint(0.5, 1))),
                option("gradients as means", b -> b.miniBatch(false)),
                option("maximise", b -> b.minimize(false).updater(new Sgd(1e-3))));
    }

    private static Arguments option(String name, UnaryOperator<NeuralNetConfiguration.Builder> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void trainsAsStock(String name, UnaryOperator<NeuralNetConfiguration.Builder> change) {
        Twins twins = Twins.of(change).fit(5);
        twins.assertSameWeights();
        twins.assertSameOutput();
        assertThat(twins.fast().score())
                .isCloseTo(
                        twins.stock().score(),
                        within(1e-5 * Math.abs(twins.stock().score())));
    }

    static Stream<Arguments> ofAdam() {
        return Stream.of(
                option("alone", b -> b),
                option("L2", b -> b.l2(0.1).l2Bias(0.2)),
                option("weight decay", b -> b.weightDecay(0.1).weightDecayBias(0.2)),
                option("weight decay times the rate", b -> b.weightDecay(0.1, true)),
                option("both", b -> b.l2(0.1).weightDecay(0.2)),
                option("sums", b -> b.miniBatch(false)),
                option("a schedule", b -> b.updater(new Adam(new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 2)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofAdam")
    void fusesAdam(String name, UnaryOperator<NeuralNetConfiguration.Builder> change) {
        Twins twins = Twins.of(b -> change.apply(b.updater(new Adam(1e-2)))).fit(5);
        assertThat(FusedAdam.of(twins.fast(), twins.fast().getUpdater(true))).isNotNull();
        twins.assertSameWeights();
        assertThat(Trial.distance(
                        twins.fast().getUpdater(true).getStateViewArray(),
                        twins.stock().getUpdater(true).getStateViewArray()))
                .as("moments")
                .isLessThan(Twins.SAME);
        assertThat(Trial.distance(
                        twins.fast().getFlattenedGradients(), twins.stock().getFlattenedGradients()))
                .as("update")
                .isLessThan(1e-4); // Adam magnifies what differs in gradients near zero
    }

    @Test
    void leavesOtherRulesToStock() {
        for (UnaryOperator<NeuralNetConfiguration.Builder> change :
                List.<UnaryOperator<NeuralNetConfiguration.Builder>>of(
                        b -> b.updater(new Nesterovs(0.05, 0.9)),
                        b -> b.updater(new Adam()).l1(0.01),
                        b -> b.updater(new Adam())
                                .gradientNormalization(GradientNormalization.RenormalizeL2PerLayer))) {
            AcceleratedGraph fast = Twins.of(change).fast();
            assertThat(FusedAdam.of(fast, fast.getUpdater(true))).isNull();
        }
    }

    @Test
    void leavesToStockWhatOnlyPretrainingMoves() {
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .updater(new Adam())
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.feedForward(5))
                .addLayer("code", new AutoEncoder.Builder().nOut(4).build(), "input")
                .addLayer("output", new OutputLayer.Builder().nOut(3).build(), "code")
                .setOutputs("output")
                .build();
        AcceleratedGraph fast = Twins.of(configuration).fast();
        assertThat(FusedAdam.of(fast, fast.getUpdater(true))).isNull();
    }

    static Stream<StepFunction> stepFunctions() {
        return Stream.of(
                new GradientStepFunction(), // upwards
                new NegativeGradientStepFunction(),
                new NegativeDefaultStepFunction());
    }

    @ParameterizedTest
    @MethodSource("stepFunctions")
    @SuppressWarnings("deprecation") // of the option, which DL4J heeds nevertheless
    void stepsAsStock(StepFunction function) {
        for (IUpdater updater : List.of(new Sgd(0.01), new Adam(1e-3))) {
            Twins.of(b -> b.updater(updater).stepFunction(function)).fit(3).assertSameWeights();
        }
    }

    @Test
    void searchesLinesAsStock() {
        Twins.of(b -> b.optimizationAlgo(OptimizationAlgorithm.LINE_GRADIENT_DESCENT))
                .fit(5)
                .assertSameWeights();
    }

    @ParameterizedTest
    @EnumSource
    void clipsAsStock(GradientNormalization kind) {
        Twins twins = Twins.of(b -> b.gradientNormalization(kind).gradientNormalizationThreshold(0.01))
                .fit(5);
        twins.assertSameWeights();
        twins.assertPlanned(5);
    }

    @Test
    void movesRunningStatisticsAsStock() {
        Twins twins = Twins.of(b -> b).fit(10);
        for (String name : new String[] {"norm_mean", "norm_var"}) {
            assertThat(Trial.distance(twins.fast().getParam(name), twins.stock().getParam(name)))
                    .as(name)
                    .isLessThan(1e-6);
        }
        twins.assertSameOutput(); // in inference it stands on them
    }

    /** A gradient that is asked for, but not applied, moves nothing. */
    @Test
    void aGradientAloneMovesNothing() {
        Twins twins = Twins.of(b -> b);
        INDArray before = twins.fast().params().dup();
        DataSet batch = Twins.batch(6, 1);
        for (ComputationGraph graph : new ComputationGraph[] {twins.stock(), twins.fast()}) {
            graph.setInput(0, batch.getFeatures());
            graph.setLabels(batch.getLabels());
            graph.computeGradientAndScore();
        }
        assertThat(twins.fast().params()).isEqualTo(before);
        Map<String, INDArray> expected = twins.stock().gradient().gradientForVariable();
        Map<String, INDArray> actual = twins.fast().gradient().gradientForVariable();
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, value) ->
                assertThat(Trial.distance(actual.get(name), value)).as(name).isLessThan(1e-4));
    }

    @Test
    void whatIsFrozenStays() {
        ComputationGraphConfiguration configuration = Twins.configuration(b -> b);
        Freezing.freeze(configuration, "conv", "norm");
        Twins twins = Twins.of(configuration);
        INDArray conv = twins.fast().getParam("conv_W").dup();
        INDArray mean = twins.fast().getParam("norm_mean").dup();
        twins.fit(5).assertSameWeights();
        assertThat(twins.fast().getParam("conv_W")).isEqualTo(conv);
        assertThat(twins.fast().getParam("norm_mean")).isEqualTo(mean);
        twins.assertSameOutput();
    }

    @Test
    void whatIsFrozenAboveOthersStays() {
        ComputationGraphConfiguration configuration = Twins.configuration(b -> b);
        LayerVertex vertex = (LayerVertex) configuration.getVertices().get("dense");
        FrozenLayerWithBackprop frozen =
                new FrozenLayerWithBackprop(vertex.getLayerConf().getLayer());
        frozen.setLayerName("dense");
        vertex.getLayerConf().setLayer(frozen);
        Twins twins = Twins.of(configuration);
        INDArray before = twins.fast().getParam("dense_W").dup();
        twins.fit(5).assertSameWeights();
        assertThat(twins.fast().getParam("dense_W")).isEqualTo(before);
    }

    /** Notes each call that it gets. */
    private static final class Diary extends BaseTrainingListener {
        private final List<String> calls = new ArrayList<>();

        @Override
        public void onEpochStart(Model model) {
            calls.add("epoch starts");
        }

        @Override
        public void onEpochEnd(Model model) {
            calls.add("epoch ends");
        }

        @Override
        public void onForwardPass(Model model, Map<String, INDArray> activations) {
            calls.add("forward");
        }

        @Override
        public void onGradientCalculation(Model model) {
            calls.add("gradient "
                    + new TreeSet<>(model.gradient().gradientForVariable().keySet()));
        }

        @Override
        public void onBackwardPass(Model model) {
            calls.add("backward");
        }

        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            calls.add("iteration " + iteration + " of epoch " + epoch + ", batch "
                    + ((ComputationGraph) model).batchSize());
        }
    }

    @Test
    void listenersAreCalledAsByStock() {
        Twins twins = Twins.of(b -> b);
        Diary expected = new Diary();
        Diary actual = new Diary();
        twins.stock().setListeners(expected);
        twins.fast().setListeners(actual);
        twins.stock().fit(iterator(), 2);
        twins.fast().fit(iterator(), 2);
        assertThat(actual.calls).isEqualTo(expected.calls).contains("iteration 5 of epoch 1, batch 2");
    }

    /** Copies what the forward pass hands over. */
    private static final class Taps extends BaseTrainingListener {
        private final Map<String, INDArray> activations = new TreeMap<>();

        @Override
        public void onForwardPass(Model model, Map<String, INDArray> values) {
            values.forEach((name, value) -> activations.put(name, value.dup()));
        }
    }

    @Test
    void aListenerThatAsksForActivationsGetsThem() {
        Twins twins = Twins.of(b -> b);
        Taps expected = new Taps();
        Taps actual = new Taps();
        twins.stock().setListeners(expected);
        twins.fast().setListeners(actual);
        twins.fit(1);
        assertSame(actual.activations, expected.activations);
    }

    @Test
    void feedForwardGivesEveryActivation() {
        Twins twins = Twins.of(b -> b);
        INDArray x = Twins.pictures(5, 3);
        assertSame(twins.fast().feedForward(x, false), twins.stock().feedForward(x, false));
        assertSame(twins.fast().feedForward(x, true), twins.stock().feedForward(x, true));
    }

    private static void assertSame(Map<String, INDArray> actual, Map<String, INDArray> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, value) -> {
            assertThat(actual.get(name).shape()).as(name).isEqualTo(value.shape());
            assertThat(Trial.distance(actual.get(name), value)).as(name).isLessThan(Twins.SAME);
        });
    }

    @Test
    void outputInTrainingModeIsStocks() {
        Twins twins = Twins.of(b -> b);
        INDArray x = Twins.pictures(5, 3);
        assertThat(Trial.distance(twins.fast().output(true, x)[0], twins.stock().output(true, x)[0]))
                .isLessThan(Twins.SAME);
    }

    @Test
    void scoresAsStock() {
        Twins twins = Twins.of(b -> b.l2(0.01));
        DataSet batch = Twins.batch(7, 2);
        assertThat(twins.fast().score(batch)).isCloseTo(twins.stock().score(batch), within(1e-5));
        assertThat(twins.fast().score(batch, true)).isCloseTo(twins.stock().score(batch, true), within(1e-5));
        assertThat(Trial.distance(
                        twins.fast().scoreExamples(batch, true), twins.stock().scoreExamples(batch, true)))
                .isLessThan(Twins.SAME);
    }

    @Test
    void scoresOnThePlan() {
        Twins twins = Twins.of(b -> b);
        twins.fast().score(Twins.batch(7, 2));
        twins.assertPlanned(1);
    }

    @Test
    void evaluatesAsStock() {
        Twins twins = Twins.of(b -> b).fit(3);
        Evaluation expected = twins.stock().evaluate(iterator());
        Evaluation actual = twins.fast().evaluate(iterator());
        assertThat(actual.confusionToString()).isEqualTo(expected.confusionToString());
        twins.assertPlanned(3 + 3);
    }

    @Test
    void everyWayToFitIsTheSame() {
        Twins twins = Twins.of(b -> b);
        DataSet batch = Twins.batch(6, 4);
        INDArray[] x = {batch.getFeatures()};
        INDArray[] y = {batch.getLabels()};
        for (ComputationGraph graph : new ComputationGraph[] {twins.stock(), twins.fast()}) {
            graph.fit(iterator()); // three steps
            graph.fit(iterator(), 2); // six
            graph.fit(new MultiDataSet(x, y));
            graph.fit(x, y);
        }
        twins.assertSameWeights();
        twins.assertPlanned(11);
        assertThat(twins.fast().getIterationCount()).isEqualTo(11);
        assertThat(twins.fast().getEpochCount()).isEqualTo(twins.stock().getEpochCount());
    }

    @Test
    void masksGoToStock() {
        Twins twins = Twins.of(b -> b);
        DataSet batch = Twins.batch(4, 1);
        batch.setLabelsMaskArray(Nd4j.createFromArray(new float[][] {{1}, {0}, {1}, {0}}));
        twins.stock().fit(batch);
        twins.fast().fit(batch);
        assertThat(twins.fast().params()).isEqualTo(twins.stock().params());
        assertThat(twins.fast().planSteps()).isZero();
        twins.stock().fit(Twins.batch(4, 2)); // they do not stick
        twins.fast().fit(Twins.batch(4, 2));
        twins.assertSameWeights();
        assertThat(twins.fast().planSteps()).isEqualTo(1);
    }

    @Test
    void stopsEarlyAsStock() {
        Twins twins = Twins.of(b -> b);
        EarlyStoppingResult<ComputationGraph> expected = stopEarly(twins.stock());
        EarlyStoppingResult<ComputationGraph> actual = stopEarly(twins.fast());
        assertThat(actual.getBestModelEpoch()).isEqualTo(expected.getBestModelEpoch());
        assertThat(actual.getBestModelScore()).isCloseTo(expected.getBestModelScore(), within(1e-4));
        assertThat(actual.getBestModel()).isInstanceOf(AcceleratedGraph.class);
        assertThat(twins.fast().planSteps()).isGreaterThanOrEqualTo(9);
    }

    private static EarlyStoppingResult<ComputationGraph> stopEarly(ComputationGraph graph) {
        return new EarlyStoppingGraphTrainer(
                        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
                                .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
                                .scoreCalculator(new DataSetLossCalculator(iterator(), true))
                                .modelSaver(new InMemoryModelSaver<>())
                                .build(),
                        graph,
                        iterator())
                .fit();
    }

    /** Without an output layer the gradient comes from outside. */
    @Test
    void takesErrorsFromOutsideAsStock() {
        ComputationGraphConfiguration configuration = Twins.configuration(b -> b);
        configuration.getVertices().remove("output");
        configuration.getVertexInputs().remove("output");
        configuration.setNetworkOutputs(List.of("dense"));
        configuration.setTrainingWorkspaceMode(WorkspaceMode.NONE); // stock's normalisation throws in the others
        configuration.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        Twins twins = Twins.of(configuration);
        INDArray errors = Nd4j.randn(5, 10);
        for (ComputationGraph graph : new ComputationGraph[] {twins.stock(), twins.fast()}) {
            graph.feedForward(new INDArray[] {Twins.pictures(5, 3)}, true, false);
            graph.backpropGradient(errors.dup());
        }
        assertThat(Trial.distance(
                        twins.fast().getFlattenedGradients(), twins.stock().getFlattenedGradients()))
                .isLessThan(1e-4);
    }

    private static ListDataSetIterator<DataSet> iterator() {
        return new ListDataSetIterator<>(Arrays.asList(Twins.batch(6, 1), Twins.batch(6, 2), Twins.batch(2, 3)), 1);
    }
}
