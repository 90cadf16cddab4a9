package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** A classifier with an auxiliary one, whose loss counts less. */
class SeveralOutputsTest {
    private static final long[] SHAPE = {4, 3, 8, 9};

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.3})
    void trainsAsStockDoes(double weight) {
        ComputationGraph stock = AgainstStock.stock(net(1, weight));
        ComputationGraph fast = OneDnn.accelerate(AgainstStock.copy(stock));
        assertThat(OneDnn.plan(fast, true, Precision.F32, SHAPE).islands()).isEmpty();
        step(stock, batch());
        step(fast, batch());
        assertThat(fast.score()).isCloseTo(stock.score(), within(1e-5));
        assertThat(AgainstStock.distance(fast.getFlattenedGradients(), stock.getFlattenedGradients()))
                .isLessThan(2e-5);
        for (int i = 0; i < 3; i++) {
            stock.fit(batch());
            fast.fit(batch());
        }
        assertThat(AgainstStock.distance(fast.params(), stock.params())).isLessThan(1e-5);
        assertThat(((AcceleratedGraph) fast).planSteps()).isEqualTo(4);
    }

    @Test
    void theGradientIsTheWeightedSum() {
        INDArray main = gradient(1, 0);
        INDArray auxiliary = gradient(0, 1);
        INDArray expected = main.add(auxiliary.mul(0.3));
        assertThat(AgainstStock.distance(gradient(1, 0.3), expected)).isLessThan(1e-6);
        assertThat(auxiliary.norm2Number().doubleValue()).isPositive();
    }

    private static INDArray gradient(double weight, double auxiliary) {
        ComputationGraph fast = OneDnn.accelerate(AgainstStock.stock(net(weight, auxiliary)));
        step(fast, batch());
        return fast.getFlattenedGradients().dup();
    }

    @Test
    void aVertexAloneComputesOnlyWhatItNeeds() {
        ComputationGraph stock = AgainstStock.stock(net(1, 0.3));
        AcceleratedGraph fast = (AcceleratedGraph) OneDnn.accelerate(AgainstStock.copy(stock));
        INDArray x = batch().getFeatures(0);
        INDArray[] all = stock.output(x);
        for (List<String> asked : List.of(
                List.of("output"), List.of("auxiliary"), List.of("c1"), List.of("auxiliary", "c0"), List.of("d"))) {
            INDArray[] expected = stock.output(asked, false, new INDArray[] {x}, null);
            INDArray[] found = fast.output(asked, false, new INDArray[] {x}, null);
            assertThat(found).hasSameSizeAs(asked);
            for (int i = 0; i < found.length; i++) {
                assertThat(AgainstStock.distance(found[i], expected[i])).isLessThan(1e-5);
            }
        }
        assertThat(fast.planSteps()).isEqualTo(5);
        assertThat(AgainstStock.distance(fast.output(x)[1], all[1])).isLessThan(1e-5);
        assertThat(products(fast, List.of("output", "auxiliary"))).isEqualTo(5);
        assertThat(products(fast, List.of("output"))).isEqualTo(4);
        assertThat(products(fast, List.of("c0"))).isEqualTo(1);
    }

    /** Convolutions and dense layers that are computed. */
    private static long products(ComputationGraph graph, List<String> asked) {
        Plan plan = Compiler.compile(graph, Mode.INFERENCE, Precision.F32, new Weights(), asked, SHAPE);
        return PlanReport.of(plan, new Weights()).kernels().stream()
                .map(PlanReport.KernelUse::kind)
                .filter(kind -> Stream.of("convolution", "dense").anyMatch(kind::startsWith))
                .count();
    }

    private static ComputationGraphConfiguration net(double weight, double auxiliary) {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Sgd(0.05))
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(8, 9, 3))
                .addLayer("c0", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "input")
                .addLayer("auxiliary", output(auxiliary), "c0")
                .addLayer("c1", new ConvolutionLayer.Builder(3, 3).nOut(5).build(), "c0")
                .addLayer("d", new DenseLayer.Builder().nOut(6).build(), "c1")
                .addLayer("output", output(weight), "d")
                .setOutputs("output", "auxiliary")
                .build();
    }

    private static OutputLayer output(double weight) {
        LossMCXENT loss =
                weight == 1 ? new LossMCXENT() : new LossMCXENT(Nd4j.ones(1, 3).muli(weight));
        return new OutputLayer.Builder(loss)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static MultiDataSet batch() {
        var one = AgainstStock.batch(SHAPE);
        return new MultiDataSet(new INDArray[] {one.getFeatures()}, new INDArray[] {one.getLabels(), one.getLabels()});
    }

    private static void step(ComputationGraph graph, MultiDataSet batch) {
        graph.setInputs(batch.getFeatures());
        graph.setLabels(batch.getLabels());
        graph.computeGradientAndScore();
    }
}
