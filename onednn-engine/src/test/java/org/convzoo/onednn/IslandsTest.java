package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Graphs with parts that no plan knows: the result is stock's, whoever computes them. */
class IslandsTest {
    private static final int BATCH = 4, CLASSES = 3, STEPS = 6;

    enum Foreign {
        LSTM_BESIDE_CONVOLUTIONS,
        LAMBDA_LAYER,
        LAMBDA_VERTEX,
        CUSTOM_LOSS
    }

    /** x * sigmoid(2x), in the middle of convolutions. */
    static final class Gate extends SameDiffLambdaLayer {
        private static final long serialVersionUID = 1L;

        @Override
        public SDVariable defineLayer(SameDiff graph, SDVariable x) {
            return x.mul(graph.nn().sigmoid(x.mul(2)));
        }

        @Override
        public InputType getOutputType(int index, InputType input) {
            return input;
        }
    }

    /** a * b + a, of two branches. */
    static final class Mix extends SameDiffLambdaVertex {
        private static final long serialVersionUID = 1L;

        @Override
        public SDVariable defineVertex(SameDiff graph, VertexInputs inputs) {
            SDVariable a = inputs.getInput(0);
            return a.mul(inputs.getInput(1)).add(a);
        }

        @Override
        public InputType getOutputType(int index, InputType... inputs) {
            return inputs[0];
        }
    }

    /** Squares, three times as dear; the whole batch goes through it at once. */
    static final class Dear implements ILossFunction {
        private static final long serialVersionUID = 1L;
        private static final ILossFunction SQUARES = new LossMSE();

        @Override
        public double computeScore(INDArray y, INDArray z, IActivation f, INDArray mask, boolean average) {
            return 3 * SQUARES.computeScore(y, z, f, mask, average);
        }

        @Override
        public INDArray computeScoreArray(INDArray y, INDArray z, IActivation f, INDArray mask) {
            return SQUARES.computeScoreArray(y, z, f, mask).mul(3);
        }

        @Override
        public INDArray computeGradient(INDArray y, INDArray z, IActivation f, INDArray mask) {
            return SQUARES.computeGradient(y, z, f, mask).mul(3);
        }

        @Override
        public Pair<Double, INDArray> computeGradientAndScore(
                INDArray y, INDArray z, IActivation f, INDArray mask, boolean average) {
            return new Pair<>(computeScore(y, z.dup(), f, mask, average), computeGradient(y, z, f, mask));
        }

