package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.convzoo.core.Engine;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.Fit;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.weights.WeightsException;
import org.convzoo.yolo.YoloHead.Anchor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DarknetTest {
    private static final int SIDE = 24;

    /** What Yolo-Fastest is made of, small: 3 x 24 x 24. */
    private static final String CFG = """
            [net]
            height=24
            width=24
            channels=3
            # 0: 4 x 12 x 12
            [convolutional]
            filters=4
            size=3
            stride=2
            pad=1
            batch_normalize=1
            activation=leaky
            # 1: one filter a channel
            [convolutional]
            filters=4
            groups=4
            size=5
            pad=1
            batch_normalize=1
            activation=leaky
            [convolutional]
            filters=4
            size=1
            pad=0
            batch_normalize=1
            activation=linear
            # 3
            [dropout]
            probability=.2
            [shortcut]
            from=-4
            activation=linear
            # 5: 4 x 6 x 6
            [maxpool]
            size=3
            stride=2
            [maxpool]
            size=5
            stride=1
            # 7: 8 x 6 x 6
            [route]
            layers=-1,5
            [maxpool]
            size=2
            stride=2
            [upsample]
            stride=2
            # 10: 10 x 6 x 6
            [convolutional]
            filters=14
            size=1
            activation=linear
            [yolo]
            mask=1,0
            anchors=6,12, 12,6, 3,3
            classes=2
            scale_x_y=1.05
            """;

    /** Against Darknet's own loop over the numbers. */
    @Test
    void reorganisesAsDarknetDoes(@TempDir Path folder) throws IOException {
        Path cfg = Files.writeString(folder.resolve("reorg.cfg"), """
                [net]
                height=4
                width=6
                channels=8
                [reorg]
                stride=2
                [convolutional]
                filters=6
                size=1
                activation=linear
                [region]
                anchors=1,1
                classes=1
                num=1
                """);
        ComputationGraph net = new ComputationGraph(
                Darknet.net(cfg, new NeuralNetConfiguration.Builder().seed(1)).configuration());
        net.init();
        INDArray x = Nd4j.rand(2, 8, 4, 6);
        float[] in = x.dup('c').data().asFloat(), expected = new float[in.length];
        int c = 8, h = 4, w = 6, stride = 2, outC = c / (stride * stride);
        for (int b = 0; b < 2; b++) {
            for (int k = 0; k < c; k++) {
                for (int j = 0; j < h; j++) {
                    for (int i = 0; i < w; i++) {
                        int column = i * stride + k / outC % stride, row = j * stride + k / outC / stride;
                        expected[i + w * (j + h * (k + c * b))] =
                                in[column + w * stride * (row + h * stride * (k % outC + outC * b))];
                    }
                }
            }
        }
        for (ComputationGraph each : List.of(net, Engine.ONEDNN.prepare(net.clone()))) {
            INDArray y = each.output(List.of("reorg0"), false, new INDArray[] {x}, null)[0];
            assertThat(y.shape()).containsExactly(2, 32, 2, 3);
            assertThat(y.dup('c').data().asFloat()).isEqualTo(expected);
        }
    }

    @Test
    void layersAreDarknets(@TempDir Path folder) throws IOException {
        Path cfg = Files.writeString(folder.resolve("small.cfg"), CFG);
        // Biases and gains, means and variances, weights, in Darknet's order.
        List<float[]> values = new ArrayList<>();
        Random random = new Random(4);
        float[] first = normalised(values, random, 4, 4 * 3 * 9);
        float[] depthwise = normalised(values, random, 4, 4 * 25);
        float[] pointwise = normalised(values, random, 4, 4 * 4);
        float[] bias = add(values, random, 14, -1, 1);
        float[] last = add(values, random, 14 * 8, -1, 1);
        Path weights = write(folder.resolve("small.weights"), values);

        Darknet.Net net = Darknet.net(cfg, new NeuralNetConfiguration.Builder());
        assertThat(net.heads())
                .containsExactly(new YoloHead(
                        "yolo11",
                        List.of(new Anchor(0.5, 0.25), new Anchor(0.25, 0.5)),
                        2,
                        YoloHead.Classes.INDEPENDENT,
                        1.05));
        ComputationGraph graph = new ComputationGraph(net.configuration());
        graph.init();
        DarknetWeights.load(graph, weights, cfg);

        double[][][] x = picture(random);
        double[][][] a = leaky(bn(convolved(x, first, 4, 3, 2, false), values, 0));
        double[][][] b = leaky(bn(convolved(a, depthwise, 4, 5, 1, true), values, 5));
        double[][][] c = bn(convolved(b, pointwise, 4, 1, 1, false), values, 10);
        double[][][] sum = map(c, (ch, row, col) -> c[ch][row][col] + a[ch][row][col]);
        double[][][] pooled = pooled(sum, 3, 2, -1);
        double[][][] wide = pooled(pooled, 5, 1, -2);
        double[][][] both = IntStream.range(0, 8)
                .mapToObj(i -> i < 4 ? wide[i] : pooled[i - 4])
                .toArray(double[][][]::new);
        double[][][] half = pooled(both, 2, 2, 0);
        double[][][] large = map(both, (ch, row, col) -> half[ch][row / 2][col / 2]);
        double[][][] out = convolved(large, last, 14, 1, 1, false);
        double[][][] expected = map(out, (ch, row, col) -> out[ch][row][col] + bias[ch]);

        INDArray input = Nd4j.create(1, 3, SIDE, SIDE);
        map(x, (ch, row, col) -> {
            input.putScalar(new int[] {0, ch, row, col}, x[ch][row][col]);
            return 0;
        });
        for (Engine engine : Engine.values()) {
            INDArray actual = engine.prepare(graph).output(input)[0];
            assertThat(actual.shape()).containsExactly(1, 14, 6, 6);
            map(expected, (ch, row, col) -> {
                assertThat(actual.getDouble(0, ch, row, col)).isCloseTo(expected[ch][row][col], within(1e-4));
                return 0;
            });
        }
    }

    private static float[] normalised(List<float[]> values, Random random, int channels, int weights) {
        add(values, random, channels, -1, 1); // bias
        add(values, random, channels, 0.5, 1.5); // gain
        add(values, random, channels, -1, 1); // mean
        add(values, random, channels, 0.5, 2); // variance
        return add(values, random, weights, -0.5, 0.5);
    }

    private static float[] add(List<float[]> values, Random random, int n, double from, double to) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = (float) (from + (to - from) * random.nextDouble());
        }
        values.add(numbers);
        return numbers;
    }

    private static Path write(Path file, List<float[]> values) throws IOException {
        int count = values.stream().mapToInt(numbers -> numbers.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(20 + 4 * count).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0).putInt(2).putInt(5).putLong(32);
        values.forEach(numbers -> {
            for (float number : numbers) {
                bytes.putFloat(number);
            }
        });
        return Files.write(file, bytes.array());
    }

    private static double[][][] picture(Random random) {
        double[][][] x = new double[3][SIDE][SIDE];
        return map(x, (ch, row, col) -> random.nextFloat());
    }

    private interface Place {
        double value(int channel, int row, int column);
    }

    private static double[][][] map(double[][][] like, Place place) {
        double[][][] out = new double[like.length][like[0].length][like[0][0].length];
        for (int c = 0; c < out.length; c++) {
            for (int y = 0; y < out[c].length; y++) {
                for (int x = 0; x < out[c][y].length; x++) {
                    out[c][y][x] = place.value(c, y, x);
                }
            }
        }
        return out;
    }

    /** Padded by half the kernel. */
    private static double[][][] convolved(
            double[][][] in, float[] weights, int filters, int size, int stride, boolean depthwise) {
        double[][][] out = new double[filters][in[0].length / stride][in[0][0].length / stride];
        int depth = depthwise ? 1 : in.length;
        return map(out, (f, row, col) -> {
            double sum = 0;
            for (int c = 0; c < depth; c++) {
                for (int dy = 0; dy < size; dy++) {
                    for (int dx = 0; dx < size; dx++) {
                        int y = row * stride + dy - size / 2, x = col * stride + dx - size / 2;
                        if (y >= 0 && y < in[0].length && x >= 0 && x < in[0][0].length) {
                            sum += in[depthwise ? f : c][y][x] * weights[((f * depth + c) * size + dy) * size + dx];
                        }
                    }
                }
            }
            return sum;
        });
    }

    private static double[][][] bn(double[][][] in, List<float[]> values, int first) {
        return map(
                in,
                (c, y, x) -> (in[c][y][x] - values.get(first + 2)[c])
                                / Math.sqrt(values.get(first + 3)[c] + 1e-5)
                                * values.get(first + 1)[c]
                        + values.get(first)[c]);
    }

    private static double[][][] leaky(double[][][] in) {
        return map(in, (c, y, x) -> in[c][y][x] > 0 ? in[c][y][x] : 0.1 * in[c][y][x]);
    }

    private static double[][][] pooled(double[][][] in, int size, int stride, int offset) {
        double[][][] out = new double[in.length][in[0].length / stride][in[0][0].length / stride];
        return map(out, (c, row, col) -> {
            double most = Double.NEGATIVE_INFINITY;
            for (int dy = 0; dy < size; dy++) {
                for (int dx = 0; dx < size; dx++) {
                    int y = row * stride + dy + offset, x = col * stride + dx + offset;
                    if (y >= 0 && y < in[0].length && x >= 0 && x < in[0][0].length) {
                        most = Math.max(most, in[c][y][x]);
                    }
                }
            }
            return most;
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [dropout]           | [lstm]              | line 28: [lstm] is not known here
            6,12, 12,6          | 6,0, 12,6           | an anchor needs a width and a height above 0, got 0.25 x 0.0
            mask=1,0            | mask=1,7            | mask asks for anchor 7 of 3
            filters=14          | filters=15          | [yolo] needs 14 channels (2 anchors, 2 classes), got 15
            from=-4             | from=-9             | [shortcut] asks for layer -9 of the 4 before it
            activation=leaky    | activation=gelu     | activation gelu is not known here
            """)
    void whatIsWrongHasALine(String right, String wrong, String message, @TempDir Path folder) throws IOException {
        Path cfg = Files.writeString(folder.resolve("wrong.cfg"), CFG.replace(right, wrong));
        assertThatThrownBy(() -> Darknet.net(cfg, new NeuralNetConfiguration.Builder()))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("line ")
                .hasMessageContaining(message);
    }

    @Test
    void weightsOfAnotherLengthAreRefused(@TempDir Path folder) throws IOException {
        Path cfg = Files.writeString(folder.resolve("small.cfg"), CFG);
        ComputationGraph graph = new ComputationGraph(
                Darknet.net(cfg, new NeuralNetConfiguration.Builder()).configuration());
        graph.init();
        Path weights = write(folder.resolve("small.weights"), List.of(new float[400]));
        assertThatThrownBy(() -> DarknetWeights.load(graph, weights, cfg)).isInstanceOf(WeightsException.class);
    }

    /** Cars that anybody would see: the large ones on two of the road pictures. */
    @Test
    @Tag("real-data")
    void yoloFastestFindsCars() {
        String mirror = System.getenv("ZOO_MIRROR");
        assumeTrue(mirror != null, "Yolo-Fastest is not at hand: set ZOO_MIRROR");
        Path folder = Path.of(mirror, "yolo-fastest");
        Path cfg = folder.resolve("yolo-fastest-1.1-xl.cfg");
        Darknet.Net net = Darknet.net(cfg, new NeuralNetConfiguration.Builder());
        ComputationGraph graph = new ComputationGraph(net.configuration());
        graph.init();
        DarknetWeights.load(graph, folder.resolve("yolo-fastest-1.1-xl.weights"), cfg);
        Detector detector = new Detector(
                Engine.ONEDNN.prepare(graph),
                net.heads(),
                Preprocessing.unit(net.height(), net.width(), ChannelOrder.RGB, new Fit(320, 320, 127)),
                NonMaxSuppression.of(0.45));
        assertFound(detector, mirror, "0021.jpg", new Box(95, 315, 390, 140), new Box(692, 297, 218, 102));
        assertFound(detector, mirror, "0011.jpg", new Box(0, 341, 209, 114), new Box(742, 273, 305, 107));
        assertThat(detector.detect(Image.black(3, 20, 1500), 0.25)).isEmpty();
    }

    private static void assertFound(Detector detector, String mirror, String name, Box... cars) {
        Image picture = ImageReader.read(Path.of(mirror, "coursera", "driveai", name));
        List<Detection> found = detector.detect(picture, 0.25);
        for (Box car : cars) {
            assertThat(found).anyMatch(detection -> detection.label() == 2 && Overlap.iou(detection.box(), car) > 0.6);
        }
    }
}
