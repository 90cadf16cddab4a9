package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.convzoo.core.Layers;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.convzoo.data.LabelledBox;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A small net that tells whether a window of a drawn road shows a car: what {@link WindowByWindow} slides over pictures. It learns within seconds, in
 * double precision, so that what it says is the same to many digits on every machine.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>3 x 10 x 20</td></tr>
 * <tr><td>conv, 4 x 4 by two</td><td>12 x 4 x 9</td></tr>
 * <tr><td>dense</td><td>8</td></tr>
 * <tr><td>output: nothing, car</td><td>2</td></tr>
 * </table>
 *
 * <p>No layer pads, so that each window sees the same alone as in the picture.
 */
final class CarClassifier {
    /** Of a window, in pixels. */
    static final int HEIGHT = 10, WIDTH = 20;

    /** Outputs. */
    static final int NOTHING = 0, CAR = 1;

    /** Of the pictures that windows slide over. */
    static final int ROAD_HEIGHT = 60, ROAD_WIDTH = 100;

    private static final int ROADS = 30, PER_CAR = 4, OTHERS = 24; // windows of a road: about each car, and elsewhere
    private static final int EPOCHS = 5, BATCH = 96;
    private static final double NOISE = 6; // grey levels

    private CarClassifier() {}

    /** The net, before it has learned anything. */
    static ComputationGraph net() {
        ComputationGraph net = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(1e-2))
                .weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input") // 3 x 10 x 20
                .setInputTypes(InputType.convolutional(HEIGHT, WIDTH, 3))
                .addLayer("conv", Layers.convolution(12, 4, 2, 0).build(), "input") // 12 x 4 x 9
                .addLayer("relu", Layers.relu(), "conv")
                .addLayer("dense", Layers.dense(8), "relu") // 8
                .addLayer("output", Layers.softmax(2), "dense") // 2
                .setOutputs("output")
                .build());
        net.init();
        return net;
    }

    /** A net that knows cars: trained on windows of thirty roads. */
    static ComputationGraph trained() {
        List<double[]> windows = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < ROADS; i++) {
            collect(road(random), random, windows, labels);
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            order.add(i);
        }
        ComputationGraph net = net();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            for (int first = 0; first + BATCH <= order.size(); first += BATCH) {
                double[][] x = new double[BATCH][], y = new double[BATCH][2];
                for (int i = 0; i < BATCH; i++) {
                    x[i] = windows.get(order.get(first + i));
                    y[i][labels.get(order.get(first + i))] = 1;
                }
                net.fit(new MultiDataSet(
                        Nd4j.createFromArray(x).reshape(BATCH, 3, HEIGHT, WIDTH), Nd4j.createFromArray(y)));
            }
        }
        return net;
    }

    /** Windows with a car in their middle, and windows without. */
    private static void collect(DrawnRoad road, Random random, List<double[]> windows, List<Integer> labels) {
        for (LabelledBox thing : road.things()) {
            for (int i = 0; i < (thing.label() == DrawnRoad.CAR ? PER_CAR : 1); i++) {
                int x = (int) Math.round(thing.box().centerX()) - WIDTH / 2 + random.nextInt(3) - 1;
                int y = (int) Math.round(thing.box().centerY()) - HEIGHT / 2 + random.nextInt(3) - 1;
                windows.add(window(road.picture(), within(y, ROAD_HEIGHT - HEIGHT), within(x, ROAD_WIDTH - WIDTH)));
                labels.add(thing.label() == DrawnRoad.CAR ? CAR : NOTHING);
            }
        }
        for (int i = 0; i < OTHERS; i++) {
            int x = random.nextInt(ROAD_WIDTH - WIDTH + 1), y = random.nextInt(ROAD_HEIGHT - HEIGHT + 1);
            Box window = new Box(x, y, WIDTH, HEIGHT);
            double iou = road.things().stream()
                    .filter(thing -> thing.label() == DrawnRoad.CAR)
                    .mapToDouble(car -> Overlap.iou(car.box(), window))
                    .max()
                    .orElse(0);
            if (iou < 0.4) {
                windows.add(window(road.picture(), y, x));
                labels.add(NOTHING);
            }
        }
    }

    private static int within(int value, int most) {
        return Math.max(0, Math.min(most, value));
    }

    /** A road of 60 x 100 with cars of 19 x 9, a person and a motorcycle, apart from each other, under noise. */
    static DrawnRoad road(Random random) {
        List<LabelledBox> things = new ArrayList<>();
        int[][] sizes = {{19, 9}, {19, 9}, {19, 9}, {6, 14}, {14, 10}};
        int[] labels = {DrawnRoad.CAR, DrawnRoad.CAR, DrawnRoad.CAR, DrawnRoad.PERSON, DrawnRoad.MOTORCYCLE};
        for (int i = 0; i < labels.length; i++) {
            Box box;
            do {
                box = new Box(
                        random.nextInt(ROAD_WIDTH - sizes[i][0]),
                        ROAD_HEIGHT / 3.0 + random.nextInt(2 * ROAD_HEIGHT / 3 - sizes[i][1]),
                        sizes[i][0],
                        sizes[i][1]);
            } while (touches(box, things));
            things.add(new LabelledBox(box, labels[i]));
        }
        return DrawnRoad.of(ROAD_HEIGHT, ROAD_WIDTH, things, random.nextInt(6)).noisy(NOISE, random.nextLong());
    }

    private static boolean touches(Box box, List<LabelledBox> things) {
        return things.stream().anyMatch(other -> Overlap.intersection(box, other.box()) > 0);
    }

    private static double[] window(Image picture, int top, int left) {
        double[] values = new double[3 * HEIGHT * WIDTH];
        for (int c = 0, i = 0; c < 3; c++) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    values[i++] = centred(picture.at(c, top + y, left + x));
                }
            }
        }
        return values;
    }

    /** A picture as the net takes it, [1, 3, H, W]. */
    static INDArray input(Image picture) {
        double[] values = new double[picture.pixels().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = centred(picture.pixels()[i]);
        }
        return Nd4j.createFromArray(values).reshape(1, 3, picture.height(), picture.width());
    }

    private static double centred(float level) {
        return level / 127.5 - 1;
    }
}
