package org.convzoo.style;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * How little a painting has of the style's manner and of its picture's content, see {@link PerceptualObjective}. The style and the net that judges
 * are not part of a file: {@link #attach} them before a training.
 *
 * <p>As DL4J has it for pictures, outputs and labels are [N H W, 3]; the labels are the pictures that were painted.
 */
public final class PerceptualLoss implements ILossFunction {
    private static final long serialVersionUID = 1L;

    private transient PerceptualObjective objective;
    private transient int height;
    private transient int width;

    /**
     * Says what is good.
     *
     * @param height of the paintings
     * @param width of them
     */
    void attach(PerceptualObjective objective, int height, int width) {
        this.objective = objective;
        this.height = height;
        this.width = width;
    }

    private INDArray pictures(INDArray rows) { // [N H W, C] to [N, C, H, W]
        long count = rows.size(0) / height / width;
        return rows.dup('c')
                .reshape('c', count, height, width, rows.size(1))
                .permute(0, 3, 1, 2)
                .dup('c');
    }

    private void require(IActivation activation, INDArray mask) {
        if (objective == null) {
            throw new IllegalStateException("a style net is trained by zoo train, or by StyleTask: it needs a style");
        }
        if (!(activation instanceof ActivationIdentity) || mask != null) {
            throw new IllegalArgumentException("the loss of a style takes no activation and no mask");
        }
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        require(activation, mask);
        double total = objective.costs(pictures(preOutput), pictures(labels)).total();
        return average ? total * height * width / preOutput.size(0) : total;
    }

    /** Each row has its share of the sum. */
    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        double total = computeScore(labels, preOutput, activation, mask, false);
        return Nd4j.valueArrayOf(new long[] {preOutput.size(0), 1}, total / preOutput.size(0), preOutput.dataType());
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return computeGradientAndScore(labels, preOutput, activation, mask, false)
                .getSecond();
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        require(activation, mask);
        INDArray paintings = pictures(preOutput);
        StyleObjective.Evaluation evaluation = objective.evaluate(paintings, pictures(labels));
        INDArray slope =
                evaluation.slope().permute(0, 2, 3, 1).dup('c').reshape('c', preOutput.size(0), preOutput.size(1));
        double total = evaluation.costs().total();
        return new Pair<>(average ? total / paintings.size(0) : total, slope);
    }

    @Override
    public String name() {
        return getClass().getSimpleName();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PerceptualLoss;
    }

    @Override
    public int hashCode() {
        return PerceptualLoss.class.hashCode();
    }
}
