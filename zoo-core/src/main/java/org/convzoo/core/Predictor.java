package org.convzoo.core;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.data.Preprocessing;
import org.convzoo.onednn.OneDnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Tells what is on a picture, with the preprocessing and the labels of its model. Safe to use from several threads. Weights are the
 * model's own, not a copy: do not train it meanwhile.
 */
public final class Predictor implements AutoCloseable {
    private final Model model;
    private final ComputationGraph fast; // serves all threads; null: each call borrows one of DL4J's
    private final Queue<ComputationGraph> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    Predictor(Model model, Engine engine) {
        model.requireClassifier();
        this.model = model;
        ComputationGraph graph = OneDnn.isAccelerated(model.graph()) ? model.graph() : engine.prepare(model.graph());
        this.fast = engine == Engine.ONEDNN && OneDnn.isAccelerated(graph) ? graph : null;
    }

    public ModelCard card() {
        return model.card();
    }

    /**
     * What the picture in a file shows.
     *
     * @throws org.convzoo.data.DataException if the file is missing or no picture
     */
    public Prediction predict(Path file) {
        return predict(ImageReader.read(file));
    }

    public Prediction predict(BufferedImage image) {
        return predict(ImageReader.of(image));
    }

    public Prediction predict(Image image) {
        return predict(List.of(image)).get(0);
    }

    /** One prediction per picture, in order; pictures may differ in size. */
    public List<Prediction> predict(List<Image> images) {
        List<Prediction> predictions = new ArrayList<>();
        for (float[] probabilities : probabilities(images)) {
            predictions.add(Prediction.of(card().classes(), probabilities));
        }
        return predictions;
    }

    /** Probabilities by class, [pictures, numClasses]. */
    public float[][] probabilities(List<Image> images) {
        return probabilities(images, Tta.NONE);
    }

    /** The same, the mean over several views of each picture. */
    public float[][] probabilities(List<Image> images, Tta tta) {
        List<Preprocessing> views = tta.views(card().preprocessing());
        float[][] mean = probabilities(images, views.get(0));
        for (int v = 1; v < views.size(); v++) {
            float[][] view = probabilities(images, views.get(v));
            for (int i = 0; i < mean.length; i++) {
                for (int k = 0; k < mean[i].length; k++) {
                    mean[i][k] += (view[i][k] - mean[i][k]) / (v + 1);
                }
            }
        }
        return mean;
    }

    private float[][] probabilities(List<Image> images, Preprocessing preprocessing) {
        if (closed) {
            throw new IllegalStateException("the predictor is closed");
        }
        float[][] rows = new float[images.size()][];
        ComputationGraph graph = borrow();
        try {
            int batchSize = Evaluator.batchSize(preprocessing);
            for (int from = 0; from < rows.length; from += batchSize) {
                int n = Math.min(batchSize, rows.length - from);
                float[] batch = new float[n * preprocessing.length()];
                for (int i = 0; i < n; i++) {
                    Image prepared = preprocessing.prepare(images.get(from + i));
                    preprocessing.normalize(prepared, batch, i * preprocessing.length());
                }
                INDArray input = Evaluator.features(batch, n, preprocessing);
                System.arraycopy(Evaluator.probabilities(graph, input), 0, rows, from, n);
            }
            return rows;
        } finally {
            if (!closed && fast == null) {
                idle.add(graph);
            }
        }
    }

    /** A graph nobody else uses now; a further one shares the weights. */
    private ComputationGraph borrow() {
        if (fast != null) {
            return fast;
        }
        ComputationGraph graph = idle.poll();
        if (graph == null) {
            graph = new ComputationGraph(model.graph().getConfiguration().clone());
            graph.init(model.graph().params(), false);
        }
        return graph;
    }

    @Override
    public void close() {
        closed = true;
        idle.clear();
    }

    /**
     * What a picture shows.
     *
     * @param scores one per class, the likeliest first
     */
    public record Prediction(List<Score> scores) {
        /**
         * Sorted probabilities.
         *
         * @param probabilities one per class
         */
        public static Prediction of(List<String> classes, float[] probabilities) {
            return new Prediction(IntStream.range(0, classes.size())
                    .mapToObj(k -> new Score(classes.get(k), probabilities[k]))
                    .sorted((a, b) -> Double.compare(b.probability(), a.probability())) // stable: ties in class order
                    .toList());
        }

        /** The likeliest class. */
        public String label() {
            return scores.get(0).label();
        }

        public double probability() {
            return scores.get(0).probability();
        }

        /** The k likeliest classes, or all where there are fewer. */
        public List<Score> top(int k) {
            return scores.subList(0, Math.min(k, scores.size()));
        }
    }

    /** A class and how likely it is, 0 to 1. */
    public record Score(String label, double probability) {}
}
