package org.convzoo.onnx;

import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A batch normalisation on running statistics, y = gamma (x - mean) / sqrt(variance + epsilon) + beta per channel. After a product w x + b
 * it is the product with weights s w and the bias s (b - mean) + beta, where s = gamma / sqrt(variance + epsilon).
 */
final class Norm {
    private final BatchNormalization layer;
    private final Map<String, INDArray> parameters;
    private final int channels;

    /** @param parameters of the layer, by DL4J's names */
    Norm(BatchNormalization layer, Map<String, INDArray> parameters) {
        this.layer = layer;
        this.parameters = parameters;
        this.channels = Math.toIntExact(parameters.get("mean").length());
    }

    double epsilon() {
        return layer.getEps();
    }

    /** [channels], as are the others. */
    INDArray gamma() {
        return row(this::gamma);
    }

    INDArray beta() {
        return row(this::beta);
    }

    INDArray mean() {
        return row(parameters.get("mean")::getDouble);
    }

    INDArray variance() {
        return row(this::variance);
    }

    /**
     * A copy of a product's weights with this made part of them.
     *
     * @param axis of the output channels, 0 or 1
     */
    INDArray scaled(INDArray weights, int axis) {
        INDArray copy = (axis == 0 ? weights : weights.swapAxes(0, 1)).dup('c');
        copy.reshape('c', channels, -1).muliColumnVector(row(this::scale).reshape(channels, 1));
        return axis == 0 ? copy : copy.swapAxes(0, 1);
    }

    /**
     * The bias of such a product.
     *
     * @param bias the product's own; null: none
     */
    INDArray shifted(INDArray bias) {
        return row(c -> scale(c)
                        * ((bias == null ? 0 : bias.getDouble(c))
                                - parameters.get("mean").getDouble(c))
                + beta(c));
    }

    private double gamma(int channel) {
        return layer.isLockGammaBeta()
                ? layer.getGamma()
                : parameters.get("gamma").getDouble(channel);
    }

    private double beta(int channel) {
        return layer.isLockGammaBeta()
                ? layer.getBeta()
                : parameters.get("beta").getDouble(channel);
    }

    /** DL4J may keep the logarithm of its root; of what was read from JSON only the array's name tells. */
    private double variance(int channel) {
        INDArray logarithm = parameters.get("log10stdev");
        return logarithm == null
                ? parameters.get("var").getDouble(channel)
                : Math.pow(10, 2 * logarithm.getDouble(channel));
    }

    private double scale(int channel) {
        return gamma(channel) / Math.sqrt(variance(channel) + layer.getEps());
    }

    private INDArray row(IntToDoubleFunction value) {
        float[] values = new float[channels];
        for (int c = 0; c < channels; c++) {
            values[c] = (float) value.applyAsDouble(c);
        }
        return Nd4j.createFromArray(values);
    }
}
