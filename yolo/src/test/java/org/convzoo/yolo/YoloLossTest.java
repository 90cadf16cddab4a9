package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.convzoo.core.Engine;
import org.convzoo.core.Layers;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.YoloHead.Anchor;
import org.convzoo.yolo.YoloHead.Classes;
import org.convzoo.yolo.YoloTargets.Grid;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class YoloLossTest {
    private static final List<Anchor> ANCHORS = List.of(new Anchor(0.1, 0.2), new Anchor(0.5, 0.4));
    private static final int BOX = 8;

    private static YoloHead head(Classes classes) {
        return new YoloHead("yolo", ANCHORS, 3, classes, 1);
    }

    /** A thing, nothing, an ignored box and another thing in four boxes of two cells. */
    private static double[] labels() {
        double[] y = new double[4 * BOX];
        double[] thing = {0.3, 0.8, 0.2, -0.4, 1, 0, 1, 0};
        double[] other = {0.5, 0.1, -1, 1.5, 1, 1, 0, 0};
        System.arraycopy(thing, 0, y, 0, BOX);
        y[2 * BOX + 4] = YoloLoss.IGNORED;
        System.arraycopy(other, 0, y, 3 * BOX, BOX);
        return y;
    }

    @ParameterizedTest
    @EnumSource
    void hasTheNumericalGradient(Classes classes) {
        YoloLoss loss = new YoloLoss(new double[][] {{0.1, 0.2}, {0.5, 0.4}}, 3, classes, 1, 1.7, 0.6);
        Random random = new Random(3);
        double[] z = random.doubles(4 * BOX, -2, 2).toArray();
        double[] gradient = loss.computeGradient(rows(labels()), rows(z), new ActivationIdentity(), null)
                .data()
                .asDouble();
        for (int i = 0; i < z.length; i++) {
            double before = z[i];
            z[i] = before + 1e-6;
            double above = score(loss, z);
            z[i] = before - 1e-6;
            double below = score(loss, z);
            z[i] = before;
            assertThat(gradient[i]).as("number " + i).isCloseTo((above - below) / 2e-6, within(1e-7));
        }
        for (int i = 2 * BOX; i < 3 * BOX; i++) {
            assertThat(gradient[i]).isZero(); // ignored
        }
    }

    private static double score(YoloLoss loss, double[] z) {
        return loss.computeScore(rows(labels()), rows(z), new ActivationIdentity(), null, false);
    }

    private static INDArray rows(double[] values) {
        return Nd4j.createFromArray(values).reshape(2, 2 * BOX);
    }

    /** One thing, all numbers 0: ln 2 for objectness, centre and classes; the size is that of the anchor. */
    @Test
    void byHand() {
        YoloLoss loss = YoloLoss.of(head(Classes.INDEPENDENT));
        double[] y = new double[4 * BOX];
        y[0] = 0.5;
        y[1] = 0.5;
        y[4] = YoloLoss.THING;
        y[6] = 1;
        for (int box = 1; box < 4; box++) {
            y[box * BOX + 4] = YoloLoss.IGNORED;
        }
        double weight = 2 - 0.1 * 0.2;
        assertThat(loss.computeScore(rows(y), rows(new double[4 * BOX]), new ActivationIdentity(), null, false))
                .isCloseTo(Math.log(2) * (1 + 2 * weight + 3), within(1e-12));
        INDArray each = loss.computeScoreArray(rows(y), rows(new double[4 * BOX]), new ActivationIdentity(), null);
        assertThat(each.shape()).containsExactly(2, 1);
        assertThat(each.getDouble(1)).isZero();
    }

    @Test
    void largeNumbersDoNotOverflow() {
        for (Classes classes : Classes.values()) {
            YoloLoss loss = YoloLoss.of(head(classes));
            double[] z = new double[4 * BOX];
            for (int i = 0; i < z.length; i++) {
                z[i] = i % 2 == 0 ? 1e4 : -1e4;
            }
            assertThat(score(loss, z)).isFinite();
            assertThat(loss.computeGradient(rows(labels()), rows(z), new ActivationIdentity(), null)
                            .isNaN()
                            .any())
                    .isFalse();
        }
    }

    @Test
    void refusesWhatItCannotRead() {
        YoloLoss loss = YoloLoss.of(head(Classes.EXCLUSIVE));
        assertThatThrownBy(() ->
                        loss.computeScore(Nd4j.zeros(2, 3), Nd4j.zeros(2, 3), new ActivationIdentity(), null, false))
                .hasMessage("a detector's loss needs rows of 16 numbers, got labels [2, 3] and outputs [2, 3]");
        assertThatThrownBy(
                        () -> loss.computeScore(rows(labels()), rows(labels()), new ActivationSigmoid(), null, false))
                .hasMessage("a detector's loss takes no activation and no mask");
    }

    /** A small net learns four pictures of one to three rectangles by heart, on either engine, and then finds them all. */
    @ParameterizedTest
    @EnumSource
    void learnsPicturesByHeart(Engine engine) {
        YoloHead head = head(Classes.INDEPENDENT);
        CnnLossLayer output = new CnnLossLayer.Builder(YoloLoss.of(head)).build();
        output.setActivationFn(new ActivationIdentity());
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(5e-3))
                .graphBuilder()
                .addInputs("input") // 3 x 32 x 32
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer("conv1", Layers.convolution(16, 3, 2, 1).build(), "input") // 16 x 16 x 16
                .addLayer("relu1", Layers.relu(), "conv1")
                .addLayer("conv2", Layers.convolution(32, 3, 2, 1).build(), "relu1") // 32 x 8 x 8
                .addLayer("relu2", Layers.relu(), "conv2")
                .addLayer("conv3", Layers.convolution(32, 3, 2, 1).build(), "relu2") // 32 x 4 x 4
                .addLayer("relu3", Layers.relu(), "conv3")
                .addLayer("conv4", Layers.convolution(head.channels(), 1, 1, 0).build(), "relu3") // 16 x 4 x 4
                .addLayer("yolo", output, "conv4")
                .setOutputs("yolo")
                .build();
        assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
                .isEqualTo(configuration);
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        ComputationGraph net = engine.prepare(graph);
        assertThat(YoloHead.of(net.getConfiguration())).containsExactly(head);
        YoloTargets targets = new YoloTargets(List.of(head), List.of(new Grid(4, 4)), 32, 32, 0.5);
        Random random = new Random(8);
        int pictures = 4;
        float[] x = new float[pictures * 3 * 32 * 32];
        float[] y = new float[pictures * targets.length(0)];
        List<List<LabelledBox>> things = new ArrayList<>();
        for (int p = 0; p < pictures; p++) {
            List<LabelledBox> boxes = new ArrayList<>();
            for (int i = 0; i <= p % 3; i++) {
                int label = random.nextInt(3);
                Box box = new Box(random.nextInt(20), random.nextInt(20), 4 + random.nextInt(8), 4 + random.nextInt(8));
                boxes.add(new LabelledBox(box, label));
                for (int row = (int) box.y(); row < box.bottom(); row++) {
                    for (int column = (int) box.x(); column < box.right(); column++) {
                        x[((p * 3 + label) * 32 + row) * 32 + column] = 1;
                    }
                }
            }
            assertThat(targets.encode(boxes, new float[][] {y}, new int[] {p * targets.length(0)}))
                    .isZero();
            things.add(boxes);
        }
        INDArray input = Nd4j.createFromArray(x).reshape(pictures, 3, 32, 32);
        INDArray labels = Nd4j.createFromArray(y).reshape(pictures, head.channels(), 4, 4);
        MultiDataSet batch = new MultiDataSet(new INDArray[] {input}, new INDArray[] {labels});
        for (int i = 0; i < 300; i++) {
            net.fit(batch);
        }
        DetectionMetrics metrics = new DetectionMetrics(3);
        INDArray out = net.output(input)[0];
        for (int p = 0; p < pictures; p++) {
            metrics.add(YoloDecoder.decode(head, out, p, 32, 32, 0.5), things.get(p));
        }
        assertThat(metrics.result().map50()).isEqualTo(1);
        assertThat(out.dataType()).isEqualTo(DataType.FLOAT);
    }
}
