package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.convzoo.core.Engine;
import org.convzoo.core.Layers;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.convzoo.data.LabelledBox;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.Resize;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class RegionClassifierTest {
    private static final List<String> CLASSES = List.of("nothing", "rectangle", "disc", "triangle");
    private static final Preprocessing INPUT = Preprocessing.unit(24, 24, ChannelOrder.RGB, new Resize(24, 24));

    private static ComputationGraph net() {
        ComputationGraph net = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(2)
                .weightInit(WeightInit.RELU)
                .updater(new Adam(2e-3))
                .graphBuilder()
                .addInputs("input") // 3 x 24 x 24
                .setInputTypes(InputType.convolutional(24, 24, 3))
                .addLayer("conv1", Layers.convolution(16, 5, 2, 2).build(), "input") // 16 x 12 x 12
                .addLayer("relu1", Layers.relu(), "conv1")
                .addLayer("conv2", Layers.convolution(24, 3, 2, 1).build(), "relu1") // 24 x 6 x 6
                .addLayer("relu2", Layers.relu(), "conv2")
                .addLayer("fc", Layers.dense(48), "relu2") // 48
                .addLayer("output", Layers.softmax(DrawnScene.CLASSES), "fc")
                .setOutputs("output")
                .build());
        net.init();
        return Engine.ONEDNN.prepare(net);
    }

    /** Trained on the proposals of a hundred scenes, it finds what is in twenty others. */
    @Test
    @Tag("slow")
    void findsDrawnShapes() {
        ComputationGraph net = net();
        List<String> classes = CLASSES;
        train(net);
        DetectionMetrics metrics = new DetectionMetrics(DrawnScene.CLASSES);
        for (int seed = 1000; seed < 1020; seed++) {
            DrawnScene scene = DrawnScene.of(seed);
            Image picture = scene.picture();
            List<String> lines = new ArrayList<>();

            Preprocessing input = Preprocessing.unit(24, 24, ChannelOrder.RGB, new Resize(24, 24));
            RegionClassifier finder = RegionClassifier.of(net, RegionProposals.upTo(300), input, 0);
            for (Detection found : finder.detect(picture, 0.5)) {
                lines.add(classes.get(found.label()) + " at " + found.box());
            }

            assertThat(lines).isNotEmpty().noneMatch(line -> line.startsWith("nothing"));
            metrics.add(finder.detect(picture, 0.05), scene.things());
        }
        assertThat(metrics.result().map50()).isGreaterThan(0.9);
    }

    private static void train(ComputationGraph net) {
        RegionClassifier finder = RegionClassifier.of(net, RegionProposals.upTo(300), INPUT, 0);
        Random random = new Random(6);
        int length = INPUT.length();
        List<float[]> pictures = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int seed = 0; seed < 100; seed++) {
            DrawnScene scene = DrawnScene.of(seed);
            List<Box> boxes = new ArrayList<>(RegionProposals.upTo(300).propose(scene.picture()));
            scene.things().forEach(thing -> boxes.add(thing.box()));
            boxes.addAll(jittered(scene.things(), random));
            boxes.addAll(anywhere(random));
            float[] input = finder.input(scene.picture(), boxes).data().asFloat();
            for (int i = 0; i < boxes.size(); i++) {
                pictures.add(Arrays.copyOfRange(input, i * length, (i + 1) * length));
                labels.add(finder.label(boxes.get(i), scene.things()));
            }
        }
        List<Integer> order = new ArrayList<>();
        for (int epoch = 0; epoch < 12; epoch++) {
            order.clear();
            for (int i = 0; i < labels.size(); i++) {
                order.add(i);
            }
            Collections.shuffle(order, random);
            for (int first = 0; first + 64 <= order.size(); first += 64) {
                float[] x = new float[64 * length];
                float[][] y = new float[64][DrawnScene.CLASSES];
                for (int i = 0; i < 64; i++) {
                    System.arraycopy(pictures.get(order.get(first + i)), 0, x, i * length, length);
                    y[i][labels.get(order.get(first + i))] = 1;
                }
                net.fit(new MultiDataSet(Nd4j.createFromArray(x).reshape(64, 3, 24, 24), Nd4j.createFromArray(y)));
            }
        }
    }

    /** Boxes near things. */
    private static List<Box> jittered(List<LabelledBox> things, Random random) {
        List<Box> boxes = new ArrayList<>();
        for (LabelledBox thing : things) {
            for (int i = 0; i < 6; i++) {
                Box box = thing.box();
                double reach = i < 3 ? 0.2 : 0.8;
                boxes.add(new Box(
                        box.x() + reach * (random.nextDouble() - 0.5) * box.width(),
                        box.y() + reach * (random.nextDouble() - 0.5) * box.height(),
                        box.width() * (1 + reach * (random.nextDouble() - 0.5)),
                        box.height() * (1 + reach * (random.nextDouble() - 0.5))));
            }
        }
        return boxes;
    }

    private static List<Box> anywhere(Random random) {
        List<Box> boxes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            boxes.add(
                    new Box(random.nextInt(110), random.nextInt(80), 10 + random.nextInt(40), 10 + random.nextInt(40)));
        }
        return boxes;
    }

    @Test
    void aBoxIsOfTheClassOfTheThingItFitsBest() {
        RegionClassifier finder = RegionClassifier.of(net(), RegionProposals.upTo(300), INPUT, 0);
        List<LabelledBox> things =
                List.of(new LabelledBox(new Box(0, 0, 10, 10), 1), new LabelledBox(new Box(2, 0, 10, 10), 2));
        assertThat(finder.label(new Box(0, 0, 10, 10), things)).isEqualTo(1);
        assertThat(finder.label(new Box(2, 0, 10, 9), things)).isEqualTo(2);
        assertThat(finder.label(new Box(0, 0, 10, 30), things)).isZero();
        assertThat(finder.label(new Box(50, 50, 10, 10), List.of())).isZero();
    }

    /** A square that is white in a black picture: with no surroundings all that is seen is white, with a quarter four ninths. */
    @Test
    void cutsOutWithSurroundings() {
        Image picture = Image.black(1, 40, 40);
        for (int y = 10; y < 20; y++) {
            for (int x = 30; x < 40; x++) {
                picture.pixels()[y * 40 + x] = 255;
            }
        }
        Preprocessing input = Preprocessing.unit(12, 12, ChannelOrder.GREY, new Resize(12, 12));
        List<Box> boxes = List.of(new Box(30, 10, 10, 10));
        for (double context : new double[] {0, 0.5}) {
            RegionClassifier finder = new RegionClassifier(
                    net(), RegionProposals.upTo(9), input, 0, context, 4, NonMaxSuppression.of(0.3));
            INDArray seen = finder.input(picture, boxes);
            assertThat(seen.shape()).containsExactly(1, 1, 12, 12);
            double share = context == 0 ? 1 : 100.0 / (20 * 15); // the picture ends at the square's right
            assertThat(seen.meanNumber().doubleValue()).isBetween(share - 0.02, share + 0.02);
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> RegionClassifier.of(net(), RegionProposals.upTo(9), INPUT, -1))
                .hasMessage("background must be >= 0 and batchSize >= 1, got -1 and 64");
        RegionClassifier other = RegionClassifier.of(net(), RegionProposals.upTo(9), INPUT, 4);
        assertThatThrownBy(() -> other.detect(DrawnScene.of(1).picture(), 0.5))
                .hasMessageStartingWith("the classifier must give a row per box with a number for class 4");
    }
}
