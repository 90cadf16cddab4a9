package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Whoever changes weights or keeps them: the plan computes with those that DL4J would compute with. */
class WeightsTest {
    static Stream<Arguments> changes() {
        return Stream.of(
                change("setParams", g -> g.setParams(g.params().mul(0.7))),
                change(
                        "setParam",
                        g -> g.setParam("dense_W", g.getParam("dense_W").mul(0.7))),
                change("setParamTable", g -> {
                    Map<String, INDArray> table = new TreeMap<>();
                    g.paramTable().forEach((name, value) -> table.put(name, value.mul(0.9)));
                    g.setParamTable(table);
                }),
                change("a layer's setParam", g -> {
                    INDArray weights = g.getLayer("dense").getParam("W");
                    g.getLayer("dense").setParam("W", weights.mul(0.7));
                    written(g);
                }),
                change("into params()", g -> {
                    g.params().muli(0.7);
                    written(g);
                }),
                change("into a parameter", g -> {
                    g.getParam("norm_gamma").muli(0.7);
                    g.getParam("norm_mean").addi(0.1);
                    written(g);
                }),
                change("init with others", g -> g.init(g.params().mul(0.7), false)),
                change("initGradientsView", ComputationGraph::initGradientsView),
                change("fit", g -> g.fit(Twins.batch(6, 3))),
                change("learning rate", g -> {
                    g.setLearningRate(0.01);
                    g.fit(Twins.batch(6, 3));
                }));
    }

    private static Arguments change(String name, Consumer<ComputationGraph> change) {
        return Arguments.of(name, change);
    }

