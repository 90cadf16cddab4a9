package org.convzoo.core;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small classifiers with what the methods must cope with: sums, merges, normalisation. */
final class ExplainNets {
    private ExplainNets() {}

    static GraphBuilder start(Spec spec, DataType type) {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
    }

    static ConvolutionLayer conv(int kernel, int filters, Activation activation) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .padding(kernel / 2, kernel / 2)
                .nOut(filters)
                .activation(activation)
                .build();
    }

    static OutputLayer softmax(int numClasses) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(numClasses)
                .activation(Activation.SOFTMAX)
                .build();
    }

    /** 3 x 8 x 9; a residual block whose sum is merged with a side branch, 2 x 2 pooling, global pooling, 3 classes. */
    static ComputationGraphConfiguration branched(DataType type) {
        return start(Spec.of(3, 3, 8, 9), type)
                .addLayer("c1", conv(3, 5, Activation.TANH), "input") // 5 x 8 x 9
                .addLayer("c2", conv(3, 5, Activation.IDENTITY), "c1")
                .addLayer(
                        "bn", new BatchNormalization.Builder().useLogStd(false).build(), "c2")
                .addLayer("act", new ActivationLayer(Activation.RELU), "bn")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "act", "c1")
                .addLayer("side", conv(1, 3, Activation.SIGMOID), "c1") // 3 x 8 x 9
                .addVertex("merge", new MergeVertex(), "sum", "side") // 8 x 8 x 9
                .addLayer(
                        "pool",
                        new SubsamplingLayer.Builder(PoolingType.MAX)
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        "merge") // 8 x 4 x 4
                .addLayer("global", new GlobalPoolingLayer(PoolingType.AVG), "pool") // 8
                .addLayer("output", softmax(3), "global")
                .setOutputs("output")
                .build();
    }

    static Model branched() {
        ComputationGraph graph = new ComputationGraph(branched(DataType.FLOAT));
        graph.init();
        Nd4j.getRandom().setSeed(3);
        for (String name : new String[] {"bn_mean", "bn_var", "output_b"}) { // as a training leaves them
            graph.getParam(name).assign(Nd4j.rand(graph.getParam(name).shape()).addi(0.5));
        }
        return model(graph, Spec.of(3, 3, 8, 9), ChannelOrder.RGB);
    }

    static Model model(ComputationGraphConfiguration configuration, Spec spec) {
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        return model(graph, spec, spec.channels() == 1 ? ChannelOrder.GREY : ChannelOrder.RGB);
    }

    /** Classes are called zero, one, two, ... */
    static Model model(ComputationGraph graph, Spec spec, ChannelOrder order) {
        List<String> names = List.of("zero", "one", "two", "three", "four");
        Preprocessing preprocessing = new Preprocessing(
                spec.height(),
                spec.width(),
                order,
                List.of(),
                1 / 255f,
                IntStream.range(0, spec.channels()).mapToObj(c -> 0.4f).toList(),
                IntStream.range(0, spec.channels()).mapToObj(c -> 0.2f).toList());
        return new Model(
                graph,
                new ModelCard(
                        ModelCard.FORMAT_VERSION,
                        "tiny",
                        spec,
                        preprocessing,
                        names.subList(0, spec.numClasses()),
                        List.of(),
                        new ModelCard.Provenance("bars", "bars", 3, 1, "none", 1, "stock", Map.of(), "none", "test")));
    }

    static Image noise(int channels, int height, int width) {
        Random random = new Random(5);
        Image image = Image.black(channels, height, width);
        for (int i = 0; i < image.pixels().length; i++) {
            image.pixels()[i] = 255 * random.nextFloat();
        }
        return image;
    }
}
