package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.convzoo.core.Engine;
import org.convzoo.core.Layers;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class LocalizationLossTest {
    private static final int SIDE = 32, CLASSES = 3, ROW = 8;

    /** A thing, nothing, and another thing; what stands beside "nothing" does not matter. */
    private static final double[] LABELS = {
        1, 0.5, 0.4, 0.2, 0.3, 0, 1, 0,
        0, 9, 9, 9, 9, 9, 9, 9,
        1, 0.1, 0.9, 0.6, 0.1, 1, 0, 0
    };

    @Test
    void hasTheNumericalGradient() {
        LocalizationLoss loss = new LocalizationLoss(CLASSES, 1.7);
        double[] z = new Random(3).doubles(LABELS.length, -2, 2).toArray();
        double[] gradient = loss.computeGradient(rows(LABELS), rows(z), new ActivationIdentity(), null)
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
        for (int i = ROW + 1; i < 2 * ROW; i++) {
            assertThat(gradient[i]).isZero();
        }
    }

    /** What the Javadoc shows. With outputs of 0: ln 2 for p_c, ln 3 for the class, five times 0.25 + 0.25 + 0.04 + 0.16 for the box. */
    @Test
    void byHand() {
        INDArray outputs = Nd4j.create(new double[2][ROW]);

        LocalizationLoss loss = LocalizationLoss.of(3);
        INDArray labels =
                Nd4j.createFromArray(new double[][] {{1, 0.5, 0.5, 0.2, 0.4, 0, 1, 0}, {0, 0, 0, 0, 0, 0, 0, 0}});
        double score = loss.computeScore(labels, outputs, new ActivationIdentity(), null, true);
        INDArray gradient = loss.computeGradient(labels, outputs, new ActivationIdentity(), null);

        assertThat(score).isCloseTo((2 * Math.log(2) + Math.log(3) + 5 * 0.7) / 2, within(1e-12));
        assertThat(gradient.getDouble(0, 1)).isCloseTo(-5, within(1e-12));
        INDArray each = loss.computeScoreArray(labels, outputs, new ActivationIdentity(), null);
        assertThat(each.shape()).containsExactly(2, 1);
        assertThat(each.getDouble(1)).isCloseTo(Math.log(2), within(1e-12));
    }

    @Test
    void largeNumbersDoNotOverflow() {
        double[] z = new double[LABELS.length];
        for (int i = 0; i < z.length; i++) {
            z[i] = i % 2 == 0 ? 1e4 : -1e4;
        }
        LocalizationLoss loss = LocalizationLoss.of(CLASSES);
        assertThat(score(loss, z)).isFinite();
        assertThat(loss.computeGradient(rows(LABELS), rows(z), new ActivationIdentity(), null)
                        .isNaN()
                        .any())
                .isFalse();
    }

    @Test
    void refusesWhatItCannotRead() {
        LocalizationLoss loss = LocalizationLoss.of(CLASSES);
        assertThatThrownBy(() ->
                        loss.computeScore(Nd4j.zeros(2, 3), Nd4j.zeros(2, 3), new ActivationIdentity(), null, false))
                .hasMessage("a localisation's loss needs rows of 8 numbers, got labels [2, 3] and outputs [2, 3]");
        assertThatThrownBy(() -> loss.computeScore(rows(LABELS), rows(LABELS), new ActivationSigmoid(), null, false))
                .hasMessage("a localisation's loss takes no activation and no mask");
        assertThatThrownBy(() -> loss.computeScore(
                        Nd4j.valueArrayOf(new long[] {1, ROW}, 0.5),
                        Nd4j.zeros(1, ROW),
                        new ActivationIdentity(),
                        null,
                        false))
                .hasMessage("a label of p_c must be 0 or 1, got 0.5");
        assertThatThrownBy(() -> new LocalizationLoss(0, 1))
                .hasMessage("a localisation's loss needs classes and a weight >= 0, got 0 and 1.0");
    }

    private static double score(LocalizationLoss loss, double[] z) {
        return loss.computeScore(rows(LABELS), rows(z), new ActivationIdentity(), null, false);
    }

    private static INDArray rows(double[] values) {
        return Nd4j.createFromArray(values).reshape(values.length / ROW, ROW);
    }

    /** What is written as labels is read as an output that is sure of it. */
    @Test
    void labelsComeBack() {
        Localization localization = new Localization(CLASSES, 48, 64);
        float[] labels = localization.encode(new LabelledBox(new Box(4, 6, 10, 12), 2));
        assertThat(labels)
                .containsExactly(new float[] {1, 9 / 64f, 12 / 48f, 12 / 48f, 10 / 64f, 0, 0, 1}, within(1e-6f));
        labels[Localization.THING] = 20;
        labels[Localization.CLASSES + 2] = 20;
        Detection found = localization.decode(Nd4j.createFromArray(new float[][] {localization.nothing(), labels}), 1);
        assertThat(found.label()).isEqualTo(2);
        assertThat(found.score()).isCloseTo(1, within(1e-6));
        assertThat(Overlap.iou(found.box(), new Box(4, 6, 10, 12))).isCloseTo(1, within(1e-5));
        assertThatThrownBy(() -> localization.encode(new LabelledBox(new Box(0, 0, 1, 1), 3)))
                .hasMessage("the net knows 3 classes, the thing is of class 3");
        assertThatThrownBy(() -> localization.decode(Nd4j.zeros(1, 7), 0))
                .hasMessage("outputs must be rows of 8 numbers, got [1, 7]");
        assertThatThrownBy(() -> new Localization(3, 0, 2))
                .hasMessage("a localization needs classes and an input of sides >= 1, got 3 and 0x2");
    }

    /** What the Javadoc of Localization shows, and that the loss survives JSON. */
    @ParameterizedTest
    @EnumSource
    void isUsableInFiveLines(Engine engine) {
        INDArray pictures = Nd4j.rand(1, 1, SIDE, SIDE);
        GraphBuilder graph = features(new FixedSchedule(1e-3));

        Localization localization = new Localization(3, 32, 32);
        graph.addLayer("output", localization.output(), "features").setOutputs("output");
        ComputationGraph net = net(graph, engine);
        float[] labels = localization.encode(new LabelledBox(new Box(4, 6, 10, 12), 2));
        for (int i = 0; i < 150; i++) {
            net.fit(new MultiDataSet(pictures, Nd4j.createFromArray(new float[][] {labels})));
        }
        Detection found = localization.decode(net.output(pictures)[0], 0);

        assertThat(found.label()).isEqualTo(2);
        assertThat(Overlap.iou(found.box(), new Box(4, 6, 10, 12))).isGreaterThan(0.8);
        ComputationGraphConfiguration configuration = net.getConfiguration();
        assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
                .isEqualTo(configuration);
    }

    /** Rectangles, discs and triangles on noise, one a picture or none, drawn anew for each batch. */
    @Test
    @Tag("slow")
    void localisesDrawnThings() {
        Localization localization = new Localization(CLASSES, SIDE, SIDE);
        ISchedule rate = new MapSchedule.Builder(ScheduleType.ITERATION)
                .add(0, 2e-3)
                .add(800, 5e-4)
                .add(1100, 1e-4)
                .build();
        ComputationGraph net = net(
                features(rate)
                        .addLayer("output", localization.output(), "features")
                        .setOutputs("output"),
                Engine.ONEDNN);
        Random random = new Random(4);
        int batch = 64;
        for (int step = 0; step < 1250; step++) {
            float[] x = new float[batch * SIDE * SIDE];
            float[][] y = new float[batch][];
            for (int i = 0; i < batch; i++) {
                LabelledBox thing = draw(random, x, i * SIDE * SIDE);
                y[i] = thing == null ? localization.nothing() : localization.encode(thing);
            }
            net.fit(new MultiDataSet(pictures(x), Nd4j.createFromArray(y)));
        }
        int pictures = 400, things = 0, right = 0, sure = 0;
        double iou = 0;
        float[] x = new float[pictures * SIDE * SIDE];
        LabelledBox[] drawn = new LabelledBox[pictures];
        for (int i = 0; i < pictures; i++) {
            drawn[i] = draw(random, x, i * SIDE * SIDE);
        }
        INDArray output = net.output(pictures(x))[0];
        for (int i = 0; i < pictures; i++) {
            Detection found = localization.decode(output, i);
            sure += output.getDouble(i, Localization.THING) > 0 == (drawn[i] != null) ? 1 : 0;
            if (drawn[i] != null) {
                things++;
                right += found.label() == drawn[i].label() ? 1 : 0;
                iou += Overlap.iou(found.box(), drawn[i].box());
            }
        }
        assertThat(iou / things).isGreaterThan(0.6);
        assertThat((double) right / things).isGreaterThan(0.9);
        assertThat((double) sure / pictures).isGreaterThan(0.95);
    }

    private static INDArray pictures(float[] pixels) {
        return Nd4j.createFromArray(pixels).reshape(pixels.length / SIDE / SIDE, 1, SIDE, SIDE);
    }

    private static GraphBuilder features(ISchedule rate) {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .weightInit(WeightInit.RELU)
                .updater(new Adam(rate))
                .graphBuilder()
                .addInputs("input") // 1 x 32 x 32
                .setInputTypes(InputType.convolutional(SIDE, SIDE, 1))
                .addLayer("conv1", Layers.convolution(12, 5, 2, 2).build(), "input") // 12 x 16 x 16
                .addLayer("relu1", Layers.relu(), "conv1")
                .addLayer("conv2", Layers.convolution(24, 3, 1, 1).build(), "relu1") // 24 x 16 x 16
                .addLayer("relu2", Layers.relu(), "conv2")
                .addLayer("conv3", Layers.convolution(32, 3, 2, 1).build(), "relu2") // 32 x 8 x 8
                .addLayer("relu3", Layers.relu(), "conv3")
                .addLayer("features", Layers.dense(64), "relu3"); // 64
    }

    private static ComputationGraph net(GraphBuilder graph, Engine engine) {
        ComputationGraph net = new ComputationGraph(graph.build());
        net.init();
        return engine.prepare(net);
    }

    /** A thing of brightness 1 to 2 on noise of deviation 0.3; null where the picture has nothing but noise. */
    private static LabelledBox draw(Random random, float[] pixels, int offset) {
        int label = random.nextInt(CLASSES + 1);
        int width = 10 + random.nextInt(13), height = 10 + random.nextInt(13);
        int left = random.nextInt(SIDE - width + 1), top = random.nextInt(SIDE - height + 1);
        float brightness = 1 + random.nextFloat();
        for (int i = 0; i < SIDE * SIDE; i++) {
            int row = i / SIDE, column = i % SIDE;
            double u = (column + 0.5 - left) / width, v = (row + 0.5 - top) / height; // 0 to 1 within the box
            boolean within = u > 0 && u < 1 && v > 0 && v < 1;
            boolean covered =
                    switch (label) {
                        case 0 -> within;
                        case 1 -> Math.hypot(u - 0.5, v - 0.5) < 0.5;
                        case 2 -> within && Math.abs(u - 0.5) < v / 2;
                        default -> false;
                    };
            pixels[offset + i] = (float) (0.3 * random.nextGaussian()) + (covered ? brightness : 0);
        }
        return label == CLASSES ? null : new LabelledBox(new Box(left, top, width, height), label);
    }
}
