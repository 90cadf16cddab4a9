package org.convzoo.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/**
 * An output of a training: what comes before the output layer's activation, and the loss on it. Losses are DL4J's, but for softmax with
 * cross entropy, which ConvZoo computes in one pass.
 *
 * @param value plain
 * @param gradient plain
 * @param pixels the loss is one of every pixel: [N, C, H, W] is seen as [N H W, C]
 */
@SuppressWarnings("ArrayRecordComponent") // no two heads are compared
record LossHead(memory value, memory gradient, long[] shape, ILossFunction loss, IActivation activation, boolean pixels)
        implements Head {

    /** Of a layer with a loss. */
    static LossHead of(memory value, memory gradient, long[] shape, BaseLayer layer) {
        ILossFunction loss = layer instanceof BaseOutputLayer output
                ? output.getLossFn()
                : layer instanceof CnnLossLayer cnn ? cnn.getLossFn() : ((LossLayer) layer).getLossFn();
        return new LossHead(value, gradient, shape, loss, layer.getActivationFn(), layer instanceof CnnLossLayer);
    }

    @Override
    public double apply(INDArray labels, INDArray preOutput, INDArray gradient) {
        if (isSoftmaxCrossEntropy() && labels.rank() == 2 && shape.length == 2 && labels.equalShapes(preOutput)) {
            return softmaxCrossEntropy(labels, preOutput, gradient);
        }
        INDArray target = pixels ? rows(labels) : labels;
        INDArray z = pixels ? rows(preOutput) : preOutput.dup();
        var scored = loss.computeGradientAndScore(target, z, activation, null, false);
        INDArray epsilon = scored.getSecond();
        if (pixels) { // [N H W, C] to [N, C, H, W]
            epsilon =
                    epsilon.reshape('c', shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2);
        }
        gradient.assign(epsilon);
        return scored.getFirst();
    }

    private static INDArray rows(INDArray pixels) {
        return pixels.permute(0, 2, 3, 1).dup('c').reshape('c', pixels.length() / pixels.size(1), pixels.size(1));
    }

    private boolean isSoftmaxCrossEntropy() {
        if (activation.getClass() != ActivationSoftmax.class
                || (loss.getClass() != LossMCXENT.class && loss.getClass() != LossNegativeLogLikelihood.class)) {
            return false;
        }
        INDArray weights = ((LossMCXENT) loss).getWeights();
        return weights == null || weights.length() == shape[shape.length - 1]; // of others DL4J says what is wrong
    }

    /** Loss -sum w y log p with p clipped as DL4J does, gradient p sum(w y) - w y; p - y where no class has a weight w. */
    private double softmaxCrossEntropy(INDArray labels, INDArray preOutput, INDArray gradient) {
        int n = Math.toIntExact(shape[0]);
        int classes = Math.toIntExact(shape[1]);
        double least = ((LossMCXENT) loss).getSoftmaxClipEps();
        FloatBuffer logits = Plan.floats(preOutput);
        FloatBuffer targets = Plan.floats(Plan.plain(labels));
        FloatBuffer epsilon = Plan.floats(gradient);
        INDArray weights = ((LossMCXENT) loss).getWeights();
        float[] w = weights == null ? null : weights.toFloatVector();
        float[] z = new float[classes];
        float[] y = new float[classes];
        double[] p = new double[classes];
        double score = 0;
        for (int i = 0; i < n; i++) {
            logits.get(i * classes, z);
            targets.get(i * classes, y);
            float max = z[0];
            for (float value : z) {
                max = Math.max(max, value);
            }
            double sum = 0;
            double mass = w == null ? 1 : 0; // of the targets
            for (int c = 0; c < classes; c++) {
                p[c] = Math.exp(z[c] - max);
                sum += p[c];
                if (w != null) {
                    y[c] *= w[c];
                    mass += y[c];
                }
            }
            for (int c = 0; c < classes; c++) {
                p[c] /= sum;
                if (y[c] != 0) {
                    score -= y[c] * Math.log(Math.min(Math.max(p[c], least), 1 - least));
                }
                z[c] = (float) (mass * p[c] - y[c]);
            }
            epsilon.put(i * classes, z);
        }
        return score;
    }
}
