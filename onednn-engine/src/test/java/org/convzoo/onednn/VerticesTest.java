package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.convzoo.onednn.LoweringCheck.assertLikeDifferences;
import static org.convzoo.onednn.LoweringCheck.assertLikeStock;
import static org.convzoo.onednn.LoweringCheck.conv;
import static org.convzoo.onednn.LoweringCheck.net;
import static org.convzoo.onednn.LoweringCheck.output;
import static org.convzoo.onednn.LoweringCheck.pictures;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Vertices without a layer in plans. */
class VerticesTest {
    @ParameterizedTest
    @EnumSource(Op.class)
    void elementWise(Op operation) {
        String[] branches = operation == Op.Subtract ? new String[] {"c1", "c2"} : new String[] {"c1", "c2", "c3"};
        assertLikeStock(
                net(pictures(), g -> {
                    g.addLayer("c1", rectified(3, 6), "input")
                            .addLayer("c2", rectified(1, 6), "input")
                            .addLayer("c3", rectified(3, 6), "c1");
                    g.addVertex("joined", new ElementWiseVertex(operation), branches);
                    return operation == Op.Subtract // so that each branch is read
                            ? g.addVertex("all", new ElementWiseVertex(Op.Add), "joined", "c3")
                                    .addLayer("output", output(), "all")
                            : g.addLayer("output", output(), "joined");
                }),
                pictures());
    }

    private static ConvolutionLayer rectified(int kernel, int filters) {
        var layer = conv(kernel, filters);
        layer.setActivationFn(Activation.RELU.getActivationFunction()); // many equal zeros
        return layer;
    }

    @ParameterizedTest
    @EnumSource(
            value = Op.class,
            names = {"Add", "Product", "Average", "Subtract"})
    void channelsAreSpreadOverPictures(Op operation) {
        assertLikeStock(spread(operation, Activation.TANH, "c2", "gap"), LoweringCheck.input(pictures()));
        assertLikeStock(spread(operation, Activation.TANH, "gap", "c2"), LoweringCheck.input(pictures()));
    }

    @Test
    void aSumOfOtherShapesBreaksNoChain() {
        assertLikeStock(spread(Op.Add, Activation.IDENTITY, "c2", "gap"), LoweringCheck.input(pictures()));
    }

    /** Without input types, with which DL4J refuses it. */
    private static ComputationGraphConfiguration spread(Op operation, Activation activation, String... branches) {
        return net(null, g -> g.addLayer("c1", sized(3, 3, 6, Activation.TANH), "input")
                .addLayer("c2", sized(1, 6, 6, activation), "c1")
                .addLayer(
                        "gap",
                        new GlobalPoolingLayer.Builder(PoolingType.AVG)
                                .collapseDimensions(false)
                                .build(),
                        "c1")
                .addVertex("joined", new ElementWiseVertex(operation), branches)
                .addLayer("a", new ActivationLayer(Activation.TANH), "joined")
                .addLayer("end", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "a")
                .addLayer("output", classes(6), "end"));
    }

    private static OutputLayer classes(int inputs) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(inputs)
                .nOut(LoweringCheck.CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static ConvolutionLayer sized(int kernel, int channels, int filters, Activation activation) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .padding(kernel / 2, kernel / 2)
                .nIn(channels)
                .nOut(filters)
                .activation(activation)
                .build();
    }

    @Test
    void mergeOfRowsAndOfSoftmax() {
        assertLikeStock(
                net(pictures(), g -> g.addLayer(
                                "d1", new DenseLayer.Builder().nOut(7).build(), "input")
                        .addLayer(
                                "d2",
                                new DenseLayer.Builder()
                                        .nOut(5)
                                        .activation(Activation.SOFTMAX)
                                        .build(),
                                "d1")
                        .addVertex("merged", new MergeVertex(), "d1", "d2")
                        .addVertex("one", new MergeVertex(), "merged")
                        .addLayer("output", output(), "one")),
                pictures());
    }

    /** Processors with AVX2 alone have no convolutions in bfloat16: all layers are islands then. */
    private static boolean hasKernels(Precision precision) {
        ComputationGraphConfiguration plain =
                net(pictures(), g -> g.addLayer("c1", conv(3, 6), "input").addLayer("output", output(), "c1"));
        ComputationGraph fast = LoweringCheck.fast(LoweringCheck.stock(plain), plain, precision);
        return OneDnn.plan(
                        fast, false, precision, LoweringCheck.input(pictures()).shape())
                .islands()
                .isEmpty();
    }

