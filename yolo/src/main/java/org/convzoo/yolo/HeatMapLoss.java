package org.convzoo.yolo;

import org.convzoo.core.LogitsLoss;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * How far a net's maps are from saying where something is: each channel's cells are one softmax, "in which cell is it", and the loss is its
 * cross-entropy, summed over channels. For DL4J's {@code CnnLossLayer} with no activation, which hands over one row per cell.
 *
 * <p>The labels of a channel are shares of its cells and sum to 1. A place between cells is shared among its four nearest, so that the
 * mean place under the labels is the place itself.
 *
 * <p>Sources: a map per landmark as in Tompson et al. 2014, arXiv 1406.2984; the softmax over places is that of He et al. 2017, arXiv
 * 1703.06870 (Mask R-CNN), section 5, "Mask R-CNN for Human Pose Estimation".
 */
public final class HeatMapLoss extends LogitsLoss {
    @JsonProperty
    private final int cells;

    /**
     * A loss.
     *
     * @param cells rows times columns of a map
     */
    @JsonCreator
    public HeatMapLoss(@JsonProperty("cells") int cells) {
        super("a loss of maps");
        if (cells < 1) {
            throw new IllegalArgumentException("cells must be >= 1, got " + cells);
        }
        this.cells = cells;
    }

    @Override
    protected String misfit(int rows, int columns) {
        return rows % cells == 0 ? "" : "a row per cell, " + cells + " a picture";
    }

    /** A cell's part is 0 where there is no label. */
    @Override
    protected double[] scored(double[] z, double[] y, int rows, int columns, double[] gradient) {
        double[] scores = new double[rows];
        for (int row = 0; row < rows; row += cells) {
            for (int channel = 0; channel < columns; channel++) {
                map(z, y, row, columns, channel, scores, gradient);
            }
        }
        return scores;
    }

    /** One map, computed so that large numbers do not overflow. */
    private void map(double[] z, double[] y, int row, int channels, int channel, double[] scores, double[] gradient) {
        int first = row * channels + channel, end = first + cells * channels;
        double max = Double.NEGATIVE_INFINITY, sum = 0, mass = 0;
        for (int i = first; i < end; i += channels) {
            max = Math.max(max, z[i]);
            mass += y[i];
        }
        for (int i = first; i < end; i += channels) {
            sum += Math.exp(z[i] - max);
        }
        double logSum = max + Math.log(sum);
        for (int i = first; i < end; i += channels) {
            scores[i / channels] -= y[i] * (z[i] - logSum);
            if (gradient != null) {
                gradient[i] = mass * Math.exp(z[i] - logSum) - y[i];
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeatMapLoss loss && cells == loss.cells;
    }

    @Override
    public int hashCode() {
        return cells;
    }
}
