package org.convzoo.core;

import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * How likely a class is while a grey square hides a part of the picture: M. D. Zeiler, R. Fergus, "Visualizing and Understanding
 * Convolutional Networks", ECCV 2014, arXiv 1311.2901, section 4.2.
 *
 * @param side of the square, in pixels of the net's input
 * @param stride from one place of the square to the next, in pixels; at most, since the places are spread evenly
 */
record Occlusion(int side, int stride) {
    private static final int BATCH_SIZE = 32;
    private static final float GREY = 127.5f;

    Occlusion {
        if (side < 1 || stride < 1) {
            throw new IllegalArgumentException("side and stride must be >= 1, got " + side + " and " + stride);
        }
    }

    /** A square of a quarter of the picture's shorter side, moved by a quarter of its own, but by no less than a 24th of the picture's. */
    static Occlusion fitting(Preprocessing input) {
        int shorter = Math.min(input.height(), input.width());
        int side = Math.max(1, shorter / 4);
        return new Occlusion(side, Math.max(1, Math.max(side / 4, shorter / 24)));
    }

    /**
     * The probability of the class for each place of the square. A place is a cell of an even grid over the picture, the square lies
     * around its middle and is cut off at the picture's edges.
     *
     * @param picture normalised, C x H x W
     */
    HeatMap of(ComputationGraph graph, Preprocessing input, float[] picture, int classIndex) {
        int rows = (input.height() + stride - 1) / stride;
        int columns = (input.width() + stride - 1) / stride;
        float[] probabilities = new float[rows * columns];
        for (int from = 0; from < probabilities.length; from += BATCH_SIZE) {
            int n = Math.min(BATCH_SIZE, probabilities.length - from);
            float[] batch = new float[n * picture.length];
            for (int i = 0; i < n; i++) {
                System.arraycopy(picture, 0, batch, i * picture.length, picture.length);
                int row = (from + i) / columns;
                int column = (from + i) % columns;
                hide(
                        batch,
                        i * picture.length,
                        input,
                        start((row + 0.5) * input.height() / rows),
                        start((column + 0.5) * input.width() / columns));
            }
            float[][] output = graph.output(Evaluator.features(batch, n, input))[0].toFloatMatrix();
            for (int i = 0; i < n; i++) {
                probabilities[from + i] = output[i][classIndex];
            }
        }
        return new HeatMap(rows, columns, probabilities);
    }

    /** First pixel of the square around a middle. */
    private int start(double middle) {
        return (int) Math.floor(middle - side / 2.0 + 0.5);
    }

    private void hide(float[] batch, int offset, Preprocessing input, int top, int left) {
        for (int c = 0; c < input.channels(); c++) {
            float grey =
                    (GREY * input.scale() - input.mean().get(c)) / input.std().get(c);
            for (int y = Math.max(0, top); y < Math.min(input.height(), top + side); y++) {
                for (int x = Math.max(0, left); x < Math.min(input.width(), left + side); x++) {
                    batch[offset + (c * input.height() + y) * input.width() + x] = grey;
                }
            }
        }
    }
}
