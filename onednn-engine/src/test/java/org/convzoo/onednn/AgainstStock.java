package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A net on plans without islands against stock DL4J with the same weights: outputs, score, gradients, inference in bfloat16. */
final class AgainstStock {
    private static final int CLASSES = 3;
    private static final boolean BF16 = hasBf16();

    private AgainstStock() {}

    static ComputationGraphConfiguration net(
            InputType input, UnaryOperator<ComputationGraphConfiguration.GraphBuilder> body) {
        return body.apply(new NeuralNetConfiguration.Builder()
                        .seed(7)
                        .updater(new Sgd(0.05))
                        .activation(Activation.TANH)
                        .graphBuilder()
                        .addInputs("input")
                        .setInputTypes(input))
                .setOutputs("output")
                .build();
    }

    static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    /** With weights, biases and statistics that are all different. */
    static ComputationGraph stock(ComputationGraphConfiguration configuration) {
        ComputationGraph graph = new ComputationGraph(configuration.clone());
        graph.init();
        Nd4j.getRandom().setSeed(3);
        INDArray params = graph.params();
        params.addi(Nd4j.rand(params.shape()).subi(0.5).muli(0.2));
        for (var layer : graph.getLayers()) {
            if (layer.conf().getLayer() instanceof BatchNormalization normalization) {
                INDArray mean = layer.getParam("mean");
                mean.assign(Nd4j.rand(mean.shape()).subi(0.5));
                INDArray spread = layer.getParam(normalization.isUseLogStd() ? "log10stdev" : "var");
                spread.assign(Nd4j.rand(spread.shape()).addi(normalization.isUseLogStd() ? -0.5 : 0.5));
            }
        }
        return graph;
    }

    static ComputationGraph copy(ComputationGraph graph) {
        ComputationGraph copy = new ComputationGraph(graph.getConfiguration().clone());
        copy.init(graph.params().dup(), false);
        return copy;
    }

    static DataSet batch(long... shape) {
        Nd4j.getRandom().setSeed(11);
        INDArray labels = Nd4j.zeros(shape[0], CLASSES);
        for (int i = 0; i < shape[0]; i++) {
            labels.putScalar(i, i % CLASSES, 1);
        }
        return new DataSet(Nd4j.randn(shape), labels);
    }

    /** All of it. */
    static void check(ComputationGraphConfiguration configuration, long... shape) {
        ComputationGraph stock = stock(configuration);
        DataSet batch = batch(shape);
        checkInference(stock, batch);
        ComputationGraph fast = OneDnn.accelerate(copy(stock));
        assertThat(OneDnn.plan(fast, true, Precision.F32, shape).islands()).isEmpty();
        step(stock, batch);
        step(fast, batch);
        assertThat(((AcceleratedGraph) fast).unsupported()).isNull();
        assertThat(fast.score()).isCloseTo(stock.score(), within(1e-5));
        assertThat(distance(fast.getFlattenedGradients(), stock.getFlattenedGradients()))
                .isLessThan(2e-5);
        for (int i = 0; i < 3; i++) { // values of an earlier run are in the arena now
            stock.fit(batch);
            fast.fit(batch);
        }
        assertThat(distance(fast.params(), stock.params())).isLessThan(1e-4);
    }

    /**
     * The same where stock's gradients throw or are wrong: central differences of stock's score in double precision judge, of each
     * parameter of the layers named, or of some of them if there are many.
     */
    static void checkByDifferences(ComputationGraphConfiguration configuration, List<String> layers, long... shape) {
        ComputationGraph stock = stock(configuration);
        DataSet batch = batch(shape);
        checkInference(stock, batch);
        ComputationGraph fast = OneDnn.accelerate(copy(stock));
        assertThat(OneDnn.plan(fast, true, Precision.F32, shape).islands()).isEmpty();
        step(fast, batch);
        assertThat(((AcceleratedGraph) fast).unsupported()).isNull();
        ComputationGraph exact = stock.convertDataType(DataType.DOUBLE);
        DataSet wide = new DataSet(
                batch.getFeatures().castTo(DataType.DOUBLE), batch.getLabels().castTo(DataType.DOUBLE));
        for (String layer : layers) {
            Map<String, INDArray> gradients = fast.gradient().gradientForVariable();
            exact.getLayer(layer).paramTable().forEach((name, parameter) -> {
                if (Set.of("mean", "var", "log10stdev").contains(name)) {
                    return;
                }
                INDArray gradient = gradients.get(layer + "_" + name);
                long every = Math.max(1, parameter.length() / 40);
                double difference = 0;
                double size = 0;
                for (long i = 0; i < parameter.length(); i += every) {
                    double expected = shape[0] * slope(exact, wide, parameter, i);
                    difference += Math.pow(gradient.getDouble(i) - expected, 2);
                    size += expected * expected;
                }
                assertThat(Math.sqrt(difference / size)).as(layer + "_" + name).isLessThan(1e-4);
            });
        }
    }

    private static double slope(ComputationGraph graph, DataSet batch, INDArray parameter, long i) {
        double step = 1e-5;
        double before = parameter.getDouble(i);
        parameter.putScalar(i, before + step);
        double above = graph.score(batch, true);
        parameter.putScalar(i, before - step);
        double below = graph.score(batch, true);
        parameter.putScalar(i, before);
        return (above - below) / (2 * step);
    }

    static void checkInference(ComputationGraph stock, DataSet batch) {
        INDArray x = batch.getFeatures();
        INDArray expected = stock.outputSingle(x);
        for (Precision precision : BF16 ? Precision.values() : new Precision[] {Precision.F32}) {
            ComputationGraph fast = OneDnn.accelerate(copy(stock), precision);
            assertThat(OneDnn.plan(fast, false, precision, x.shape()).islands()).isEmpty();
            double tolerance = precision == Precision.F32 ? 1e-5 : 2e-2;
            assertThat(distance(fast.outputSingle(x), expected))
                    .as("%s", precision)
                    .isLessThan(tolerance);
            assertThat(distance(fast.outputSingle(x), expected)).as("again").isLessThan(tolerance);
        }
    }

    static void step(ComputationGraph graph, DataSet batch) {
        graph.setInputs(batch.getFeatures());
        graph.setLabels(batch.getLabels());
        graph.computeGradientAndScore();
    }

    static double distance(INDArray a, INDArray b) {
        assertThat(a.shape()).isEqualTo(b.shape());
        return a.sub(b).norm2Number().doubleValue() / b.norm2Number().doubleValue();
    }

    /** Kinds of steps of an inference. */
    static Stream<String> kernels(ComputationGraph graph, boolean training, long... shape) {
        return OneDnn.plan(graph, training, Precision.F32, shape).kernels().stream()
                .map(PlanReport.KernelUse::kind);
    }

    private static boolean hasBf16() {
        try {
            return Arrays.asList(Files.readString(Path.of("/proc/cpuinfo")).split("\\s+"))
                    .contains("avx512_bf16");
        } catch (IOException e) {
            return false;
        }
    }
}
