package org.convzoo.inception;

import java.util.Map;
import java.util.stream.Collectors;
import org.convzoo.core.Architecture;
import org.convzoo.core.ForeignNet;
import org.convzoo.core.Layers;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Photographs;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsOrigin;
import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * A graph in the making, and what Inception modules are made of. Each method adds to the graph and gives the name of its last layer.
 *
 * <p>With normalisation a convolution is three layers, {@code name.conv}, {@code name.bn} and {@code name.relu}, called as torchvision
 * calls its modules; without, it is one layer {@code name} with a bias.
 */
final class Modules {
    private static final double EPSILON = 1e-3; // of batch normalisation, as in TensorFlow and PyTorch
    private static final double BIAS = 0.2; // as Caffe starts GoogLeNet: no unit is dead from the start
    private static final double AUXILIARY_WEIGHT = 0.3; // Szegedy et al. 2014, section 5

    private final GraphBuilder graph;
    private final Spec spec;
    private final boolean normalised;

    Modules(NeuralNetConfiguration.Builder base, Spec spec, boolean normalised) {
        this.graph = base.weightInit(WeightInit.RELU)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
        this.spec = spec;
        this.normalised = normalised;
    }

    String add(String name, String from, Layer layer) {
        graph.addLayer(name, layer, from);
        return name;
    }

    /** A square convolution that keeps the size. */
    String convolution(String name, String from, int filters, int kernel) {
        return convolution(name, from, filters, kernel, 1, kernel / 2);
    }

    String convolution(String name, String from, int filters, int kernel, int stride, int padding) {
        return convolution(name, from, Layers.convolution(spec.scaled(filters), kernel, stride, padding));
    }

    /** A convolution over one axis that keeps the size: 1 x n or n x 1. */
    String convolution(String name, String from, int filters, int height, int width) {
        return convolution(
                name,
                from,
                new ConvolutionLayer.Builder(height, width)
                        .padding(height / 2, width / 2)
                        .nOut(spec.scaled(filters))
                        .activation(Activation.IDENTITY));
    }

    private String convolution(String name, String from, ConvolutionLayer.Builder convolution) {
        if (!normalised) {
            return add(
                    name,
                    from,
                    convolution.activation(Activation.RELU).biasInit(BIAS).build());
        }
        add(name + ".conv", from, convolution.hasBias(false).build());
        add(name + ".bn", name + ".conv", Layers.batchNorm(EPSILON));
        return add(name + ".relu", name + ".bn", Layers.relu());
    }

    /** Averages of 3x3 pixels, size kept; zeros around the picture count as pixels, as in PyTorch. */
    String average(String name, String from) {
        return add(
                name,
                from,
                new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(3, 3)
                        .stride(1, 1)
                        .padding(1, 1)
                        .avgPoolIncludePadInDivisor(true)
                        .build());
    }

    /** What an auxiliary classifier reads: averages of 5x5 pixels, every third. */
    String coarseAverage(String name, String from) {
        return add(
                name,
                from,
                new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(5, 5)
                        .stride(3, 3)
                        .build());
    }

    /** Max pooling with stride 2 whose size is rounded up. */
    String halve(String name, String from, int kernel) {
        CeilPooling.add(graph, name, from, kernel);
        return name;
    }

    String concatenate(String name, String... branches) {
        graph.addVertex(name, new MergeVertex(), branches);
        return name;
    }

    String mean(String name, String from) {
        return add(name, from, new GlobalPoolingLayer(PoolingType.AVG));
    }

    /** The classifier. */
    String output(String from, double dropout) {
        OutputLayer output = Layers.softmax(spec.numClasses());
        return add("output", from, dropping(output, dropout));
    }

    /** A classifier whose loss counts less. It gets the labels of the first. */
    String auxiliaryOutput(String name, String from, double dropout) {
        OutputLayer output = new OutputLayer.Builder(
                        new LossMCXENT(Nd4j.valueArrayOf(new long[] {1, spec.numClasses()}, AUXILIARY_WEIGHT)))
                .nOut(spec.numClasses())
                .activation(Activation.SOFTMAX)
                .weightInit(WeightInit.XAVIER)
                .build();
        return add(name, from, dropping(output, dropout));
    }

    private static Layer dropping(OutputLayer output, double dropout) {
        if (dropout > 0) {
            output.setIDropout(new Dropout(1 - dropout)); // DL4J's is what it keeps
        }
        return output;
    }

    ComputationGraphConfiguration build(String... outputs) {
        return graph.setOutputs(outputs).build();
    }

    /** Layers with parameters are called as torchvision calls them, but for the classifier. */
    static ForeignNet torchvision(Architecture architecture, Spec spec) {
        Map<String, String> names =
                ModelSummary.of(architecture.configure(spec, new NeuralNetConfiguration.Builder()), spec)
                        .layers()
                        .stream()
                        .filter(row -> row.parameters() > 0)
                        .map(ModelSummary.Row::name)
                        .collect(Collectors.toUnmodifiableMap(
                                name -> name, name -> name.equals("output") ? "fc" : name));
        Preprocessing preprocessing = Photographs.symmetric(architecture.preprocessing(spec, "imagenet"));
        return ForeignNet.of(WeightsOrigin.TORCHVISION, names, preprocessing);
    }
}
