package org.convzoo.benchmarks;

import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Spec;
import org.convzoo.inception.GoogLeNet;
import org.convzoo.lenet.LeNet;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The nets that are measured. Those that the zoo has come from there; the others are configured here until it has them. */
enum Net {
    LENET5(10, 1, 28) {
        @Override
        ComputationGraphConfiguration configure(NeuralNetConfiguration.Builder base) {
            return LeNet.LENET5.configure(Spec.of(classes, channels, side, side), base);
        }
    },
    /** He et al. 2015, section 4.2, with projections where the number of channels grows. */
    RESNET20(10, 3, 32) {
        @Override
        ComputationGraphConfiguration configure(NeuralNetConfiguration.Builder base) {
            GraphBuilder graph = start(base.weightInit(WeightInit.RELU)); // 3 x 32 x 32
            String last = convolution(graph, "stem", "input", 3, 1, 16, Activation.RELU); // 16 x 32 x 32
            for (int stage = 0; stage < 3; stage++) { // 16 x 32 x 32, 32 x 16 x 16, 64 x 8 x 8
                int filters = 16 << stage;
                for (int block = 0; block < 3; block++) {
                    String name = "s" + stage + "b" + block;
                    int stride = stage > 0 && block == 0 ? 2 : 1;
                    String inner = convolution(graph, name + "a", last, 3, stride, filters, Activation.RELU);
                    inner = branchEnd(graph, name + "b", inner, 3, filters);
                    String shortcut = stride == 1
                            ? last
                            : convolution(graph, name + "p", last, 1, stride, filters, Activation.IDENTITY);
                    last = add(graph, name, inner, shortcut);
                }
            }
            return head(graph, last);
        }
    },
    ALEXNET(1000, 3, 224) {
        @Override
        ComputationGraphConfiguration configure(NeuralNetConfiguration.Builder base) {
            return AlexNet.configure(this, base);
        }
    },
    /** He et al. 2015, table 1, with the stride in the 3x3 convolution as torchvision has it. */
    RESNET50(1000, 3, 224) {
        @Override
        ComputationGraphConfiguration configure(NeuralNetConfiguration.Builder base) {
            GraphBuilder graph = start(base.weightInit(WeightInit.RELU)); // 3 x 224 x 224
            String last = convolution(graph, "stem", "input", 7, 2, 64, Activation.RELU); // 64 x 112 x 112
            graph.addLayer("pool", maxPool(3, 1), last); // 64 x 56 x 56
            last = "pool";
            int[] blocks = {3, 4, 6, 3};
            for (int stage = 0; stage < 4; stage++) { // 256 x 56 x 56 to 2048 x 7 x 7
                int filters = 64 << stage;
                for (int block = 0; block < blocks[stage]; block++) {
                    String name = "s" + stage + "b" + block;
                    int stride = stage > 0 && block == 0 ? 2 : 1;
                    String inner = convolution(graph, name + "a", last, 1, 1, filters, Activation.RELU);
                    inner = convolution(graph, name + "b", inner, 3, stride, filters, Activation.RELU);
                    inner = branchEnd(graph, name + "c", inner, 1, 4 * filters);
                    String shortcut = block > 0
                            ? last
                            : convolution(graph, name + "p", last, 1, stride, 4 * filters, Activation.IDENTITY);
                    last = add(graph, name, inner, shortcut);
                }
            }
            return head(graph, last);
        }
    },
    /** Simonyan and Zisserman 2014, configuration D, without dropout. */
    VGG16(1000, 3, 224) {
        @Override
        ComputationGraphConfiguration configure(NeuralNetConfiguration.Builder base) {
            GraphBuilder graph = start(base.weightInit(WeightInit.RELU)); // 3 x 224 x 224
            String last = "input";
            int[][] stages = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
            for (int stage = 0; stage < stages.length; stage++) { // 64 x 112 x 112 to 512 x 7 x 7
                for (int i = 0; i < stages[stage].length; i++) {
                    String name = "s" + stage + "c" + i;
                    graph.addLayer(
                            name,
                            new ConvolutionLayer.Builder(3, 3)
                                    .padding(1, 1)
                                    .nOut(stages[stage][i])
                                    .activation(Activation.RELU)
                                    .build(),
                            last);
                    last = name;
                }
                graph.addLayer("pool" + stage, maxPool(2, 0), last);
                last = "pool" + stage;
            }
            graph.addLayer("fc6", AlexNet.dense(), last).addLayer("fc7", AlexNet.dense(), "fc6"); // 4096
            return graph.addLayer("output", softmax(), "fc7")
                    .setOutputs("output")
                    .build(); // 1000
        }
    },
    /** The normalised one, as torchvision has it. */
    GOOGLENET(1000, 3, 224) {
        @Override
        ComputationGraphConfiguration configure(NeuralNetConfiguration.Builder base) {
            return withoutDropout(GoogLeNet.GOOGLENET_BN.configure(Spec.of(classes, channels, side, side), base));
        }
    },
    TINYYOLO2(20, 3, 416) {
        @Override
        ComputationGraphConfiguration configure(NeuralNetConfiguration.Builder base) {
            return TinyYolo2.configure(this, base);
        }
    };

