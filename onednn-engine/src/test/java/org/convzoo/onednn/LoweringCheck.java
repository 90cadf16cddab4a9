package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small nets on plans against stock DL4J or central differences in 64 bits, from the same weights. */
final class LoweringCheck {
    static final int CLASSES = 4;
    static final int BATCH = 5;

    private LoweringCheck() {}

    /**
     * A net with one output layer "output" or more.
     *
     * @param input null: the body sets the number of inputs of each layer
     */
    static ComputationGraphConfiguration net(InputType input, UnaryOperator<GraphBuilder> body, String... outputs) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Sgd(0.1))
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(input == null ? new InputType[0] : new InputType[] {input});
        return body.apply(builder)
                .setOutputs(outputs.length == 0 ? new String[] {"output"} : outputs)
                .build();
    }

    static InputType pictures() {
        return InputType.convolutional(9, 11, 3);
    }

    static ConvolutionLayer conv(int kernel, int filters) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .padding(kernel / 2, kernel / 2)
                .nOut(filters)
                .build();
    }

    static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    static ComputationGraph stock(ComputationGraphConfiguration configuration) {
        ComputationGraph graph = new ComputationGraph(configuration.clone());
        graph.init();
        return graph;
    }

    static ComputationGraph fast(ComputationGraph stock) {
        return fast(stock, stock.getConfiguration(), Precision.F32);
    }

    /** On plans, with the weights of another graph. */
    static ComputationGraph fast(
            ComputationGraph stock, ComputationGraphConfiguration configuration, Precision precision) {
        ComputationGraph copy = new ComputationGraph(configuration.clone());
        copy.init(stock.params().dup(), false);
        return OneDnn.accelerate(copy, precision);
    }

    /** Normally distributed, always the same. */
    static INDArray input(InputType type) {
        long[] shape = type.getShape(true);
        shape[0] = BATCH;
        Nd4j.getRandom().setSeed(11);
        return Nd4j.randn(shape).castTo(DataType.FLOAT);
    }

    static INDArray labels() {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, CLASSES);
        for (int i = 0; i < BATCH; i++) {
            labels.putScalar(i, i % CLASSES, 1);
        }
        return labels;
    }

    /** Gradient and score of one step, as sums over the batch; the score is {@code graph.score()}. */
    static INDArray gradient(ComputationGraph graph, INDArray input) {
        graph.setInputs(input);
        graph.setLabels(Stream.generate(LoweringCheck::labels)
                .limit(graph.getNumOutputArrays())
                .toArray(INDArray[]::new));
        graph.computeGradientAndScore();
        return graph.getFlattenedGradients();
    }

    /** Outputs, in both precisions, score and gradient are stock's, and nothing is an island. */
    static void assertLikeStock(ComputationGraphConfiguration configuration, InputType type) {
        assertLikeStock(configuration, input(type));
    }

    static void assertLikeStock(ComputationGraphConfiguration configuration, INDArray x) {
        ComputationGraph stock = stock(configuration);
        ComputationGraph fast = fast(stock);
        assertInference(stock, fast, x);
        INDArray expected = gradient(stock, x);
        assertThat(distance(gradient(fast, x), expected)).as("gradient").isLessThan(1e-4);
        assertThat(fast.score()).isCloseTo(stock.score(), org.assertj.core.api.Assertions.within(1e-5));
        assertNoIslands(fast, true, Precision.F32, x);
    }

    /** The gradient is the central differences' of stock in 64 bits. */
    static void assertLikeDifferences(ComputationGraphConfiguration configuration, INDArray x) {
        ComputationGraph stock = stock(configuration);
        ComputationGraph fast = fast(stock);
        INDArray gradient = gradient(fast, x).dup();
        assertThat(((AcceleratedGraph) fast).unsupported()).isNull();
        assertNoIslands(fast, true, Precision.F32, x);
        assertThat(distance(gradient, differences(stock, x))).as("gradient").isLessThan(1e-4);
    }

    /** Sums over the batch of the gradient of the score, by central differences of the forward pass alone. */
    private static INDArray differences(ComputationGraph graph, INDArray x) {
        ComputationGraph exact = graph.convertDataType(DataType.DOUBLE);
        INDArray parameters = exact.params();
        INDArray result = Nd4j.zeros(DataType.FLOAT, parameters.shape());
        double step = 1e-5;
        for (long i = 0; i < parameters.length(); i++) {
            double value = parameters.getDouble(i);
            parameters.putScalar(i, value + step);
            double above = score(exact, x);
            parameters.putScalar(i, value - step);
            double below = score(exact, x);
            parameters.putScalar(i, value);
            result.putScalar(i, (above - below) / (2 * step) * BATCH);
        }
        return result;
    }

    private static double score(ComputationGraph exact, INDArray x) {
        double score = 0;
        for (INDArray p : exact.output(x.castTo(DataType.DOUBLE))) {
            for (int i = 0; i < BATCH; i++) {
                score -= Math.log(p.getDouble(i, i % CLASSES)) / BATCH;
            }
        }
        return score;
    }

    /** Outputs are stock's in both precisions. */
    static void assertInference(ComputationGraph stock, ComputationGraph fast, INDArray x) {
        INDArray[] expected = stock.output(x);
        INDArray[] outputs = fast.output(x);
        assertThat(((AcceleratedGraph) fast).unsupported()).isNull();
        for (int i = 0; i < outputs.length; i++) {
            assertThat(distance(outputs[i], expected[i])).as("output").isLessThan(1e-5);
        }
        assertNoIslands(fast, false, Precision.F32, x);
        if (multipliesBfloat16()) {
            ComputationGraph halved = fast(stock, stock.getConfiguration(), Precision.BF16);
            assertThat(distance(halved.output(x)[0], expected[0])).as("bf16").isLessThan(2e-2);
            assertNoIslands(halved, false, Precision.BF16, x);
        }
    }

    static void assertNoIslands(ComputationGraph graph, boolean training, Precision precision, INDArray x) {
        assertThat(OneDnn.plan(graph, training, precision, x.shape()).islands()).isEmpty();
    }

    private static boolean multipliesBfloat16() {
        try {
            Path cpu = Path.of("/proc/cpuinfo");
            return Files.exists(cpu) && Files.readString(cpu).contains("avx512_bf16");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static double distance(INDArray a, INDArray b) {
        return a.sub(b).norm2Number().doubleValue() / b.norm2Number().doubleValue();
    }
}
