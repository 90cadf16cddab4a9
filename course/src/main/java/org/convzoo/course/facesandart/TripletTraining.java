package org.convzoo.course.facesandart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.Plot;
import org.convzoo.data.Image;
import org.convzoo.facenet.TripletLoss;
import org.convzoo.facenet.TripletLoss.Mining;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A small net learns to put pictures of one person close together and those of others apart, in a plane that can be looked at. Without a margin one
 * point for all faces costs nothing, and there the net goes: each wrong triplet costs less when all distances shrink. With a margin that point costs
 * the margin.
 *
 * <p>Shapes: 144 grey squares of a face, 32 units, 2 coordinates. A batch has four pictures each of six people, with fresh noise in each step.
 *
 * <p>Source: as {@link TripletKind}; collapse: A. Hermans, L. Beyer, B. Leibe, "In Defense of the Triplet Loss for Person Re-Identification", 2017,
 * arXiv 1703.07737, section 2.
 */
public final class TripletTraining {
    static final int PEOPLE = 6, EACH = 4, STEPS = 300;
    static final double MARGIN = 1;

    private static final int SQUARE = 8, SQUARES = DrawnFaces.SIDE / SQUARE, HIDDEN = 32;
    private static final double NOISE = 3, RATE = 1e-2;
    private static final String OUTPUT = "embedding";

    /** A trained net, and pictures with noise that it has not seen. */
    static final class Trained {
        private final ComputationGraph net;
        private final Random noise = new Random(2);
        private final double[][] faces = faces();

        Trained(double margin, int steps) {
            net = new ComputationGraph(new NeuralNetConfiguration.Builder()
                    .seed(1)
                    .dataType(DataType.DOUBLE)
                    .updater(new Adam(RATE))
                    .graphBuilder()
                    .addInputs("squares") // 144
                    .setInputTypes(InputType.feedForward(SQUARES * SQUARES))
                    .addLayer(
                            "hidden", // 32
                            new DenseLayer.Builder()
                                    .nOut(HIDDEN)
                                    .activation(Activation.TANH)
                                    .build(),
                            "squares")
                    .addLayer(
                            "point", // 2
                            new DenseLayer.Builder()
                                    .nOut(2)
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            "hidden")
                    .addLayer(
                            OUTPUT,
                            new LossLayer.Builder(new TripletLoss(margin, Mining.BATCH_ALL))
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            "point")
                    .setOutputs(OUTPUT)
                    .build());
            net.init();
            for (int step = 0; step < steps; step++) {
                net.fit(new MultiDataSet(noisy(), labels()));
            }
        }

        /** [24][2]. */
        double[][] points() {
            return net.output(noisy())[0].toDoubleMatrix();
        }

        private INDArray noisy() {
            double[][] batch = new double[faces.length][];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = faces[i].clone();
                for (int k = 0; k < batch[i].length; k++) {
                    batch[i][k] += NOISE * noise.nextGaussian();
                }
            }
            return Nd4j.createFromArray(batch);
        }
    }

    private TripletTraining() {}

    /** Means of squares of 8 x 8 pixels, of mean 0 and deviation 1 over a face, [24][144]. */
    private static double[][] faces() {
        List<Image> pictures = new ArrayList<>();
        for (int i = 0; i < PEOPLE * EACH; i++) {
            pictures.add(DrawnPeople.picture(i / EACH, i % EACH));
        }
        double[][] faces = new double[pictures.size()][SQUARES * SQUARES];
        for (int i = 0; i < faces.length; i++) {
            Image grey = pictures.get(i).toGrey();
            double sum = 0, squares = 0;
            for (int y = 0; y < DrawnFaces.SIDE; y++) {
                for (int x = 0; x < DrawnFaces.SIDE; x++) {
                    faces[i][y / SQUARE * SQUARES + x / SQUARE] += grey.at(0, y, x) / (SQUARE * SQUARE);
                }
            }
            for (double value : faces[i]) {
                sum += value;
                squares += value * value;
            }
            double mean = sum / faces[i].length, deviation = Math.sqrt(squares / faces[i].length - mean * mean);
            for (int k = 0; k < faces[i].length; k++) {
                faces[i][k] = (faces[i][k] - mean) / deviation;
            }
        }
        return faces;
    }

    /** Whose each picture is. */
    static int[] people() {
        return IntStream.range(0, PEOPLE * EACH).map(i -> i / EACH).toArray();
    }

    private static INDArray labels() {
        return Nd4j.createFromArray(IntStream.of(people()).asDoubleStream().toArray())
                .reshape(PEOPLE * EACH, 1);
    }

    /** Mean distance of the points of one person, or of two. */
    static double meanDistance(double[][] points, boolean same) {
        int[] people = people();
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < i; j++) {
                if ((people[i] == people[j]) == same) {
                    sum += Math.sqrt(TripletKind.squared(points[i], points[j]));
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }

    /** The loss where all faces are one point. */
    static double lossOfOnePoint(double margin) {
        INDArray zeros = Nd4j.zeros(DataType.DOUBLE, PEOPLE * EACH, 2);
        return new TripletLoss(margin, Mining.BATCH_ALL)
                .computeScore(labels(), zeros, new ActivationIdentity(), null, true);
    }

    /** The three kinds, what a margin is good for, and the plane before and after. */
    public static Exhibit demonstrate() {
        NumberTable one = NumberTable.of(1, "TRIPLET, MARGIN 0.2", "D(A, P)", "D(A, N)", "LOSS");
        for (double negative : new double[] {0.8, 0.4, 0.2}) {
            double positive = 0.3;
            one.row(
                    name(TripletKind.of(positive, negative, 0.2)),
                    positive,
                    negative,
                    TripletKind.loss(positive, negative, 0.2));
        }
        NumberTable all = NumberTable.of(
                1, "TRAINING", "MARGIN", "LOSS OF ONE POINT", "ONE PERSON", "TWO PEOPLE", "EASY", "SEMI-HARD", "HARD");
        List<Panel> panels = new ArrayList<>();
        add(all, panels, "none", MARGIN, 0);
        add(all, panels, STEPS + " steps", MARGIN, STEPS);
        add(all, panels, STEPS + " steps", 0, STEPS);
        return new Exhibit(
                one.text() + "\n" + all.text() + "ONE PERSON, TWO PEOPLE: mean distance of two pictures", 3, panels);
    }

    private static void add(NumberTable table, List<Panel> panels, String training, double margin, int steps) {
        double[][] points = new Trained(margin, steps).points();
        table.row(
                training,
                margin,
                lossOfOnePoint(margin),
                meanDistance(points, true),
                meanDistance(points, false),
                count(points, margin, TripletKind.EASY),
                count(points, margin, TripletKind.SEMI_HARD),
                count(points, margin, TripletKind.HARD));
        Plot plot = new Plot("f, across", -3, 3, "f, up", -3, 3);
        for (int person = 0; person < PEOPLE; person++) {
            double[] x = new double[EACH], y = new double[EACH];
            for (int i = 0; i < EACH; i++) {
                x[i] = points[person * EACH + i][0];
                y[i] = points[person * EACH + i][1];
            }
            plot.dots(DrawnPeople.NAMES.get(person), x, y);
        }
        panels.add(new Panel(
                plot.picture(),
                List.of("training: " + training + (steps == 0 ? "" : ", margin " + NumberTable.decimals(margin, 0)))));
    }

    /** Without a margin there is no second kind, and where all is one point chance tells the others. */
    private static Object count(double[][] points, double margin, TripletKind kind) {
        return margin == 0 ? "" : TripletKind.count(points, people(), margin).get(kind);
    }

    private static String name(TripletKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
