package org.convzoo.vgg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.ForeignNet;
import org.convzoo.core.Model;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.convzoo.core.WeightsImport.Options;
import org.convzoo.core.WeightsOrigin;
import org.convzoo.weights.SafetensorsWriter;
import org.convzoo.weights.WeightsFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Trained weights through a whole net: what a wrong transposition, order of channels or padding would change. */
@Tag("real-data")
class Vgg19WeightsTest {
    private static final int SIDE = 32;
    private static final String LAST = "conv5_1";

    @Test
    void convolutionsGiveWhatDoublePrecisionGives(@TempDir Path folder) {
        String mirror = System.getenv("ZOO_MIRROR");
        assumeTrue(mirror != null, "VGG-19's convolutions are not at hand: set ZOO_MIRROR");
        Path file = Path.of(mirror, "vgg19", "vgg19-conv1_1-conv5_1-f16.safetensors");
        Model model = imported(file, folder.resolve("without-top.safetensors"));
        double[][][] picture = picture();
        INDArray input = Nd4j.create(1, 3, SIDE, SIDE);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    input.putScalar(new int[] {0, c, y, x}, picture[c][y][x]);
                }
            }
        }
        Map<String, double[][][]> expected = expected(file, picture);
        for (Engine engine : Engine.values()) {
            ComputationGraph graph = engine.prepare(model.graph());
            Map<String, INDArray> activations = graph.feedForward(input, false);
            assertThat(distance(activations.get("conv2_1"), expected.get("conv2_1")))
                    .as(engine + " conv2_1")
                    .isLessThan(1e-4);
            assertThat(distance(activations.get(LAST), expected.get(LAST)))
                    .as(engine + " " + LAST)
                    .isLessThan(1e-3);
        }
    }

    /** Keras's file without top; what the mirror's lacks, the last three convolutions, is zero. */
    private static Model imported(Path mirrored, Path whole) {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        try (WeightsFile file = WeightsFile.open(mirrored)) {
            for (String name : file.names()) {
                tensors.put(name, file.array(name));
            }
        }
        for (int i = 2; i <= 4; i++) {
            tensors.put("block5_conv" + i + "/kernel", Nd4j.zeros(3, 3, 512, 512));
            tensors.put("block5_conv" + i + "/bias", Nd4j.zeros(512));
        }
        SafetensorsWriter.write(whole, tensors, Map.of());
        Spec spec = Spec.of(2, 3, SIDE, SIDE).withStem(Spec.Stem.SMALL);
        Options size = Options.of(spec, whole);
        WeightsImport.Imported imported = WeightsImport.of(
                whole,
                Vgg.VGG19,
                new Options(
                        size.spec(), size.preprocessing(), List.of("a", "b"), true, size.metrics(), size.provenance()));
        assertThat(imported.unused()).isEmpty();
        return imported.model();
    }

    /** Blue, green and red without their means: a disc on a slope of colours. */
    private static double[][][] picture() {
        double[] mean = {103.939, 116.779, 123.68};
        double[][][] picture = new double[3][SIDE][SIDE];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    boolean disc = Math.hypot(y - 14, x - 18) < 8;
                    double value = disc ? 40 + 90 * c : 255 - 4 * y - 3 * x * c / 2.0;
                    picture[c][y][x] = (float) (value - mean[c]);
                }
            }
        }
        return picture;
    }

    /** Activations of all layers up to the last, by the definition of a convolution. */
    private static Map<String, double[][][]> expected(Path mirrored, double[][][] picture) {
        ForeignNet keras = Vgg.VGG19.foreignNets(Vgg.VGG19.defaultSpec()).stream()
                .filter(net -> net.origin() == WeightsOrigin.KERAS)
                .findFirst()
                .orElseThrow();
        Map<String, double[][][]> activations = new HashMap<>();
        double[][][] current = picture;
        try (WeightsFile file = WeightsFile.open(mirrored)) {
            for (String layer : List.of(
                    "conv1_1", "conv1_2", "pool", "conv2_1", "conv2_2", "pool", "conv3_1", "conv3_2", "conv3_3",
                    "conv3_4", "pool", "conv4_1", "conv4_2", "conv4_3", "conv4_4", "pool", LAST)) {
                if (layer.equals("pool")) {
                    current = pooled(current);
                } else {
                    String module = keras.modules().get(layer);
                    current = convolved(current, file.doubles(module + "/kernel"), file.doubles(module + "/bias"));
                    activations.put(layer, current);
                }
            }
        }
        return activations;
    }

    /** 3x3 with zeros around, then ReLU; {@code kernel[row][column][in][out]}. */
    private static double[][][] convolved(double[][][] in, double[] kernel, double[] bias) {
        int height = in[0].length, width = in[0][0].length, filters = bias.length;
        double[][][] out = new double[filters][height][width];
        double[] sums = new double[filters];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(bias, 0, sums, 0, filters);
                for (int dy = -1; dy <= 1; dy++) {
                    for (int dx = -1; dx <= 1; dx++) {
                        if (y + dy < 0 || y + dy >= height || x + dx < 0 || x + dx >= width) {
                            continue;
                        }
                        for (int c = 0; c < in.length; c++) {
                            double value = in[c][y + dy][x + dx];
                            int first = (((dy + 1) * 3 + dx + 1) * in.length + c) * filters;
                            for (int f = 0; f < filters; f++) {
                                sums[f] += value * kernel[first + f];
                            }
                        }
                    }
                }
                for (int f = 0; f < filters; f++) {
                    out[f][y][x] = Math.max(0, sums[f]);
                }
            }
        }
        return out;
    }

    private static double[][][] pooled(double[][][] in) {
        double[][][] out = new double[in.length][in[0].length / 2][in[0][0].length / 2];
        for (int c = 0; c < in.length; c++) {
            for (int y = 0; y < out[c].length; y++) {
                for (int x = 0; x < out[c][y].length; x++) {
                    out[c][y][x] = Math.max(
                            Math.max(in[c][2 * y][2 * x], in[c][2 * y][2 * x + 1]),
                            Math.max(in[c][2 * y + 1][2 * x], in[c][2 * y + 1][2 * x + 1]));
                }
            }
        }
        return out;
    }

    /** Relative, in the Euclidean norm. */
    private static double distance(INDArray actual, double[][][] expected) {
        assertThat(actual.shape()).containsExactly(1, expected.length, expected[0].length, expected[0][0].length);
        double difference = 0, length = 0;
        for (int c = 0; c < expected.length; c++) {
            for (int y = 0; y < expected[c].length; y++) {
                for (int x = 0; x < expected[c][y].length; x++) {
                    double off = actual.getDouble(0, c, y, x) - expected[c][y][x];
                    difference += off * off;
                    length += expected[c][y][x] * expected[c][y][x];
                }
            }
        }
        assertThat(length).isPositive();
        return Math.sqrt(difference / length);
    }
}
