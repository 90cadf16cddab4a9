package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class FrozenLayerTest {
    private static final long[] SHAPE = {4, 3, 8, 9};

    @Test
    void gradientsEndAtAFrozenLayer() {
        ComputationGraphConfiguration net = net(FrozenLayer::new, FrozenLayer::new);
        AgainstStock.check(net, SHAPE);
        assertThat(AgainstStock.kernels(AgainstStock.stock(net), true, SHAPE))
                .filteredOn(kind -> !kind.equals("reorder"))
                .containsExactly(
                        "convolution",
                        "convolution", // with its normalisation
                        "convolution", // with its normalisation, the sum and the activation
                        "pooling",
                        "prelu",
                        "convolution",
                        "batch normalisation",
                        "dense",
                        "dense backward weights",
                        "dense backward data",
                        "batch normalisation backward",
                        "activation backward",
                        "convolution backward weights",
                        "running statistics");
    }

    /** Stock's own gradient is wrong: it takes the batch's statistics for the running ones. */
    @Test
    void gradientsPassFrozenLayersWithBackprop() {
        ComputationGraphConfiguration net = net(FrozenLayerWithBackprop::new, FrozenLayerWithBackprop::new);
        ComputationGraphConfiguration learning = net(FrozenLayerWithBackprop::new, layer -> layer);
        AgainstStock.checkByDifferences(net, List.of("c2", "n2", "output"), SHAPE);
        AgainstStock.checkByDifferences(learning, List.of("stem", "c2", "output"), SHAPE);
        for (ComputationGraphConfiguration configuration : List.of(net, learning)) {
            ComputationGraph fast = OneDnn.accelerate(AgainstStock.stock(configuration));
            INDArray frozen = fast.getLayer("n0").params().dup();
            INDArray free = fast.getLayer("c2").params().dup();
            for (int i = 0; i < 3; i++) {
                fast.fit(AgainstStock.batch(SHAPE));
            }
            assertThat(fast.getLayer("n0").params()).isEqualTo(frozen);
            assertThat(fast.getLayer("c2").params()).isNotEqualTo(free);
        }
    }

    /** The sum of a frozen branch and one that learns is no part of the frozen one. */
    @Test
    void gradientsPassTheSumWithAFrozenBranch() {
        AgainstStock.check(
                AgainstStock.net(InputType.convolutional(8, 9, 3), g -> g.addLayer("learning", conv(4).build(), "input")
                        .addLayer(
                                "frozen",
                                new FrozenLayer(
                                        conv(4).activation(Activation.IDENTITY).build()),
                                "input")
                        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "frozen", "learning")
                        .addLayer("output", AgainstStock.output(), "sum")),
                SHAPE);
    }

    /** DL4J throws where a layer that could learn gets no gradient. */
    @Test
    void layersBelowFrozenOnesMustBeFrozenToo() {
        ComputationGraph fast = OneDnn.accelerate(AgainstStock.stock(
                AgainstStock.net(InputType.convolutional(8, 9, 3), g -> g.addLayer("c0", conv(4).build(), "input")
                        .addLayer("c1", new FrozenLayer(conv(5).build()), "c0")
                        .addLayer("output", AgainstStock.output(), "c1"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OneDnn.plan(fast, true, Precision.F32, SHAPE))
                .withMessageContaining("c0, which gets no gradient");
        assertThatIllegalStateException().isThrownBy(() -> fast.fit(AgainstStock.batch(SHAPE)));
    }

    @Test
    void frozenIslands() {
        for (UnaryOperator<Layer> freeze :
                List.<UnaryOperator<Layer>>of(FrozenLayer::new, FrozenLayerWithBackprop::new)) {
            ElementWiseMultiplicationLayer unknown =
                    new ElementWiseMultiplicationLayer.Builder().nIn(6).nOut(6).build();
            ComputationGraph stock =
                    AgainstStock.stock(AgainstStock.net(InputType.convolutional(8, 9, 3), g -> g.addLayer(
                                    "d0",
                                    freeze.apply(
                                            new DenseLayer.Builder().nOut(6).build()),
                                    "input")
                            .addLayer("l", freeze.apply(unknown), "d0")
                            .addLayer("d1", new DenseLayer.Builder().nOut(5).build(), "l")
                            .addLayer("output", AgainstStock.output(), "d1")));
            ComputationGraph fast = OneDnn.accelerate(AgainstStock.copy(stock));
            assertThat(OneDnn.plan(fast, true, Precision.F32, SHAPE).islands()).containsExactly("l");
            for (int i = 0; i < 3; i++) {
                stock.fit(AgainstStock.batch(SHAPE));
                fast.fit(AgainstStock.batch(SHAPE));
            }
            assertThat(AgainstStock.distance(fast.params(), stock.params())).isLessThan(1e-5);
        }
    }

    @Test
    void transferLearning() {
        ComputationGraph whole = AgainstStock.stock(
                AgainstStock.net(InputType.convolutional(8, 9, 3), g -> g.addLayer("c0", conv(4).build(), "input")
                        .addLayer("c1", conv(4).activation(Activation.IDENTITY).build(), "c0")
                        .addLayer("n1", new BatchNormalization(), "c1")
                        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "n1", "c0")
                        .addLayer("a1", new ActivationLayer(Activation.RELU), "sum")
                        .addVertex("merge", new MergeVertex(), "a1", "c0")
                        .addLayer("d", new DenseLayer.Builder().nOut(6).build(), "merge")
                        .addLayer("output", AgainstStock.output(), "d")));
        ComputationGraph stock = new TransferLearning.GraphBuilder(whole)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Adam(0.01))
                        .build())
                .setFeatureExtractor("merge")
                .build();
        DataSet batch = AgainstStock.batch(SHAPE);
        ComputationGraph fast = OneDnn.accelerate(AgainstStock.copy(stock));
        assertThat(OneDnn.plan(fast, true, Precision.F32, SHAPE).islands()).isEmpty();
        AgainstStock.checkInference(stock, batch);
        for (int i = 0; i < 5; i++) {
            stock.fit(batch);
            fast.fit(batch);
        }
        assertThat(((AcceleratedGraph) fast).planSteps()).isEqualTo(5);
        assertThat(AgainstStock.distance(fast.params(), stock.params())).isLessThan(1e-5);
        assertThat(fast.score()).isCloseTo(stock.score(), within(1e-5));
    }

    @Test
    void frozenWeightsThatAreSetByHandAreSeen() {
        ComputationGraphConfiguration net = net(FrozenLayer::new, FrozenLayer::new);
        ComputationGraph stock = AgainstStock.stock(net);
        ComputationGraph fast = OneDnn.accelerate(AgainstStock.copy(stock));
        DataSet batch = AgainstStock.batch(SHAPE);
        fast.fit(batch);
        stock.fit(batch);
        INDArray other = Nd4j.rand(stock.params().shape()).subi(0.4);
        for (ComputationGraph graph : List.of(stock, fast)) {
            graph.setParams(other.dup());
            AgainstStock.step(graph, batch);
        }
        assertThat(AgainstStock.distance(fast.getFlattenedGradients(), stock.getFlattenedGradients()))
                .isLessThan(2e-5);
    }

    /** Seen by what they do not see: a change that nobody tells of. */
    @Test
    void frozenWeightsAreFoldedOnceForAllSteps() {
        ComputationGraph fast = OneDnn.accelerate(AgainstStock.stock(net(FrozenLayer::new, FrozenLayer::new)));
        INDArray x = AgainstStock.batch(SHAPE).getFeatures();
        INDArray expected = fast.outputSingle(x);
        fast.getLayer("c0").params().addi(1);
        fast.setParams(fast.params()); // as DL4J's solver does after each step
        assertThat(fast.outputSingle(x)).isEqualTo(expected);
        OneDnn.weightsChanged(fast);
        assertThat(fast.outputSingle(x)).isNotEqualTo(expected);
    }

    /** A residual block that is frozen between a stem and layers that learn. */
    private static ComputationGraphConfiguration net(UnaryOperator<Layer> freeze, UnaryOperator<Layer> stem) {
        GraphVertex add = new ElementWiseVertex(ElementWiseVertex.Op.Add);
        GraphVertex sum = freeze.apply(conv(1).build()) instanceof FrozenLayer ? new FrozenVertex(add) : add;
        return AgainstStock.net(InputType.convolutional(8, 9, 3), g -> g.addLayer(
                        "stem", stem.apply(conv(6).build()), "input")
                .addLayer(
                        "c0",
                        freeze.apply(conv(6).activation(Activation.IDENTITY).build()),
                        "stem")
                .addLayer("n0", freeze.apply(new BatchNormalization.Builder().build()), "c0")
                .addLayer(
                        "c1",
                        freeze.apply(conv(6).activation(Activation.IDENTITY)
                                .dropOut(0.5)
                                .build()),
                        "n0")
                .addLayer("n1", freeze.apply(new BatchNormalization()), "c1")
                .addVertex("sum", sum, "n1", "stem")
                .addLayer("a1", freeze.apply(new ActivationLayer(Activation.RELU)), "sum")
                .addLayer("p1", freeze.apply(new SubsamplingLayer.Builder(PoolingType.MAX).build()), "a1")
                .addLayer(
                        "r1",
                        freeze.apply(new PReLULayer.Builder()
                                .inputShape(6, 7, 8)
                                .sharedAxes(2, 3)
                                .build()),
                        "p1")
                .addLayer("c2", conv(5).build(), "r1")
                .addLayer("n2", new BatchNormalization(), "c2")
                .addLayer("output", AgainstStock.output(), "n2"));
    }

    private static ConvolutionLayer.Builder conv(int filters) {
        return new ConvolutionLayer.Builder(3, 3).nOut(filters).convolutionMode(ConvolutionMode.Same);
    }
}
