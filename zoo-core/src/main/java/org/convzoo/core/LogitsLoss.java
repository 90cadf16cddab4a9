package org.convzoo.core;

import java.util.Arrays;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** A loss of numbers without an activation, in double precision; what a row of them is off by is the subclass's to say. */
public abstract class LogitsLoss implements ILossFunction {
    private final String called;

    /** @param called in messages: {@code a detector's loss} */
    protected LogitsLoss(String called) {
        this.called = called;
    }

    /** What its rows must be, where they are not so; else empty. */
    protected abstract String misfit(int rows, int columns);

    /** Numbers in a row of labels, by those in a row of outputs. */
    protected int labelColumns(int columns) {
        return columns;
    }

    /**
     * The loss of each row.
     *
     * @param z outputs, row by row
     * @param y labels, likewise
     * @param gradient of the sum, to be written to; null where nobody asks
     */
    protected abstract double[] scored(double[] z, double[] y, int rows, int columns, double[] gradient);

    private double[] scored(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, double[] gradient) {
        if (!(activation instanceof ActivationIdentity) || mask != null) {
            throw new IllegalArgumentException(called + " takes no activation and no mask");
        }
        String misfit =
                preOutput.rank() == 2 ? misfit((int) preOutput.size(0), (int) preOutput.size(1)) : "rows of numbers";
        if (misfit.isEmpty()
                && (labels.rank() != 2
                        || labels.size(0) != preOutput.size(0)
                        || labels.size(1) != labelColumns((int) preOutput.size(1)))) {
            misfit = "rows of " + labelColumns((int) preOutput.size(1)) + " labels, one for each of outputs";
        }
        if (!misfit.isEmpty()) {
            throw new IllegalArgumentException(called + " needs " + misfit + ", got labels "
                    + Arrays.toString(labels.shape()) + " and outputs " + Arrays.toString(preOutput.shape()));
        }
        double[] z = preOutput.dup('c').data().asDouble();
        double[] y = labels.dup('c').data().asDouble();
        return scored(z, y, (int) preOutput.size(0), (int) preOutput.size(1), gradient);
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
        return getClass().getSimpleName();
    }

    /** Cross-entropy of a sigmoid, computed so that large numbers do not overflow. */
    protected static double sigmoidEntropy(double[] z, double target, int i, double weight, double[] gradient) {
        if (gradient != null) {
            gradient[i] = weight * (1 / (1 + Math.exp(-z[i])) - target);
        }
        return weight * (Math.max(z[i], 0) - z[i] * target + Math.log1p(Math.exp(-Math.abs(z[i]))));
    }

    /** Cross-entropy of a softmax over the numbers {@code from} to below {@code to}, likewise. */
    protected static double softmaxEntropy(double[] z, double[] y, int from, int to, double[] gradient) {
        double max = Double.NEGATIVE_INFINITY, sum = 0, mass = 0, score = 0;
        for (int c = from; c < to; c++) {
            max = Math.max(max, z[c]);
            mass += y[c];
        }
        for (int c = from; c < to; c++) {
            sum += Math.exp(z[c] - max);
        }
        for (int c = from; c < to; c++) {
            score -= y[c] * (z[c] - max - Math.log(sum));
            if (gradient != null) {
                gradient[c] = mass * Math.exp(z[c] - max) / sum - y[c];
            }
        }
        return score;
    }
}
