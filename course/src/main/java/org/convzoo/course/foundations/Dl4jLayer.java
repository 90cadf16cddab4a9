package org.convzoo.course.foundations;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One of DL4J's layers in double precision, to hold plain loops against: [N, C, H, W] in, [N, F, H', W'] out. */
final class Dl4jLayer {
    private static final String NAME = "layer";

    private final ComputationGraph graph;
    private final LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();

    private Dl4jLayer(org.deeplearning4j.nn.conf.layers.Layer layer, double[][][][] x) {
        graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(x[0][0].length, x[0][0][0].length, x[0].length))
                .addLayer(NAME, layer, "input")
                .setOutputs(NAME)
                .build());
        graph.init();
        graph.initGradientsView();
    }

    /**
     * A convolution without activation function.
     *
     * @param x of the shape of its input, [N][C][H][W]
     * @param w [F][C][f][f]
     * @param b [F]
     */
    static Dl4jLayer convolution(double[][][][] x, double[][][][] w, double[] b, int stride, int padding) {
        int f = w[0][0].length;
        Dl4jLayer layer = new Dl4jLayer(
                new ConvolutionLayer.Builder(f, f)
                        .stride(stride, stride)
                        .padding(padding, padding)
                        .nOut(w.length)
                        .activation(Activation.IDENTITY)
                        .build(),
                x);
        layer.graph
                .getLayer(NAME)
                .getParam(ConvolutionParamInitializer.WEIGHT_KEY)
                .assign(Nd4j.createFromArray(w));
        layer.graph
                .getLayer(NAME)
                .getParam(ConvolutionParamInitializer.BIAS_KEY)
                .assign(Nd4j.createFromArray(new double[][] {b}));
        return layer;
    }

    /** A pooling without padding. */
    static Dl4jLayer pooling(double[][][][] x, int f, int stride, PoolingSteps.Kind kind) {
        PoolingType type = kind == PoolingSteps.Kind.MAX ? PoolingType.MAX : PoolingType.AVG;
        return new Dl4jLayer(
                new SubsamplingLayer.Builder(type)
                        .kernelSize(f, f)
                        .stride(stride, stride)
                        .build(),
                x);
    }

    /** Forwards. */
    INDArray forward(double[][][][] x) {
        Layer layer = graph.getLayer(NAME);
        layer.setInput(Nd4j.createFromArray(x), memory);
        return layer.activate(true, memory);
    }

    /** Backwards, after {@link #forward}: slopes of the weights by their keys, if there are any, and of the input. */
    Pair<Gradient, INDArray> backward(double[][][][] slopes) {
        return graph.getLayer(NAME).backpropGradient(Nd4j.createFromArray(slopes), memory);
    }

    /** The largest difference between two arrays of numbers in one order. */
    static double difference(INDArray expected, INDArray numbers) {
        return expected.sub(numbers.reshape(expected.shape())).amaxNumber().doubleValue();
    }
}
