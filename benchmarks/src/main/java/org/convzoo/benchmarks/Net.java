package org.convzoo.benchmarks;

import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.convzoo.alexnet.AlexNet;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Spec;
import org.convzoo.facenet.FaceResNet;
import org.convzoo.inception.GoogLeNet;
import org.convzoo.lenet.LeNet;
import org.convzoo.resnet.ResNet;
import org.convzoo.style.VggFeatures;
import org.convzoo.vgg.Vgg;
import org.convzoo.yolo.Yolo;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** The nets that are measured. */
enum Net {
    LENET5(LeNet.LENET5),
    RESNET20(ResNet.RESNET20),
    ALEXNET(AlexNet.ALEXNET_OWT), // torchvision's
    RESNET50(ResNet.RESNET50),
    VGG16(Vgg.VGG16),
    GOOGLENET(GoogLeNet.GOOGLENET_BN), // torchvision's
    TINYYOLO2(Yolo.TINY_YOLOV2),
    YOLOSMALL(Yolo.YOLO_SMALL, 416),
    FACERESNET(FaceResNet.FACENET_RESNET), // dlib's
    VGG19_256(VggFeatures.VGG19_FEATURES, 256), // its convolutions as far as a style needs them
    VGG19_512(VggFeatures.VGG19_FEATURES, 512);

    private static final long SEED = 1;
    private static final double LEARNING_RATE = 1e-3;
    private static final double SMALL_GAMMA = 0.2;

    final int classes;
    final int channels;
    final int side;

    @SuppressWarnings("ImmutableEnumChecker") // all architectures are constants of enums
    private final Architecture architecture;

    Net(Architecture architecture) {
        this(architecture, architecture.defaultSpec().height());
    }

    Net(Architecture architecture, int side) {
        this.classes = architecture.defaultSpec().numClasses();
        this.channels = architecture.defaultSpec().channels();
        this.side = side;
        this.architecture = architecture;
    }

    /** The same weights each time, trained by the optimiser that all engines use. */
    ComputationGraphConfiguration configuration() {
        NeuralNetConfiguration.Builder base =
                new NeuralNetConfiguration.Builder().seed(SEED).updater(new Adam(LEARNING_RATE));
        Spec spec = architecture.defaultSpec().withInput(channels, side, side);
        return withoutDropout(architecture.configure(spec, base));
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
        startSmall(graph);
        return graph;
    }

    /** A branch that ends in a sum starts small, else the activations of untrained weights double with every block. */
    private static void startSmall(ComputationGraph graph) {
        ComputationGraphConfiguration configuration = graph.getConfiguration();
        configuration.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof ElementWiseVertex) {
                String branch = configuration.getVertexInputs().get(name).get(0); // the second is the shortcut
                while (graph.getLayer(branch).numParams() == 0) { // an activation or zeros after its end
                    branch = configuration.getVertexInputs().get(branch).get(0);
                }
                graph.getLayer(branch).getParam("gamma").assign(SMALL_GAMMA);
            }
        });
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
        return architecture.kind() == Architecture.Kind.CLASSIFIER;
    }

    static float learningRate() {
        return (float) LEARNING_RATE;
    }
}