    private static final long SEED = 1;
    private static final double LEARNING_RATE = 1e-3;

    final int classes;
    final int channels;
    final int side;

    Net(int classes, int channels, int side) {
        this.classes = classes;
        this.channels = channels;
        this.side = side;
    }

    abstract ComputationGraphConfiguration configure(NeuralNetConfiguration.Builder base);

    /** The same weights each time, trained by the optimiser that all engines use. */
    ComputationGraphConfiguration configuration() {
        return configure(new NeuralNetConfiguration.Builder().seed(SEED).updater(new Adam(LEARNING_RATE)));
    }

    /** With the same weights and statistics each time. */
    ComputationGraph graph() {
        ComputationGraph graph = new ComputationGraph(configuration());
        graph.init();
        Random random = new Random(SEED);
        for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
            if (layer instanceof org.deeplearning4j.nn.layers.normalization.BatchNormalization) {
                // As if it had been trained: what comes out of the box changes nothing, whoever uses it wrongly.
                int channels = Math.toIntExact(layer.getParam("mean").length());
                layer.getParam("mean").assign(values(channels, () -> 0.1 * random.nextGaussian()));
                layer.getParam("beta").assign(values(channels, () -> 0.1 * random.nextGaussian()));
                layer.getParam("var").assign(values(channels, () -> 0.8 + 0.5 * random.nextDouble()));
            }
        }
        return graph;
    }

    private static INDArray values(int count, DoubleSupplier each) {
        return Nd4j.createFromArray(DoubleStream.generate(each).limit(count).toArray())
                .castTo(DataType.FLOAT)
                .reshape(1, count);
    }

    long[] inputShape(int batch) {
        return new long[] {batch, channels, side, side};
    }

    /** For one picture, in the forward pass. */
    long multiplyAdds() {
        return ModelSummary.of(configuration(), InputType.convolutional(side, side, channels))
                .multiplyAdds();
    }

    /** Whether it gives class probabilities; else it gives numbers of any size. */
    boolean classifies() {
        return this != TINYYOLO2;
    }

    static float learningRate() {
        return (float) LEARNING_RATE;
    }

    /** The rivals' nets have none: what they read is an ONNX file. */
    private static ComputationGraphConfiguration withoutDropout(ComputationGraphConfiguration configuration) {
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (vertex instanceof LayerVertex layer) {
                layer.getLayerConf().getLayer().setIDropout(null);
            }
        }
        return configuration;
    }

    GraphBuilder start(NeuralNetConfiguration.Builder base) {
        return base.convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(side, side, channels));
    }

    /** A branch that ends in a sum starts small, else the activations of untrained weights double with every block. */
    static String branchEnd(GraphBuilder graph, String name, String from, int kernel, int filters) {
        return convolution(graph, name, from, kernel, 1, filters, 0.2, Activation.IDENTITY);
    }

    /** Convolution, batch normalisation and activation; gives the last one's name. */
    static String convolution(
            GraphBuilder graph, String name, String from, int kernel, int stride, int filters, Activation activation) {
        return convolution(graph, name, from, kernel, stride, filters, 1, activation);
    }

    private static String convolution(
            GraphBuilder graph,
            String name,
            String from,
            int kernel,
            int stride,
            int filters,
            double gamma,
            Activation activation) {
        graph.addLayer(
                name,
                new ConvolutionLayer.Builder(kernel, kernel)
                        .stride(stride, stride)
                        .padding(kernel / 2, kernel / 2)
                        .nOut(filters)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build(),
                from);
        graph.addLayer(
                name + "-norm",
                new BatchNormalization.Builder().useLogStd(false).gamma(gamma).build(),
                name);
        if (activation == Activation.IDENTITY) {
            return name + "-norm";
        }
        graph.addLayer(name + "-activation", new ActivationLayer(activation), name + "-norm");
        return name + "-activation";
    }

    static String add(GraphBuilder graph, String name, String inner, String shortcut) {
        graph.addVertex(name + "-sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), inner, shortcut);
        graph.addLayer(name, new ActivationLayer(Activation.RELU), name + "-sum");
        return name;
    }

    static SubsamplingLayer maxPool(int kernel, int padding) {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(kernel, kernel)
                .stride(2, 2)
                .padding(padding, padding)
                .build();
    }

    ComputationGraphConfiguration head(GraphBuilder graph, String from) {
        return graph.addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), from)
                .addLayer("output", softmax(), "mean")
                .setOutputs("output")
                .build();
    }

    OutputLayer softmax() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .weightInit(WeightInit.XAVIER)
                .build();
    }
}
