package org.convzoo.onednn;

import java.util.function.UnaryOperator;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/**
 * A batch normalisation on running statistics after a convolution or a dense layer is the same layer with other weights: y = s (w x + b)
 * + t with s = gamma / sqrt(variance + eps) and t = beta - s mean, per output channel.
 */
final class FoldedNormalization {
    private final BatchNormalization layer;
    private final Parameters parameters;
    private final boolean frozen;

    /** @param frozen whether no training changes it, nor the weights that it is folded into */
    FoldedNormalization(BatchNormalization layer, Parameters parameters, boolean frozen) {
        this.layer = layer;
        this.parameters = parameters;
        this.frozen = frozen;
    }

    /** The weights in the layout {@code wanted}. */
    memory weights(PlanBuilder plan, Parameter weights, memory.desc wanted) {
        return derived(plan, weights, "", wanted, UnaryOperator.identity());
    }

    /** What is derived from the weights, in the layout {@code wanted}. */
    memory derived(PlanBuilder plan, Parameter weights, String kind, memory.desc wanted, UnaryOperator<memory> derive) {
        return plan.weights(weights.key() + "*" + key() + kind, wanted, () -> derive.apply(scaled(weights)), frozen);
    }

    /** The bias [out]. */
    memory bias(PlanBuilder plan, Parameter bias, int channels) {
        memory.desc desc = PlanBuilder.plain(channels);
        return plan.weights("b" + key(), desc, () -> Weights.of(shift(bias, channels), channels), frozen);
    }

    private String key() {
        return String.valueOf(parameters.view("mean").offset());
    }

    private double scale(int channel) {
        double gamma = layer.isLockGammaBeta()
                ? layer.getGamma()
                : parameters.view("gamma").getDouble(channel);
        return gamma / Math.sqrt(variance(channel) + layer.getEps());
    }

    private double variance(int channel) {
        return layer.isUseLogStd()
                ? Math.pow(10, 2 * parameters.view("log10stdev").getDouble(channel))
                : parameters.view("var").getDouble(channel);
    }

    private float[] shift(Parameter bias, int channels) {
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            double beta = layer.isLockGammaBeta()
                    ? layer.getBeta()
                    : parameters.view("beta").getDouble(c);
            double before = bias == null ? 0 : bias.view().getDouble(c);
            shift[c] =
                    (float) (beta + scale(c) * (before - parameters.view("mean").getDouble(c)));
        }
        return shift;
    }

    /** A copy of the weights, whose first dimension, or group and first dimension, is the output channel. */
    private memory scaled(Parameter weights) {
        int channels = Math.toIntExact(parameters.view("mean").length());
        memory copy = new memory(PlanBuilder.plain(weights.shape()), PlanBuilder.CPU);
        PlanBuilder.copyNow(weights.memory(), copy);
        float[] row = new float[Math.toIntExact(copy.get_desc().get_size() / Float.BYTES / channels)];
        var values = Weights.floats(copy);
        for (int c = 0; c < channels; c++) {
            double scale = scale(c);
            values.get(c * row.length, row);
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (row[i] * scale);
            }
            values.put(c * row.length, row);
        }
        return copy;
    }
}