    /** What is written into arrays has to be told. */
    private static void written(ComputationGraph graph) {
        OneDnn.weightsChanged(graph);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void outputAndStepFollow(String name, Consumer<ComputationGraph> change) {
        Twins twins = Twins.of(b -> b).fit(2);
        twins.assertSameOutput(); // plans of both modes are there
        change.accept(twins.stock());
        change.accept(twins.fast());
        twins.assertSameOutput();
        twins.fit(2);
        twins.assertSameWeights();
        twins.assertSameOutput();
        assertThat(twins.fast().unsupported()).isNull();
    }

    @Test
    void outputsStayWhatTheyWere() {
        Twins twins = Twins.of(b -> b);
        INDArray before = twins.fast().outputSingle(Twins.pictures(4, 1));
        INDArray copy = before.dup();
        twins.fast().outputSingle(Twins.pictures(4, 2));
        twins.fit(1);
        twins.fast().outputSingle(Twins.pictures(4, 3));
        assertThat(before).isEqualTo(copy);
    }

    @Test
    void aCloneGoesOnByItself() {
        Twins twins = Twins.of(b -> b.updater(new Adam(1e-3))).fit(3);
        ComputationGraph clone = twins.fast().clone();
        assertThat(clone).isInstanceOf(AcceleratedGraph.class);
        INDArray before = clone.params().dup();
        twins.fast().fit(Twins.batch(6, 9));
        assertThat(clone.params()).isEqualTo(before);
        clone.fit(Twins.batch(6, 9));
        assertThat(clone.params()).isEqualTo(twins.fast().params());
        assertThat(clone.getUpdater().getStateViewArray())
                .isEqualTo(twins.fast().getUpdater().getStateViewArray());
        assertThat(clone.getIterationCount()).isEqualTo(twins.fast().getIterationCount());
    }

    @Test
    void aFileKeepsAll() throws IOException {
        Twins twins = Twins.of(b -> b.updater(new Adam(1e-3))).fit(3);
        ComputationGraph read = OneDnn.accelerate(restore(twins.fast()));
        read.fit(Twins.batch(6, 9));
        twins.fast().fit(Twins.batch(6, 9));
        assertThat(read.params()).isEqualTo(twins.fast().params());
        assertThat(read.getIterationCount()).isEqualTo(4);
    }

    /** A file of the one is a file of the other. */
    @Test
    void stockReadsTheFile() throws IOException {
        Twins twins = Twins.of(b -> b.updater(new Adam(1e-3))).fit(3);
        ComputationGraph read = restore(twins.fast());
        assertThat(read.getClass()).isEqualTo(ComputationGraph.class);
        twins.stock().fit(Twins.batch(6, 9));
        read.fit(Twins.batch(6, 9));
        assertThat(Trial.distance(read.params(), twins.stock().params())).isLessThan(1e-4);
    }

    private static ComputationGraph restore(ComputationGraph graph) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ModelSerializer.writeModel(graph, file, true);
        return ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file.toByteArray()), true);
    }

    @Test
    void updaterStateIsTakenAndGiven() {
        Twins twins = Twins.of(b -> b.updater(new Adam(1e-3))).fit(3);
        INDArray state = twins.fast().getUpdater().getStateViewArray().dup();
        INDArray weights = twins.fast().params().dup();
        twins.fast().fit(Twins.batch(6, 9));
        INDArray after = twins.fast().params().dup();
        twins.fast().setParams(weights);
        twins.fast().getUpdater().setStateViewArray(state);
        twins.fast().getConfiguration().setIterationCount(3);
        twins.fast().fit(Twins.batch(6, 9));
        assertThat(twins.fast().params()).isEqualTo(after);
    }

    /** DL4J's init does nothing where it was called before. */
    @Test
    void aSecondInitChangesNothing() {
        Twins twins = Twins.of(b -> b.updater(new Adam(1e-3))).fit(3);
        for (ComputationGraph graph : new ComputationGraph[] {twins.stock(), twins.fast()}) {
            graph.init();
        }
        twins.fit(3).assertSameWeights();
    }

    /** Accelerating takes what a half trained graph has: counters, updater state, statistics. */
    @Test
    void goesOnWhereStockStopped() {
        Twins twins = Twins.of(b -> b.updater(new Adam(1e-3)));
        for (int i = 0; i < 3; i++) {
            twins.stock().fit(Twins.batch(6, i));
        }
        ComputationGraph other = twins.stock().clone();
        other.getConfiguration().setIterationCount(3); // DL4J's clone counts anew
        ComputationGraph fast = OneDnn.accelerate(other);
        twins.stock().fit(Twins.batch(6, 9));
        fast.fit(Twins.batch(6, 9));
        assertThat(Trial.distance(fast.params(), twins.stock().params())).isLessThan(1e-4);
        assertThat(fast.getIterationCount()).isEqualTo(4);
    }

    @Test
    void transferLearningStartsFromIt() {
        Twins twins = Twins.of(b -> b).fit(2);
        ComputationGraph expected = transfer(twins.stock());
        ComputationGraph actual = OneDnn.accelerate(transfer(twins.fast()));
        assertThat(actual).isInstanceOf(AcceleratedGraph.class);
        expected.fit(Twins.batch(6, 4));
        actual.fit(Twins.batch(6, 4));
        assertThat(Trial.distance(actual.params(), expected.params())).isLessThan(Twins.SAME);
        assertThat(((AcceleratedGraph) actual).planSteps()).isEqualTo(1);
    }

    private static ComputationGraph transfer(ComputationGraph graph) {
        Nd4j.getRandom().setSeed(17);
        return new TransferLearning.GraphBuilder(graph)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .seed(19)
                        .updater(new Sgd(0.05))
                        .build())
                .nOutReplace("dense", 12, WeightInit.XAVIER)
                .build();
    }

    /** Such a graph has no array of parameters at all. */
    @Test
    void aGraphWithoutParametersIsStocks() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(4, 4, 1))
                .addLayer(
                        "pool",
                        new SubsamplingLayer.Builder()
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        "in")
                .setOutputs("pool")
                .build());
        graph.init();
        INDArray x = Nd4j.rand(1, 1, 4, 4);
        INDArray expected = graph.outputSingle(x);
        assertThat(OneDnn.accelerate(graph).outputSingle(x)).isEqualTo(expected);
    }

    @Test
    void doublePrecisionIsStocks() {
        Twins twins = Twins.of(b -> b);
        ComputationGraph exact = twins.fast().convertDataType(DataType.DOUBLE);
        INDArray x = Twins.pictures(4, 1).castTo(DataType.DOUBLE);
        assertThat(OneDnn.accelerate(exact).outputSingle(x).dataType()).isEqualTo(DataType.DOUBLE);
        assertThat(exact.outputSingle(x))
                .isEqualTo(twins.stock().convertDataType(DataType.DOUBLE).outputSingle(x));
    }

    /** Neither a plan nor the fused Adam reads other numbers than floats. */
    @Test
    void trainsInDoublePrecisionAsStock() {
        Twins twins = Twins.of(b -> b.updater(new Adam(1e-2)));
        ComputationGraph stock = twins.stock().convertDataType(DataType.DOUBLE);
        ComputationGraph exact = OneDnn.accelerate(stock.clone());
        for (int i = 0; i < 3; i++) {
            for (ComputationGraph graph : new ComputationGraph[] {stock, exact}) {
                graph.fit(Twins.batch(6, i)); // of floats
            }
        }
        assertThat(exact.params()).isEqualTo(stock.params());
        INDArray x = Twins.pictures(4, 1);
        assertThat(exact.outputSingle(x)).isEqualTo(stock.outputSingle(x));
        assertThat(((AcceleratedGraph) exact).planSteps()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OneDnn.plan(exact, false, Precision.F32, x.shape()))
                .withMessage("no plan: parameters of DOUBLE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InputGradient.of(exact, "conv"))
                .withMessage("the graph's parameters must be FLOAT, are DOUBLE");
    }
}
