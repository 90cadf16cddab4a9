package org.convzoo.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Nets with weights as if they had been trained, pictures that they tell apart, and what is the same to a reader of their outputs. */
final class Nets {
    private static final int PATCHES = 4; // along each side
    private static final double TOLERANCE = 1e-4, MAX_FACTOR = 100;
    private static double worst;

    private Nets() {}

    /** What a fresh net has zeros and ones in becomes random: a mistake would not show there. */
    static ComputationGraph randomised(ComputationGraphConfiguration configuration) {
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        Random random = new Random(1);
        for (Layer layer : graph.getLayers()) {
            if (layer.numParams() > 0) {
                boolean slopes = layer.conf().getLayer() instanceof PReLULayer;
                layer.paramTable().forEach((name, values) -> {
                    switch (name) {
                        case "gamma", "var" -> fill(values, () -> 0.7 + 0.6 * random.nextDouble());
                        case "log10stdev" -> fill(values, () -> 0.3 * random.nextDouble() - 0.1);
                        case "mean", "b" -> fill(values, () -> 0.1 * random.nextGaussian());
                        case "beta" -> fill(values, () -> 0.2 + 0.1 * random.nextGaussian()); // few rectifiers are dead
                        default -> {
                            if (slopes) {
                                fill(values, () -> 0.5 * random.nextDouble() - 0.1);
                            }
                        }
                    }
                });
            }
        }
        startSmall(graph);
        return graph;
    }

    /** A branch that ends in a sum is small, as trained ones are, else the activations double with every block. */
    private static void startSmall(ComputationGraph graph) {
        ComputationGraphConfiguration configuration = graph.getConfiguration();
        configuration.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof ElementWiseVertex) {
                String branch = configuration.getVertexInputs().get(name).get(0); // the second is the shortcut
                Layer norm = graph.getLayer(branch);
                if (norm != null && norm.numParams() > 0 && norm.paramTable().containsKey("gamma")) {
                    norm.getParam("gamma").muli(0.2);
                }
            }
        });
    }

    /** Changes the classifiers so that the pictures' probabilities differ: else they are all alike, whatever a net computes. */
    static void tellApart(ComputationGraph graph, INDArray pictures) {
        INDArray[] outputs = graph.output(pictures);
        for (int i = 0; i < outputs.length; i++) {
            Layer classifier = graph.getOutputLayer(i);
            INDArray logits = Transforms.log(Transforms.max(outputs[i], 1e-30));
            INDArray mean = logits.mean(true, 0); // [1, classes]
            double spread = logits.subRowVector(mean).stdNumber().doubleValue();
            double factor = Math.min(MAX_FACTOR, 1 / spread); // rounding errors grow as well
            classifier.getParam("W").muli(factor);
            INDArray bias = classifier.getParam("b");
            bias.assign(bias.sub(mean.reshape(bias.shape())).mul(factor));
        }
    }

    private static void fill(INDArray values, DoubleSupplier each) {
        for (long i = 0; i < values.length(); i++) {
            values.putScalar(i, each.getAsDouble());
        }
    }

    /** Patches of colour and some noise. */
    static INDArray pictures(int count, int channels, int height, int width) {
        Random random = new Random(2);
        float[] values = new float[count * channels * height * width];
        float[] patches = new float[PATCHES * PATCHES];
        for (int i = 0; i < values.length; i++) {
            int place = i % (height * width), row = place / width, column = place % width;
            if (place == 0) {
                for (int p = 0; p < patches.length; p++) {
                    patches[p] = (float) random.nextGaussian();
                }
            }
            values[i] = patches[row * PATCHES / height * PATCHES + column * PATCHES / width]
                    + 0.3f * (float) random.nextGaussian();
        }
        return Nd4j.create(values, new long[] {count, channels, height, width}, 'c');
    }

    /** Largest difference, as a part of the largest number. */
    static double difference(INDArray actual, INDArray expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double difference = actual.sub(expected).amaxNumber().doubleValue()
                / Math.max(1e-30, expected.amaxNumber().doubleValue());
        synchronized (Nets.class) {
            worst = Math.max(worst, difference);
        }
        return difference;
    }

    static void assertSame(INDArray actual, INDArray expected) {
        assertThat(difference(actual, expected)).isLessThan(TOLERANCE);
        if (expected.rank() == 2) {
            assertThat(actual.argMax(1)).isEqualTo(expected.argMax(1));
        }
    }

    /** The largest difference so far. */
    static synchronized double worst() {
        return worst;
    }
}
