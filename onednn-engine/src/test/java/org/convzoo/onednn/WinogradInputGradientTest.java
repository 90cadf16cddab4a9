package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** F(4x4, 3x3), which inferences and gradients of the input go by, against direct convolutions in double precision. */
class WinogradInputGradientTest {
    private final Random random = new Random(11);

    private static ComputationGraph net(int in, int out, int padding) {
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(5)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(16, 16, in))
                .addLayer(
                        "w",
                        new ConvolutionLayer.Builder(3, 3)
                                .padding(padding, padding)
                                .nOut(out)
                                .biasInit(0.1)
                                .activation(Activation.RELU)
                                .build(),
                        "input")
                .setOutputs("w")
                .build();
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        return graph;
    }

    @AfterEach
    void oneThread() {
        threads(1);
    }

    private static void threads(int number) {
        Nd4j.getExecutioner();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(number);
    }

    /** A layer may be 1e-5 from the exact result. */
    @ParameterizedTest
    @CsvSource({
        "64, 68, 2, 21, 19, 1, 1, 8e-7",
        "68, 64, 1, 30, 43, 0, 2, 8e-7",
        "64, 64, 1, 16, 17, 2, 3, 8e-7",
        "128, 128, 1, 24, 26, 1, 2, 1.2e-6",
        "512, 512, 1, 16, 18, 1, 2, 2e-6"
    })
    void isNearTheDirectResult(
            int in, int out, int pictures, int height, int width, int padding, int threads, double within) {
        ComputationGraph graph = net(in, out, padding);
        long[] shape = {pictures, in, height, width};
        threads(threads);
        INDArray x = Nd4j.createFromArray(floats((long) pictures * in * height * width, true))
                .reshape(shape);
        AtomicReference<INDArray> value = new AtomicReference<>();
        AtomicReference<INDArray> slope = new AtomicReference<>();
        INDArray dx;
        try (InputGradient gradient = InputGradient.of(graph, "w")) {
            dx = gradient.apply(x, values -> {
                value.set(values[0].dup());
                INDArray epsilon =
                        Nd4j.createFromArray(floats(values[0].length(), false)).reshape(values[0].shape());
                slope.set(epsilon.mul(values[0].gt(0).castTo(epsilon.dataType())));
                return new INDArray[] {epsilon};
            });
        }
        INDArray weights = graph.getParam("w_W");
        double[] expected = Direct.convolution(x, weights, padding);
        for (int i = 0; i < expected.length; i++) {
            expected[i] = Math.max(0, expected[i] + 0.1f);
        }
        double[] back = Direct.convolution(slope.get(), Direct.turned(weights), 2 - padding);
        double forwards = distance(value.get(), expected), backwards = distance(dx, back);
        System.out.printf(
                "%d to %d channels: %.2g from the exact value, %.2g gradient%n", in, out, forwards, backwards);
        assertThat(forwards).isLessThan(within);
        assertThat(backwards).isLessThan(within);
        assertThat(implementations(graph, Mode.INPUT_GRADIENT, shape))
                .filteredOn(name -> name.startsWith("winograd F4"))
                .hasSize(2);
    }

    private static double distance(INDArray actual, double[] expected) {
        return Trial.distance(
                Trial.doubles(actual)[0], Nd4j.createFromArray(expected).reshape(actual.shape()));
    }

    private float[] floats(long count, boolean rectified) {
        float[] values = new float[(int) count];
        for (int i = 0; i < count; i++) {
            float value = (float) random.nextGaussian();
            values[i] = rectified ? Math.max(0, value) : value;
        }
        return values;
    }

    /** An inference has it where it is faster than a direct convolution. */
    @Test
    void inferencesHaveItWhereItPays() {
        for (int pictures : new int[] {1, 8}) {
            assertThat(implementations(net(128, 128, 1), Mode.INFERENCE, pictures, 128, 28, 28))
                    .filteredOn(name -> name.startsWith("winograd F4"))
                    .hasSize(pictures == 1 ? 0 : 1);
        }
        assertThat(implementations(net(64, 128, 1), Mode.INFERENCE, 8, 64, 112, 112))
                .noneMatch(name -> name.startsWith("winograd"));
    }

    private static List<String> implementations(ComputationGraph graph, Mode mode, long... shape) {
        Plan plan = mode == Mode.INPUT_GRADIENT
                ? Compiler.compile(graph, new Weights(), List.of("w"), "input", shape)
                : Compiler.compile(graph, mode, Precision.F32, new Weights(), List.of("w"), shape);
        return plan.steps().stream().map(Step::implementation).toList();
    }

    /** The transformed kernels are kept from call to call. */
    @Test
    void followsTheWeights() {
        ComputationGraph graph = net(64, 64, 1);
        INDArray x = Nd4j.createFromArray(floats(64 * 16 * 16, false)).reshape(1, 64, 16, 16);
        INDArray epsilon = Nd4j.createFromArray(floats(64 * 16 * 16, false)).reshape(1, 64, 16, 16);
        try (InputGradient kept = InputGradient.of(graph, "w")) {
            INDArray before = kept.apply(x, epsilon);
            assertThat(kept.apply(x, epsilon)).isEqualTo(before);
            graph.getParam("w_W").putScalar(new int[] {63, 63, 1, 1}, 0.5); // one of 36,928
            INDArray after = kept.apply(x, epsilon);
            assertThat(after.distance2(before)).isGreaterThan(1);
            try (InputGradient fresh = InputGradient.of(graph, "w")) {
                assertThat(after).isEqualTo(fresh.apply(x, epsilon));
            }
        }
    }

    /** By the definition. */
    private static final class Direct {
        /**
         * Of pictures with kernels.
         *
         * @param x [N, C, H, W]
         * @param weights [K, C, 3, 3]
         */
        static double[] convolution(INDArray x, INDArray weights, int padding) {
            int pictures = (int) x.size(0), in = (int) x.size(1), height = (int) x.size(2), width = (int) x.size(3);
            int out = (int) weights.size(0), rows = height + 2 * padding - 2, columns = width + 2 * padding - 2;
            float[] pixels = x.dup('c').data().asFloat(),
                    taps = weights.dup('c').data().asFloat();
            double[] y = new double[pictures * out * rows * columns];
            IntStream.range(0, pictures * out).parallel().forEach(plane -> {
                int picture = plane / out, k = plane % out;
                for (int c = 0; c < in; c++) {
                    for (int tap = 0; tap < 9; tap++) {
                        double weight = taps[(k * in + c) * 9 + tap];
                        for (int row = 0; row < rows; row++) {
                            int from = row + tap / 3 - padding;
                            if (from < 0 || from >= height) {
                                continue;
                            }
                            int line = ((picture * in + c) * height + from) * width + tap % 3 - padding;
                            int first = Math.max(0, padding - tap % 3);
                            int end = Math.min(columns, width + padding - tap % 3);
                            for (int column = first; column < end; column++) {
                                y[(plane * rows + row) * columns + column] += weight * pixels[line + column];
                            }
                        }
                    }
                }
            });
            return y;
        }

        /** Half a turn, from out to in: what gradients run back through. */
        static INDArray turned(INDArray weights) {
            int out = (int) weights.size(0), in = (int) weights.size(1);
            float[] taps = weights.dup('c').data().asFloat(), turned = new float[taps.length];
            for (int i = 0; i < taps.length; i++) {
                int k = i / 9 / in, c = i / 9 % in;
                turned[(c * out + k) * 9 + 8 - i % 9] = taps[i];
            }
            return Nd4j.createFromArray(turned).reshape(in, out, 3, 3);
        }
    }
}
