package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A small net in stock DL4J and accelerated, from the same weights. What is done to one is done to the other. */
record Twins(ComputationGraph stock, AcceleratedGraph fast) {
    static final int CLASSES = 4;
    static final double SAME = 1e-5; // relative, in the 2-norm

    static Twins of(UnaryOperator<NeuralNetConfiguration.Builder> options) {
        return of(configuration(options));
    }

    static Twins of(ComputationGraphConfiguration configuration) {
        ComputationGraph stock = new ComputationGraph(configuration);
        stock.init();
        RandomWeights.randomise(stock, 31);
        ComputationGraph copy = new ComputationGraph(ComputationGraphConfiguration.fromJson(configuration.toJson()));
        copy.init(stock.params().dup(), false);
        return new Twins(stock, (AcceleratedGraph) OneDnn.accelerate(copy));
    }

    /** Convolution, normalisation, pooling, dense, output: "conv" has no bias, whose gradient would be rounding alone. */
    static ComputationGraphConfiguration configuration(UnaryOperator<NeuralNetConfiguration.Builder> options) {
        return options.apply(new NeuralNetConfiguration.Builder().seed(5).updater(new Sgd(0.1)))
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(8, 7, 2))
                .addLayer(
                        "conv",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(6)
                                .hasBias(false)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "input")
                .addLayer(
                        "norm",
                        new BatchNormalization.Builder().useLogStd(false).build(),
                        "conv")
                .addLayer(
                        "pool",
                        new SubsamplingLayer.Builder(PoolingType.AVG)
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        "norm")
                .addLayer(
                        "dense",
                        new DenseLayer.Builder()
                                .nOut(10)
                                .activation(Activation.TANH)
                                .build(),
                        "pool")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "dense")
                .setOutputs("output")
                .build();
    }

    static INDArray pictures(int n, long seed) {
        Nd4j.getRandom().setSeed(seed + 1); // 0 would be none
        return Nd4j.randn(DataType.FLOAT, n, 2, 8, 7);
    }

    static DataSet batch(int n, long seed) {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, n, CLASSES);
        for (int i = 0; i < n; i++) {
            labels.putScalar(i, (i + seed) % CLASSES, 1);
        }
        return new DataSet(pictures(n, seed), labels);
    }

    Twins fit(int steps) {
        for (int i = 0; i < steps; i++) {
            stock.fit(batch(6, i));
            fast.fit(batch(6, i));
        }
        return this;
    }

    void assertSameWeights() {
        assertThat(Trial.distance(fast.params(), stock.params())).as("weights").isLessThan(SAME);
    }

    void assertSameOutput() {
        INDArray x = pictures(5, 99);
        assertThat(Trial.distance(fast.outputSingle(x), stock.outputSingle(x)))
                .as("output")
                .isLessThan(SAME);
    }

    /** That all the accelerated one has done was on plans. */
    void assertPlanned(int steps) {
        assertThat(fast.unsupported()).isNull();
        assertThat(fast.planSteps()).isEqualTo(steps);
    }
}