        @Override
        public String name() {
            return "Dear";
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesStocksResult(Foreign foreign) {
        Twins twins = Twins.of(configuration(foreign));
        MultiDataSet batch = batch(foreign, 1);
        assertSameOutputs(twins, batch);
        for (ComputationGraph graph : new ComputationGraph[] {twins.stock(), twins.fast()}) {
            graph.setInputs(batch.getFeatures());
            graph.setLabels(batch.getLabels());
            graph.computeGradientAndScore();
        }
        assertThat(twins.fast().score()).isCloseTo(twins.stock().score(), within(1e-5));
        assertThat(Trial.distance(
                        twins.fast().getFlattenedGradients(), twins.stock().getFlattenedGradients()))
                .isLessThan(1e-4);
        for (int i = 0; i < 5; i++) {
            twins.stock().fit(batch(foreign, i));
            twins.fast().fit(batch(foreign, i));
        }
        twins.assertSameWeights();
        assertSameOutputs(twins, batch);
    }

    @Test
    void givesStocksResultWithMasks() {
        Twins twins = Twins.of(configuration(Foreign.LSTM_BESIDE_CONVOLUTIONS));
        INDArray mask = Nd4j.ones(DataType.FLOAT, BATCH, STEPS);
        for (int i = 0; i < BATCH; i++) { // series of different lengths
            for (int t = STEPS - i; t < STEPS; t++) {
                mask.putScalar(i, t, 0);
            }
        }
        MultiDataSet plain = batch(Foreign.LSTM_BESIDE_CONVOLUTIONS, 1);
        MultiDataSet batch =
                new MultiDataSet(plain.getFeatures(), plain.getLabels(), new INDArray[] {null, mask}, null);
        twins.stock().fit(batch);
        twins.fast().fit(batch);
        assertThat(twins.fast().params()).isEqualTo(twins.stock().params());
        INDArray[] expected = twins.stock().output(false, batch.getFeatures(), batch.getFeaturesMaskArrays());
        INDArray[] actual = twins.fast().output(false, batch.getFeatures(), batch.getFeaturesMaskArrays());
        assertThat(actual).isEqualTo(expected);
        twins.stock().clearLayerMaskArrays();
        twins.fast().clearLayerMaskArrays();
        assertSameOutputs(twins, batch(Foreign.LSTM_BESIDE_CONVOLUTIONS, 2));
    }

    /** Time alone: output at each step, stored state, truncated backpropagation. */
    @ParameterizedTest
    @EnumSource(BackpropType.class)
    void keepsTimeAsStock(BackpropType type) {
        Twins twins = Twins.of(base().addInputs("series")
                .setInputTypes(InputType.recurrent(3, STEPS))
                .addLayer("lstm", new LSTM.Builder().nOut(5).build(), "series")
                .addLayer(
                        "output",
                        new RnnOutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "lstm")
                .setOutputs("output")
                .backpropType(type)
                .tBPTTLength(2)
                .build());
        Nd4j.getRandom().setSeed(41);
        INDArray[] x = {Nd4j.randn(DataType.FLOAT, BATCH, 3, STEPS)};
        INDArray random = Nd4j.rand(DataType.FLOAT, BATCH, CLASSES, STEPS);
        INDArray[] y = {random.eq(random.max(true, 1)).castTo(DataType.FLOAT)};
        twins.stock().fit(x, y);
        twins.fast().fit(x, y);
        twins.assertSameWeights();
        for (int i = 0; i < 3; i++) { // state is kept between the calls
            assertThat(Trial.distance(
                            twins.fast().rnnTimeStep(x)[0], twins.stock().rnnTimeStep(x)[0]))
                    .isLessThan(Twins.SAME);
        }
    }

    private static void assertSameOutputs(Twins twins, MultiDataSet batch) {
        INDArray[] expected = twins.stock().output(batch.getFeatures());
        INDArray[] actual = twins.fast().output(batch.getFeatures());
        for (int i = 0; i < expected.length; i++) {
            assertThat(Trial.distance(actual[i], expected[i])).isLessThan(Twins.SAME);
        }
    }

    private static MultiDataSet batch(Foreign foreign, int seed) {
        Nd4j.getRandom().setSeed(100 + seed);
        INDArray pictures = Nd4j.randn(DataType.FLOAT, BATCH, 2, 8, 7);
        INDArray series = Nd4j.randn(DataType.FLOAT, BATCH, 3, STEPS);
        INDArray random = Nd4j.rand(DataType.FLOAT, BATCH, CLASSES);
        INDArray[] inputs = {pictures, series};
        int count = foreign == Foreign.LSTM_BESIDE_CONVOLUTIONS ? 2 : 1;
        return new MultiDataSet(
                Arrays.copyOf(inputs, count),
                new INDArray[] {random.eq(random.max(true, 1)).castTo(DataType.FLOAT)});
    }

    private static GraphBuilder base() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Sgd(0.1))
                .activation(Activation.TANH)
                .graphBuilder();
    }

    private static ComputationGraphConfiguration configuration(Foreign foreign) {
        GraphBuilder graph = base();
        if (foreign == Foreign.LSTM_BESIDE_CONVOLUTIONS) {
            graph.addInputs("input", "series")
                    .setInputTypes(InputType.convolutional(8, 7, 2), InputType.recurrent(3, STEPS));
        } else {
            graph.addInputs("input").setInputTypes(InputType.convolutional(8, 7, 2));
        }
        graph.addLayer("a", new ConvolutionLayer.Builder(3, 3).nOut(6).build(), "input");
        String last =
                switch (foreign) {
                    case LSTM_BESIDE_CONVOLUTIONS -> {
                        graph.addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "a")
                                .addLayer("lstm", new LSTM.Builder().nOut(5).build(), "series")
                                .addVertex("end", new LastTimeStepVertex("series"), "lstm")
                                .addLayer(
                                        "dense",
                                        new DenseLayer.Builder().nOut(4).build(),
                                        "end")
                                .addVertex("both", new MergeVertex(), "pool", "dense");
                        yield "both";
                    }
                    case LAMBDA_LAYER -> {
                        graph.addLayer("gate", new Gate(), "a")
                                .addLayer(
                                        "b",
                                        new ConvolutionLayer.Builder(2, 2)
                                                .nOut(5)
                                                .build(),
                                        "gate");
                        yield "b";
                    }
                    case LAMBDA_VERTEX -> {
                        graph.addLayer(
                                        "b",
                                        new ConvolutionLayer.Builder(3, 3)
                                                .nOut(6)
                                                .build(),
                                        "input")
                                .addVertex("mix", new Mix(), "a", "b")
                                .addLayer(
                                        "c",
                                        new ConvolutionLayer.Builder(2, 2)
                                                .nOut(5)
                                                .build(),
                                        "mix");
                        yield "c";
                    }
                    case CUSTOM_LOSS -> "a";
                };
        ILossFunction loss = foreign == Foreign.CUSTOM_LOSS ? new Dear() : LossFunction.MCXENT.getILossFunction();
        return graph.addLayer(
                        "output",
                        new OutputLayer.Builder(loss)
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        last)
                .setOutputs("output")
                .build();
    }
}
