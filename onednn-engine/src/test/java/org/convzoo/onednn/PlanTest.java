package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Whole nets on plans against stock DL4J with the same weights: outputs, score, gradients, twenty steps of Adam. */
class PlanTest {
    record Net(String name, ComputationGraphConfiguration configuration) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Net> nets() {
        return Stream.of(
                net("lenet", 1, g -> g.addLayer("c1", conv(5, 6).padding(2, 2).build(), "input")
                        .addLayer("p1", pool(PoolingType.AVG, 2, 2, 0), "c1")
                        .addLayer("c2", conv(5, 16).build(), "p1")
                        .addLayer("p2", pool(PoolingType.MAX, 2, 2, 0), "c2")
                        .addLayer("d1", new DenseLayer.Builder().nOut(20).build(), "p2")
                        .addLayer("output", output(), "d1")),
                net("same, stride, dilation", 3, g -> g.addLayer(
                                "c1",
                                conv(3, 5)
                                        .stride(2, 2)
                                        .convolutionMode(ConvolutionMode.Same)
                                        .build(),
                                "input")
                        .addLayer("c2", conv(3, 7).dilation(2, 2).hasBias(false).build(), "c1")
                        .addLayer("p", pool(PoolingType.AVG, 3, 2, 1), "c2")
                        .addLayer("output", output(), "p")),
                net("residual", 3, g -> g.addLayer(
                                "c0", conv(3, 8).padding(1, 1).build(), "input")
                        .addLayer(
                                "c1",
                                conv(3, 8)
                                        .padding(1, 1)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                "c0")
                        .addLayer(
                                "n1",
                                new BatchNormalization.Builder()
                                        .useLogStd(false)
                                        .build(),
                                "c1")
                        .addLayer("a1", new ActivationLayer(Activation.RELU), "n1")
                        .addLayer(
                                "c2",
                                conv(3, 8)
                                        .padding(1, 1)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                "a1")
                        .addLayer("n2", new BatchNormalization.Builder().build(), "c2")
                        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "n2", "c0")
                        .addLayer("a2", new ActivationLayer(Activation.RELU), "sum")
                        .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "a2")
                        .addLayer("output", output(), "gap")),
                net("large weights stay where they are", 3, g -> g.addLayer(
                                "c1", conv(3, 16).padding(1, 1).build(), "input")
                        .addLayer("d1", new DenseLayer.Builder().nOut(512).build(), "c1") // 2.6 million
                        .addLayer("output", output(), "d1")),
                net("inception", 3, g -> g.addLayer(
                                "c0", conv(3, 6).padding(1, 1).build(), "input")
                        .addLayer("b1", conv(1, 3).build(), "c0")
                        .addLayer("b2", conv(3, 5).padding(1, 1).build(), "c0")
                        .addLayer("b3", pool(PoolingType.MAX, 3, 1, 1), "c0")
                        .addVertex("merge", new MergeVertex(), "b1", "b2", "b3")
                        .addLayer("c4", conv(3, 9).stride(2, 2).build(), "merge")
                        .addLayer("output", output(), "c4")));
    }

    @ParameterizedTest
    @MethodSource("nets")
    void computesWhatStockComputes(Net net) {
        ComputationGraph stock = new ComputationGraph(net.configuration());
        stock.init();
        ComputationGraph fast = OneDnn.accelerate(copy(stock));
        DataSet batch = batch(net, 5);
        assertThat(distance(fast.outputSingle(batch.getFeatures()), stock.outputSingle(batch.getFeatures())))
                .isLessThan(1e-5);
        assertThat(fast.score(batch)).isCloseTo(stock.score(batch), within(1e-5));
        var expected = stock.feedForward(batch.getFeatures(), false);
        var activations = fast.feedForward(batch.getFeatures(), false);
        assertThat(activations.keySet()).isEqualTo(expected.keySet());
        // Stock's activation layers overwrite their input where nothing is trained, so that its map has their result
        // twice.
        expected.keySet().removeAll(List.of("n1", "sum"));
        expected.forEach((vertex, value) ->
                assertThat(distance(activations.get(vertex), value)).as(vertex).isLessThan(1e-5));
        assertThat(((AcceleratedGraph) fast).planSteps()).isEqualTo(3);
        for (ComputationGraph graph : new ComputationGraph[] {stock, fast}) {
            graph.setInputs(batch.getFeatures());
            graph.setLabels(batch.getLabels());
            graph.computeGradientAndScore();
        }
        assertThat(fast.score()).isCloseTo(stock.score(), within(1e-5));
        assertThat(distance(fast.getFlattenedGradients(), stock.getFlattenedGradients()))
                .isLessThan(1e-4);
        assertThat(((AcceleratedGraph) fast).unsupported()).isNull();
        for (int i = 0; i < 20; i++) {
            stock.fit(batch);
            fast.fit(batch);
        }
        assertThat(((AcceleratedGraph) fast).planSteps()).isEqualTo(24);
        // Twenty steps of Adam make much of the last bits, and processors sum in other orders: 2.2e-3 with AVX2.
        assertThat(distance(fast.params(), stock.params())).isLessThan(5e-3);
    }

    @Test
    void otherBatchSizesAndViewsGetTheirOwnPlan() {
        Net net = nets().findFirst().orElseThrow();
        ComputationGraph stock = new ComputationGraph(net.configuration());
        stock.init();
        ComputationGraph fast = OneDnn.accelerate(copy(stock));
        INDArray x = batch(net, 9).getFeatures();
        for (int n : new int[] {9, 1, 3, 4, 5, 6, 9}) {
            INDArray view = x.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, n));
            assertThat(distance(fast.outputSingle(view), stock.outputSingle(view.dup())))
                    .isLessThan(1e-5);
            INDArray columnOrder = view.dup('f');
            assertThat(distance(fast.outputSingle(columnOrder), stock.outputSingle(view.dup())))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void evaluationAndCopiesUseThePlan() throws Exception {
        Net net = nets().findFirst().orElseThrow();
        ComputationGraph fast = accelerated(net);
        ListDataSetIterator<DataSet> data =
                new ListDataSetIterator<>(List.of(batch(net, 6), batch(net, 6), batch(net, 2)), 6);
        fast.fit(data, 2);
        int before = ((AcceleratedGraph) fast).planSteps();
        Evaluation evaluation = fast.evaluate(data);
        assertThat(evaluation.getNumRowCounter()).isEqualTo(14);
        assertThat(((AcceleratedGraph) fast).planSteps()).isGreaterThan(before);

        INDArray x = batch(net, 3).getFeatures();
        ComputationGraph clone = fast.clone();
        assertThat(clone).isInstanceOf(AcceleratedGraph.class);
        assertThat(clone.outputSingle(x)).isEqualTo(fast.outputSingle(x));
        clone.fit(batch(net, 6));
        assertThat(clone.params()).isNotEqualTo(fast.params());
        fast.fit(batch(net, 6)); // the updater's state was copied too
        assertThat(clone.params()).isEqualTo(fast.params());

        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ModelSerializer.writeModel(fast, file, true);
        ComputationGraph read =
                ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file.toByteArray()), true);
        assertThat(OneDnn.accelerate(read).outputSingle(x)).isEqualTo(fast.outputSingle(x));
    }

    @Test
    void gradientsAreClippedAsDl4jDoes() {
        Net plain = nets().findFirst().orElseThrow();
        ComputationGraphConfiguration clipped = plain.configuration().clone();
        clipped.getVertices().values().forEach(vertex -> {
            if (vertex instanceof LayerVertex layer && layer.getLayerConf().getLayer() instanceof BaseLayer base) {
                base.setGradientNormalization(GradientNormalization.ClipL2PerLayer);
                base.setGradientNormalizationThreshold(0.01);
            }
        });
        Net net = new Net(plain.name(), clipped);
        ComputationGraph stock = new ComputationGraph(clipped);
        stock.init();
        ComputationGraph fast = OneDnn.accelerate(copy(stock));
        for (int i = 0; i < 5; i++) {
            stock.fit(batch(net, 6));
            fast.fit(batch(net, 6));
        }
        assertThat(((AcceleratedGraph) fast).planSteps()).isEqualTo(5);
        assertThat(distance(fast.params(), stock.params())).isLessThan(2e-3);
    }

    @Test
    void masksGoToDl4j() {
        Net net = nets().findFirst().orElseThrow();
        ComputationGraph fast = accelerated(net);
        DataSet batch = batch(net, 4);
        batch.setLabelsMaskArray(Nd4j.createFromArray(new float[][] {{1}, {0}, {1}, {0}}));
        fast.fit(batch);
        assertThat(((AcceleratedGraph) fast).planSteps()).isZero();
    }

    @Test
    void twoRunsGiveTheSameBits() {
        Net net = nets().toList().get(2);
        ComputationGraph first = accelerated(net);
        ComputationGraph second = accelerated(net);
        for (int i = 0; i < 30; i++) {
            first.fit(batch(net, 7));
            second.fit(batch(net, 7));
        }
        assertThat(first.params()).isEqualTo(second.params());
    }

    private static ComputationGraph accelerated(Net net) {
        ComputationGraph graph = new ComputationGraph(net.configuration().clone());
        graph.init();
        return OneDnn.accelerate(graph);
    }

    private static ComputationGraph copy(ComputationGraph graph) {
        ComputationGraph copy = new ComputationGraph(graph.getConfiguration().clone());
        copy.init(graph.params().dup(), false);
        return copy;
    }

    private static Net net(String name, int channels, UnaryOperator<ComputationGraphConfiguration.GraphBuilder> body) {
        return new Net(
                name,
                body.apply(new NeuralNetConfiguration.Builder()
                                .seed(5)
                                .updater(new Adam(1e-3))
                                .l2(1e-3)
                                .activation(Activation.TANH)
                                .graphBuilder()
                                .addInputs("input")
                                .setInputTypes(InputType.convolutional(17, 19, channels)))
                        .setOutputs("output")
                        .build());
    }

    private static ConvolutionLayer.Builder conv(int kernel, int filters) {
        return new ConvolutionLayer.Builder(kernel, kernel).nOut(filters);
    }

    private static SubsamplingLayer pool(PoolingType type, int kernel, int stride, int padding) {
        return new SubsamplingLayer.Builder(type)
                .kernelSize(kernel, kernel)
                .stride(stride, stride)
                .padding(padding, padding)
                .build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(4)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static DataSet batch(Net net, int n) {
        Nd4j.getRandom().setSeed(11);
        long channels = net.name().equals("lenet") ? 1 : 3;
        INDArray labels = Nd4j.zeros(n, 4);
        for (int i = 0; i < n; i++) {
            labels.putScalar(i, i % 4, 1);
        }
        return new DataSet(Nd4j.rand(new long[] {n, channels, 17, 19}), labels);
    }

    private static double distance(INDArray a, INDArray b) {
        return a.sub(b).norm2Number().doubleValue() / b.norm2Number().doubleValue();
    }
}
