package org.convzoo.yolo;

import java.util.Arrays;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
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
public final class HeatMapLoss implements ILossFunction {
    @JsonProperty
    private final int cells;

    /**
     * A loss.
     *
     * @param cells rows times columns of a map
     */
    @JsonCreator
    public HeatMapLoss(@JsonProperty("cells") int cells) {
        if (cells < 1) {
            throw new IllegalArgumentException("cells must be >= 1, got " + cells);
        }
        this.cells = cells;
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        double sum =
                Arrays.stream(scored(labels, preOutput, activation, mask, null)).sum();
        return average ? sum / preOutput.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        double[] scores = scored(labels, preOutput, activation, mask, null);
        return Nd4j.createFromArray(scores).castTo(preOutput.dataType()).reshape(scores.length, 1);
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return computeGradientAndScore(labels, preOutput, activation, mask, false)
                .getSecond();
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        double[] gradient = new double[(int) preOutput.length()];
        double sum = Arrays.stream(scored(labels, preOutput, activation, mask, gradient))
                .sum();
        INDArray slopes =
                Nd4j.createFromArray(gradient).castTo(preOutput.dataType()).reshape(preOutput.shape());
        return new Pair<>(average ? sum / preOutput.size(0) : sum, slopes);
    }

    @Override
    public String name() {
        return "HeatMapLoss";
    }

    /**
     * The loss of each row: a cell's part, which is 0 where there is no label.
     *
     * @param gradient of their sum; null where nobody asks
     */
    private double[] scored(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, double[] gradient) {
        if (!(activation instanceof ActivationIdentity) || mask != null) {
            throw new IllegalArgumentException("a loss of maps takes no activation and no mask");
        }
        if (preOutput.rank() != 2 || preOutput.size(0) % cells != 0 || !labels.equalShapes(preOutput)) {
            throw new IllegalArgumentException("a loss of maps needs a row per cell, " + cells
                    + " a picture, got labels " + Arrays.toString(labels.shape()) + " and outputs "
                    + Arrays.toString(preOutput.shape()));
        }
        int channels = (int) preOutput.size(1);
        double[] z = preOutput.dup('c').data().asDouble();
        double[] y = labels.dup('c').data().asDouble();
        double[] scores = new double[(int) preOutput.size(0)];
        for (int row = 0; row < scores.length; row += cells) {
            for (int channel = 0; channel < channels; channel++) {
                map(z, y, row, channels, channel, scores, gradient);
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
