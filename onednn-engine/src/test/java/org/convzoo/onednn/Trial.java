package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * One graph thrice, from the same weights: accelerated, in stock DL4J, and in stock DL4J with double precision, which judges both. A
 * result may be {@code within} of the judge's, relative in the 2-norm, or at most twice as far from it as stock is.
 */
final class Trial {
    private static final double NOTHING =
            1e-6; // of the whole gradient: what a parameter without influence gets is rounding

    final ComputationGraph stock;
    final ComputationGraph exact;
    final AcceleratedGraph fast;
    private double score;

    private Trial(ComputationGraph stock, ComputationGraph exact, AcceleratedGraph fast) {
        this.stock = stock;
        this.exact = exact;
        this.fast = fast;
    }

    /** With random values also where a fresh graph has zeros and ones. */
    static Trial of(ComputationGraphConfiguration configuration) {
        ComputationGraph stock = new ComputationGraph(configuration);
        stock.init();
        return of(RandomWeights.randomise(stock, 77));
    }

    static Trial of(ComputationGraph stock) {
        ComputationGraph copy = new ComputationGraph(
                ComputationGraphConfiguration.fromJson(stock.getConfiguration().toJson())); // clone() forgets axes
        copy.init(stock.params().dup(), false);
        return new Trial(stock, stock.convertDataType(DataType.DOUBLE), (AcceleratedGraph) OneDnn.accelerate(copy));
    }

    /** In all plans made so far. */
    void assertNoIslands() {
        assertThat(fast.islands()).isEmpty();
    }

    void assertOutputs(double within, INDArray... inputs) {
        INDArray[] expected = exact.output(doubles(inputs));
        INDArray[] usual = stock.output(inputs);
        INDArray[] actual = fast.output(inputs);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i].shape()).isEqualTo(usual[i].shape());
            assertClose("output " + i, actual[i], usual[i], expected[i], within, 0);
        }
    }

    /** One forward and backward pass on each; for the gradients see {@link #assertGradients}. */
    void step(INDArray[] inputs, INDArray[] labels) {
        step(stock, inputs, labels);
        step(fast, inputs, labels);
        step(exact, doubles(inputs), doubles(labels));
        // After its backward pass, stock's loss layer scores what it has overwritten.
        score = exact.score(new MultiDataSet(doubles(inputs), doubles(labels)), true);
    }

    private static void step(ComputationGraph graph, INDArray[] inputs, INDArray[] labels) {
        graph.setInputs(inputs);
        graph.setLabels(labels);
        graph.computeGradientAndScore();
    }

    void assertScore(double within) {
        double allowed = Math.max(within * Math.abs(score), 2 * Math.abs(stock.score() - score));
        assertThat(Math.abs(fast.score() - score)).as("score").isLessThanOrEqualTo(allowed);
    }

    /** Of each parameter by itself, after {@link #step}. */
    void assertGradients(double within) {
        Map<String, INDArray> expected = gradients(exact);
        Map<String, INDArray> usual = gradients(stock);
        Map<String, INDArray> actual = gradients(fast);
        double nothing = NOTHING * norm(exact.getFlattenedGradients());
        expected.forEach((name, gradient) ->
                assertClose("gradient of " + name, actual.get(name), usual.get(name), gradient, within, nothing));
    }

    /** Of all parameters together. */
    void assertGradient(double within) {
        assertClose(
                "gradient",
                fast.getFlattenedGradients(),
                stock.getFlattenedGradients(),
                exact.getFlattenedGradients(),
                within,
                0);
    }

    private static void assertClose(
            String what, INDArray actual, INDArray usual, INDArray expected, double within, double nothing) {
        double far = norm(doubles(actual)[0].sub(expected));
        double usuallyFar = norm(doubles(usual)[0].sub(expected));
        double allowed = Math.max(nothing, Math.max(within * norm(expected), 2 * usuallyFar));
        assertThat(far)
                .as("%s: distance, where stock's is %.2g of %.2g", what, usuallyFar, norm(expected))
                .isLessThanOrEqualTo(allowed);
    }

    /** By layer and name, in the graph's own arrays. What is frozen has none. */
    static Map<String, INDArray> gradients(ComputationGraph graph) {
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        for (Layer layer : graph.getLayers()) {
            if (layer.numParams() > 0 && layer.getGradientsViewArray() != null) {
                layer.conf()
                        .getLayer()
                        .initializer()
                        .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray())
                        .forEach((name, view) ->
                                gradients.put(layer.conf().getLayer().getLayerName() + "_" + name, view));
            }
        }
        return gradients;
    }

    static INDArray[] doubles(INDArray... arrays) {
        return Arrays.stream(arrays).map(array -> array.castTo(DataType.DOUBLE)).toArray(INDArray[]::new);
    }

    static double norm(INDArray array) {
        return array.norm2Number().doubleValue();
    }

    /** Relative, in the 2-norm. */
    static double distance(INDArray actual, INDArray expected) {
        return norm(actual.sub(expected)) / norm(expected);
    }
}
