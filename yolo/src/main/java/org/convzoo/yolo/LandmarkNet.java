package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.core.Layers;
import org.convzoo.core.Numbers;
import org.convzoo.data.Image;
import org.convzoo.yolo.DrawnFaces.Face;
import org.convzoo.yolo.DrawnFaces.Landmark;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * A small convolutional net that finds the five landmarks of a face: 2 x 5 coordinates. It gives a map of 16 x 16 cells per landmark; where
 * the landmark is is the mean place about the map's peak, weighted by the map, and so between the cells.
 *
 * <p>A net of this size with a dense layer that gives the ten numbers themselves is several times as far off after as long a training: it has
 * to learn each place anew, while a convolution knows an eye wherever it is.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>1 x 64 x 64, less its mean, over its deviation</td></tr>
 * <tr><td>conv1, 5 x 5 by two</td><td>16 x 32 x 32</td></tr>
 * <tr><td>conv2, 3 x 3 by two</td><td>32 x 16 x 16</td></tr>
 * <tr><td>conv3 to conv6, 3 x 3, the middle two dilated by two</td><td>32 x 16 x 16</td></tr>
 * <tr><td>maps, 1 x 1</td><td>5 x 16 x 16</td></tr>
 * </table>
 *
 * <p>Sources: {@link HeatMapLoss}; dilated convolutions, so that each cell sees most of the picture, are those of Yu and Koltun 2016, arXiv 1511.07122.
 *
 * <pre>{@code
 * LandmarkNet net = LandmarkNet.train(new DrawnFaces(1), 2000, 32, 1);
 * Face face = new DrawnFaces(2).draw(0);
 * List<Landmark> found = net.find(List.of(face.picture())).get(0);
 * System.out.println("the nose is at " + found.get(DrawnFaces.NOSE_TIP));
 * System.out.printf("off by %.1f %% of the face's width%n", 100 * net.meanError(new DrawnFaces(2).draw(0, 500)));
 * }</pre>
 *
 * @param graph takes [N, 1, 64, 64], gives [N, 5, 16, 16] logits
 */
public record LandmarkNet(ComputationGraph graph) {
    private static final int SIZE = DrawnFaces.SIZE, PIXELS = SIZE * SIZE;
    private static final int CELLS = 16, CELL = SIZE / CELLS; // of a map, across; of a cell, in pixels
    private static final int MAP = CELLS * CELLS;
    private static final int REACH = 2; // of the cells about the peak that are looked at
    private static final int BATCH = 64; // of pictures at once, where landmarks are looked for
    private static final double PEAK_RATE = 2e-3; // of Adam
    private static final int PIECES = 50; // of the cosine that it falls along