    @Test
    void mergeWithAnIsland() {
        ComputationGraphConfiguration configuration = net(pictures(), g -> g.addLayer("c1", conv(3, 6), "input")
                .addLayer("odd", new ActivationLayer(Activation.SOFTSIGN), "c1")
                .addVertex("merged", new MergeVertex(), "c1", "odd", "input")
                .addLayer("output", output(), "merged"));
        ComputationGraph stock = LoweringCheck.stock(configuration);
        INDArray x = LoweringCheck.input(pictures());
        for (Precision precision : Precision.values()) {
            ComputationGraph fast = LoweringCheck.fast(stock, configuration, precision);
            assertThat(LoweringCheck.distance(fast.outputSingle(x), stock.outputSingle(x)))
                    .isLessThan(precision == Precision.F32 ? 1e-5 : 2e-2);
            if (hasKernels(precision)) {
                assertThat(OneDnn.plan(fast, false, precision, x.shape()).islands())
                        .containsExactly("odd");
            }
        }
    }

    @Test
    void subsetScaleShift() {
        assertLikeStock( // without input types: DL4J's for a subset of a picture are wrong
                net(null, g -> g.addLayer("c1", sized(3, 3, 20, Activation.TANH), "input")
                        .addVertex("low", new SubsetVertex(0, 6), "c1")
                        .addVertex("high", new SubsetVertex(5, 11), "c1")
                        .addVertex("scaled", new ScaleVertex(-1.5), "low")
                        .addVertex("shifted", new ShiftVertex(0.25), "high")
                        .addVertex("sum", new ElementWiseVertex(Op.Add), "scaled", "shifted")
                        .addLayer(
                                "d",
                                new DenseLayer.Builder().nIn(7 * 9 * 11).nOut(9).build(),
                                new CnnToFeedForwardPreProcessor(9, 11, 7),
                                "sum")
                        .addVertex("row", new SubsetVertex(2, 7), "d")
                        .addLayer("output", classes(6), "row")),
                LoweringCheck.input(pictures()));
    }

    @Test
    void reshapeAndPreprocessors() {
        assertLikeStock(
                net(InputType.feedForward(60), g -> g.addLayer(
                                "d1", new DenseLayer.Builder().nOut(48).build(), "input")
                        .addVertex("picture", new ReshapeVertex(-1, 3, 4, 4), "d1")
                        .addLayer("c1", conv(3, 5), "picture")
                        .addVertex("flat", new PreprocessorVertex(new CnnToFeedForwardPreProcessor(4, 4, 5)), "c1")
                        .addVertex("again", new PreprocessorVertex(new FeedForwardToCnnPreProcessor(4, 4, 5)), "flat")
                        .addLayer("c2", conv(1, 4), "again")
                        .addLayer("d2", new DenseLayer.Builder().nOut(50).build(), "c2")
                        .addLayer("c3", conv(3, 3), new FeedForwardToCnnPreProcessor(5, 5, 2), "d2")
                        .addLayer("output", output(), "c3")),
                InputType.feedForward(60));
    }

    @Test
    void l2Normalisation() {
        assertLikeStock(normalized(1), InputType.feedForward(6));
        INDArray x = LoweringCheck.input(InputType.feedForward(6));
        assertLikeDifferences(normalized(1), x);
        assertLikeDifferences(normalized(1e-4), x); // norms at which stock's gradient is wrong
    }

    private static ComputationGraphConfiguration normalized(double scale) {
        return net(InputType.feedForward(6), g -> g.addLayer(
                        "d1", new DenseLayer.Builder().nOut(7).build(), "input")
                .addVertex("scaled", new ScaleVertex(scale), "d1")
                .addVertex("normalized", new L2NormalizeVertex(), "scaled")
                .addLayer("output", output(), "normalized"));
    }

    @Test
    void anOutputThatOthersRead() {
        InputType rows = InputType.feedForward(6);
        ComputationGraphConfiguration configuration = net(
                rows,
                g -> g.addLayer("d1", new DenseLayer.Builder().nOut(7).build(), "input")
                        .addLayer("early", output(), "d1")
                        .addVertex("merged", new MergeVertex(), "early", "d1")
                        .addLayer("output", output(), "merged"),
                "early",
                "output");
        INDArray x = LoweringCheck.input(rows);
        ComputationGraph stock = LoweringCheck.stock(configuration);
        LoweringCheck.assertInference(stock, LoweringCheck.fast(stock), x);
        assertLikeDifferences(configuration, x); // stock leaves out what "output" wants of "early"
    }
}
