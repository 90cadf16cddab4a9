package org.convzoo.core;

import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers that most families share, with the defaults of the field instead of DL4J's. */
public final class Layers {
    private Layers() {}

    /** A square convolution without activation; add {@code hasBias(false)} where batch normalisation follows. */
    public static ConvolutionLayer.Builder convolution(int filters, int kernel, int stride, int padding) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .stride(stride, stride)
                .padding(padding, padding)
                .nOut(filters)
                .activation(Activation.IDENTITY);
    }

    /** One that batch normalisation follows; with stride 1 and an odd kernel it keeps the size. */
    public static ConvolutionLayer convolutionWithoutBias(int filters, int kernel, int stride) {
        return convolution(filters, kernel, stride, kernel / 2).hasBias(false).build();
    }

    /** Batch normalisation over each channel; running statistics keep 0.9 of themselves at each step. */
    public static BatchNormalization batchNorm(double epsilon) {
        return new BatchNormalization.Builder()
                .eps(epsilon)
                .useLogStd(false) // stores the variance as PyTorch does, and not a logarithm of it
                .build();
    }

    public static ActivationLayer relu() {
        return new ActivationLayer(Activation.RELU);
    }

    public static SubsamplingLayer maxPool(int kernel, int stride, int padding) {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(kernel, kernel)
                .stride(stride, stride)
                .padding(padding, padding)
                .build();
    }

    /** The mean of each channel: [N, C, H, W] to [N, C]. */
    public static GlobalPoolingLayer globalAverage() {
        return new GlobalPoolingLayer(PoolingType.AVG);
    }

    /** A dense layer with ReLU. */
    public static DenseLayer dense(int units) {
        return new DenseLayer.Builder().nOut(units).activation(Activation.RELU).build();
    }

    /** In training each input of a layer is dropped with probability 1/2 (Srivastava et al. 2014). */
    public static <L extends Layer> L dropHalf(L layer) {
        layer.setIDropout(new Dropout(0.5)); // DL4J's number is the probability to keep
        return layer;
    }

    /** The classifier: a dense layer, softmax and cross-entropy. */
    public static OutputLayer softmax(int numClasses) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(numClasses)
                .activation(Activation.SOFTMAX)
                .weightInit(WeightInit.XAVIER)
                .build();
    }
}