    /**
     * The net.
     *
     * @param base carries what belongs to a training: seed, updater, data type
     */
    public static ComputationGraphConfiguration configure(NeuralNetConfiguration.Builder base) {
        CnnLossLayer loss = new CnnLossLayer.Builder(new HeatMapLoss(MAP)).build();
        loss.setActivationFn(new ActivationIdentity());
        GraphBuilder graph = base.weightInit(WeightInit.RELU)
                .graphBuilder()
                .addInputs("input") // 1 x 64 x 64
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 1))
                .addLayer("conv1", Layers.convolution(16, 5, 2, 2).build(), "input") // 16 x 32 x 32
                .addLayer("relu1", Layers.relu(), "conv1")
                .addLayer("conv2", Layers.convolution(32, 3, 2, 1).build(), "relu1") // 32 x 16 x 16
                .addLayer("relu2", Layers.relu(), "conv2");
        int[] dilations = {1, 2, 2, 1};
        for (int i = 0; i < dilations.length; i++) {
            int number = i + 3;
            graph.addLayer("conv" + number, dilated(dilations[i]), "relu" + (number - 1)) // 32 x 16 x 16
                    .addLayer("relu" + number, Layers.relu(), "conv" + number);
        }
        return graph.addLayer(
                        "maps",
                        Layers.convolution(DrawnFaces.LANDMARKS, 1, 1, 0).build(),
                        "relu6") // 5 x 16 x 16
                .addLayer("output", loss, "maps")
                .setOutputs("output")
                .build();
    }

    private static ConvolutionLayer dilated(int dilation) {
        return Layers.convolution(32, 3, 1, dilation)
                .dilation(dilation, dilation)
                .build();
    }

    /**
     * Trains a net on drawn faces, each of which it sees once: with Adam, its rate falling along a cosine.
     *
     * @param faces to learn from
     * @param steps of the optimiser
     * @param batchSize faces per step
     * @param seed of the first weights; not 0, which DL4J takes for none
     */
    public static LandmarkNet train(DrawnFaces faces, int steps, int batchSize, long seed) {
        if (steps < 1 || batchSize < 1 || seed == 0) {
            throw new IllegalArgumentException("steps and batchSize must be >= 1 and the seed not 0, got " + steps
                    + ", " + batchSize + " and " + seed);
        }
        ComputationGraph graph = new ComputationGraph(
                configure(new NeuralNetConfiguration.Builder().seed(seed).updater(new Adam(cosine(PEAK_RATE, steps)))));
        graph.init();
        ComputationGraph net = Engine.ONEDNN.prepare(graph);
        for (int step = 0; step < steps; step++) {
            List<Face> batch = faces.draw((long) step * batchSize, batchSize);
            float[] labels = new float[batchSize * DrawnFaces.LANDMARKS * MAP];
            for (int i = 0; i < batchSize; i++) {
                for (int k = 0; k < DrawnFaces.LANDMARKS; k++) {
                    mark(batch.get(i).landmarks().get(k), labels, (i * DrawnFaces.LANDMARKS + k) * MAP);
                }
            }
            net.fit(new MultiDataSet(
                    input(batch.stream().map(Face::picture).toList()),
                    Nd4j.createFromArray(labels).reshape(batchSize, DrawnFaces.LANDMARKS, CELLS, CELLS)));
        }
        return new LandmarkNet(net);
    }

    /** Stairs, which stock DL4J knows. */
    private static ISchedule cosine(double peak, int steps) {
        MapSchedule.Builder schedule = new MapSchedule.Builder(ScheduleType.ITERATION);
        int pieces = Math.min(PIECES, steps);
        for (int i = 0; i < pieces; i++) {
            schedule.add((int) ((long) steps * i / pieces), peak / 2 * (1 + Math.cos(Math.PI * (i + 0.5) / pieces)));
        }
        return schedule.build();
    }

    /** Shares of the four cells whose centres are nearest to a landmark; beyond the outermost centres of these. */
    private static void mark(Landmark landmark, float[] labels, int offset) {
        double x = Math.max(0, Math.min(CELLS - 1, landmark.x() / CELL - 0.5));
        double y = Math.max(0, Math.min(CELLS - 1, landmark.y() / CELL - 0.5));
        int column = Math.min(CELLS - 2, (int) x), row = Math.min(CELLS - 2, (int) y);
        double right = x - column, low = y - row;
        int at = offset + row * CELLS + column;
        labels[at] = (float) ((1 - low) * (1 - right));
        labels[at + 1] = (float) ((1 - low) * right);
        labels[at + CELLS] = (float) (low * (1 - right));
        labels[at + CELLS + 1] = (float) (low * right);
    }

    /** Each picture less its mean and over its deviation, so that light does not matter. */
    private static INDArray input(List<Image> pictures) {
        float[] values = new float[pictures.size() * PIXELS];
        for (int p = 0; p < pictures.size(); p++) {
            Image picture = pictures.get(p);
            if (picture.channels() != 1 || picture.height() != SIZE || picture.width() != SIZE) {
                throw new IllegalArgumentException("the net takes 1x" + SIZE + "x" + SIZE + ", got "
                        + picture.channels() + "x" + picture.height() + "x" + picture.width());
            }
            double sum = 0, squares = 0;
            for (float level : picture.pixels()) {
                sum += level;
                squares += (double) level * level;
            }
            double mean = sum / PIXELS;
            double deviation = Math.sqrt(Math.max(1, squares / PIXELS - mean * mean));
            for (int i = 0; i < PIXELS; i++) {
                values[p * PIXELS + i] = (float) ((picture.pixels()[i] - mean) / deviation);
            }
        }
        return Nd4j.createFromArray(values).reshape(pictures.size(), 1, SIZE, SIZE);
    }

    /**
     * The landmarks of faces, in the order of {@link DrawnFaces}.
     *
     * @param pictures grey, 64 x 64
     */
    public List<List<Landmark>> find(List<Image> pictures) {
        List<List<Landmark>> all = new ArrayList<>();
        for (int first = 0; first < pictures.size(); first += BATCH) {
            List<Image> batch = pictures.subList(first, Math.min(pictures.size(), first + BATCH));
            float[] maps = Numbers.of(graph.output(input(batch))[0]);
            for (int i = 0; i < batch.size(); i++) {
                List<Landmark> one = new ArrayList<>();
                for (int k = 0; k < DrawnFaces.LANDMARKS; k++) {
                    int from = (i * DrawnFaces.LANDMARKS + k) * MAP;
                    one.add(place(Arrays.copyOfRange(maps, from, from + MAP)));
                }
                all.add(List.copyOf(one));
            }
        }
        return all;
    }

    /** The mean place about the peak. */
    private static Landmark place(float[] logits) {
        int peak = 0;
        for (int i = 1; i < MAP; i++) {
            peak = logits[i] > logits[peak] ? i : peak;
        }
        int row = peak / CELLS, column = peak % CELLS;
        double sum = 0, x = 0, y = 0;
        for (int r = Math.max(0, row - REACH); r <= Math.min(CELLS - 1, row + REACH); r++) {
            for (int c = Math.max(0, column - REACH); c <= Math.min(CELLS - 1, column + REACH); c++) {
                double weight = Math.exp(logits[r * CELLS + c] - logits[peak]);
                sum += weight;
                x += weight * c;
                y += weight * r;
            }
        }
        return new Landmark((x / sum + 0.5) * CELL, (y / sum + 0.5) * CELL);
    }

    /** How far the landmarks that are found lie from the true ones, on average, as a share of the face's width. */
    public double meanError(List<Face> faces) {
        List<List<Landmark>> found = find(faces.stream().map(Face::picture).toList());
        double sum = 0;
        for (int i = 0; i < faces.size(); i++) {
            Face face = faces.get(i);
            for (int k = 0; k < DrawnFaces.LANDMARKS; k++) {
                sum += found.get(i).get(k).distance(face.landmarks().get(k)) / face.width();
            }
        }
        return sum / faces.size() / DrawnFaces.LANDMARKS;
    }
}
