package org.convzoo.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.ZooException;
import org.convzoo.onednn.InstanceNormalization;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Each layer and vertex alone: stock DL4J and ONNX Runtime give the same, with batch normalisation folded and not. */
class LayersTest {
    private static final int CHANNELS = 6, HEIGHT = 12, WIDTH = 10, PICTURES = 3;

    @TempDir
    Path folder;

    static Stream<Named<ComputationGraphConfiguration>> nets() {
        return Stream.of(convolutions(), poolings(), normalisations(), dense(), others(), vertices())
                .flatMap(List::stream);
    }

    private static List<Named<ComputationGraphConfiguration>> convolutions() {
        return List.of(
                net("convolution", convolution(3, 1, ConvolutionMode.Truncate).build()),
                net(
                        "padded, strided, dilated, without bias",
                        convolution(3, 2, ConvolutionMode.Truncate)
                                .padding(2, 1)
                                .dilation(2, 1)
                                .hasBias(false)
                                .build()),
                net("same, odd padding", convolution(4, 1, ConvolutionMode.Same).build()),
                net("same, strided", convolution(3, 2, ConvolutionMode.Same).build()),
                net(
                        "depthwise",
                        new DepthwiseConvolution2D.Builder(3, 3)
                                .depthMultiplier(2)
                                .nOut(2 * CHANNELS)
                                .padding(1, 0)
                                .build(),
                        norm()),
                net(
                        "separable",
                        new SeparableConvolution2D.Builder(3, 2)
                                .depthMultiplier(2)
                                .nOut(5)
                                .stride(2, 1)
                                .build(),
                        norm()),
                net(
                        "transposed",
                        new Deconvolution2D.Builder(3, 4)
                                .nOut(5)
                                .stride(2, 3)
                                .padding(1, 1)
                                .build(),
                        norm()),
                net(
                        "transposed, same",
                        new Deconvolution2D.Builder(4, 3)
                                .nOut(5)
                                .stride(2, 2)
                                .convolutionMode(ConvolutionMode.Same)
                                .hasBias(false)
                                .build()),
                net(
                        "with activation",
                        convolution(3, 1, ConvolutionMode.Truncate)
                                .activation(Activation.TANH)
                                .build(),
                        norm()));
    }

    private static List<Named<ComputationGraphConfiguration>> poolings() {
        return List.of(
                net("max", pooling(PoolingType.MAX, ConvolutionMode.Truncate).build()),
                net("max, same", pooling(PoolingType.MAX, ConvolutionMode.Same).build()),
                net(
                        "max, padded",
                        pooling(PoolingType.MAX, ConvolutionMode.Truncate)
                                .padding(1, 1)
                                .build()),
                net(
                        "max, dilated",
                        pooling(PoolingType.MAX, ConvolutionMode.Truncate)
                                .dilation(2, 2)
                                .build()),
                net(
                        "average, padded",
                        pooling(PoolingType.AVG, ConvolutionMode.Truncate)
                                .padding(1, 1)
                                .build()),
                net(
                        "average over padding",
                        pooling(PoolingType.AVG, ConvolutionMode.Truncate)
                                .padding(1, 1)
                                .avgPoolIncludePadInDivisor(true)
                                .build()),
                net(
                        "average, same",
                        pooling(PoolingType.AVG, ConvolutionMode.Same).build()),
                net(
                        "p-norm",
                        pooling(PoolingType.PNORM, ConvolutionMode.Truncate)
                                .pnorm(2)
                                .build()),
                net("global average", new GlobalPoolingLayer(PoolingType.AVG)),
                net("global max", new GlobalPoolingLayer(PoolingType.MAX)),
                net("global sum", new GlobalPoolingLayer(PoolingType.SUM)),
                net(
                        "global p-norm",
                        new GlobalPoolingLayer.Builder(PoolingType.PNORM)
                                .pnorm(3)
                                .build()),
                net(
                        "global, kept",
                        new GlobalPoolingLayer.Builder(PoolingType.AVG)
                                .collapseDimensions(false)
                                .build()));
    }

    private static List<Named<ComputationGraphConfiguration>> normalisations() {
        return List.of(
                net("norm", norm()),
                net("norm by logarithm", new BatchNormalization.Builder().build()),
                net(
                        "norm with fixed factors",
                        convolution(3, 1, ConvolutionMode.Truncate).build(),
                        new BatchNormalization.Builder()
                                .lockGammaBeta(true)
                                .useLogStd(false)
                                .build()),
                net(
                        "folded without bias",
                        convolution(3, 1, ConvolutionMode.Truncate)
                                .hasBias(false)
                                .build(),
                        norm(),
                        new ActivationLayer(Activation.RELU)),
                net(
                        "folded into a dense layer",
                        new DenseLayer.Builder()
                                .nOut(5)
                                .activation(Activation.IDENTITY)
                                .build(),
                        norm(),
                        softmax()),
                net(
                        "norm of each picture",
                        new InstanceNormalization.Builder().epsilon(1e-3).build()),
                net("local response", new LocalResponseNormalization.Builder(2, 5, 0.1, 0.75).build()),
                net("local response, even", new LocalResponseNormalization.Builder(1, 4, 0.2, 0.5).build()));
    }

    private static List<Named<ComputationGraphConfiguration>> dense() {
        return List.of(
                net(
                        "dense",
                        new DenseLayer.Builder()
                                .nOut(7)
                                .activation(Activation.RELU)
                                .build()),
                net(
                        "without bias",
                        new DenseLayer.Builder().nOut(7).hasBias(false).build()),
                net("softmax", softmax(), new DropoutLayer(0.5)),
                net(
                        "sigmoid",
                        new OutputLayer.Builder(LossFunction.XENT)
                                .nOut(4)
                                .activation(Activation.SIGMOID)
                                .build()),
                net(
                        "centres",
                        new CenterLossOutputLayer.Builder()
                                .nOut(4)
                                .activation(Activation.SOFTMAX)
                                .build()),
                net(
                        "loss of rows",
                        new DenseLayer.Builder().nOut(4).build(),
                        new LossLayer.Builder(LossFunction.MCXENT)
                                .activation(Activation.SOFTMAX)
                                .build()),
                net(
                        "loss of pixels",
                        new CnnLossLayer.Builder(LossFunction.MCXENT)
                                .activation(Activation.SOFTMAX)
                                .build()));
    }

    private static List<Named<ComputationGraphConfiguration>> others() {
        DenseLayer dropped = new DenseLayer.Builder().nOut(5).build();
        dropped.setIDropout(new Dropout(0.5));
        return List.of(
                net("zeros around", new ZeroPaddingLayer(1, 2, 3, 0)),
                net("cropped", new Cropping2D.Builder(1, 2, 0, 3).build()),
                net(
                        "enlarged",
                        new Upsampling2D.Builder().size(new int[] {2, 3}).build()),
                net("depth", new SpaceToDepthLayer.Builder<>(2, CNN2DFormat.NCHW).build()),
                net(
                        "slopes",
                        new PReLULayer.Builder()
                                .inputShape(CHANNELS, HEIGHT, WIDTH)
                                .sharedAxes(2, 3)
                                .build()),
                net(
                        "slopes of each pixel",
                        new PReLULayer.Builder()
                                .inputShape(CHANNELS, HEIGHT, WIDTH)
                                .build()),
                net("dropout alone", new DropoutLayer(0.5)),
                net("dropout within", dropped),
                net("pixels' softmax", new ActivationLayer(Activation.SOFTMAX)),
                net(
                        "frozen",
                        new FrozenLayer(
                                convolution(3, 1, ConvolutionMode.Truncate).build()),
                        new FrozenLayerWithBackprop(norm())));
    }

    private static List<Named<ComputationGraphConfiguration>> vertices() {
        return List.of(
                net("sum", new ElementWiseVertex(Op.Add), 2),
                net("sum of three", new ElementWiseVertex(Op.Add), 3),
                net("difference", new ElementWiseVertex(Op.Subtract), 2),
                net("product", new ElementWiseVertex(Op.Product), 3),
                net("average of three", new ElementWiseVertex(Op.Average), 3),
                net("largest", new ElementWiseVertex(Op.Max), 3),
                net("concatenation", new MergeVertex(), 3),
                net("subset", new SubsetVertex(2, 2), 1), // of several channels DL4J gets the shape wrong
                Named.of(
                        "subset of rows",
                        builder()
                                .addLayer(
                                        "dense",
                                        new DenseLayer.Builder().nOut(9).build(),
                                        "input")
                                .addVertex("vertex", new SubsetVertex(2, 6), "dense")
                                .addLayer("output", softmax(), "vertex")
                                .setOutputs("output")
                                .build()),
                net("scaled", new ScaleVertex(0.3), 1),
                net("erased", new ScaleVertex(0), 1),
                net("shifted", new ShiftVertex(-0.3), 1),
                net("reshaped", new ReshapeVertex(-1, 8, HEIGHT / 2, WIDTH), 1),
                net("frozen sum", new FrozenVertex(new ElementWiseVertex(Op.Add)), 2),
                net("flattened", new PreprocessorVertex(new CnnToFeedForwardPreProcessor(HEIGHT, WIDTH, 4)), 1),
                Named.of(
                        "length one",
                        builder()
                                .addLayer(
                                        "dense",
                                        new DenseLayer.Builder().nOut(5).build(),
                                        "input")
                                .addVertex("vertex", new L2NormalizeVertex(), "dense")
                                .setOutputs("vertex")
                                .build()),
                Named.of(
                        "row to picture",
                        builder()
                                .addLayer(
                                        "dense",
                                        new DenseLayer.Builder().nOut(24).build(),
                                        "input")
                                .addLayer(
                                        "picture",
                                        convolution(2, 1, ConvolutionMode.Truncate)
                                                .build(),
                                        "dense")
                                .inputPreProcessor("picture", new FeedForwardToCnnPreProcessor(3, 4, 2))
                                .setOutputs("picture")
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("nets")
    void givesTheSame(ComputationGraphConfiguration configuration) throws Exception {
        check(configuration);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"RATIONALTANH", "RRELU"})
    void appliesEachActivation(Activation activation) throws Exception {
        check(net("net", new ActivationLayer(activation)).getPayload());
        check(net(
                        "net",
                        convolution(3, 1, ConvolutionMode.Truncate)
                                .activation(activation)
                                .build())
                .getPayload());
    }

    @Test
    void limitsARectifier() throws Exception {
        check(net("net", new ActivationLayer(new ActivationReLU(0.4, null, null)))
                .getPayload());
        check(net("net", new ActivationLayer(new ActivationReLU(null, null, 0.2)))
                .getPayload());
    }

    private void check(ComputationGraphConfiguration configuration) throws Exception {
        ComputationGraph graph = Nets.randomised(configuration);
        INDArray x = Nets.pictures(PICTURES, CHANNELS, HEIGHT, WIDTH);
        INDArray expected = graph.output(x.dup())[0]; // a first layer works in place
        Path file = folder.resolve("net.onnx");
        for (boolean folded : new boolean[] {false, true}) {
            OnnxExport export = OnnxExport.of(graph, input());
            (folded ? export.folded() : export).write(file);
            try (Ort ort = new Ort(file)) {
                Nets.assertSame(ort.run(x).get(0), expected);
                Nets.assertSame(
                        ort.run(x.get(NDArrayIndex.interval(0, 1))).get(0), expected.get(NDArrayIndex.interval(0, 1)));
            }
        }
    }

    static Stream<Named<Object[]>> unknown() {
        return Stream.of(
                refused(
                        new ActivationLayer(Activation.RATIONALTANH),
                        "layer with the activation function ActivationRationalTanh"),
                refused(
                        new ActivationLayer((IActivation) new ActivationGELU(true)),
                        "layer with the activation function ActivationGELU"),
                refused(
                        pooling(PoolingType.AVG, ConvolutionMode.Truncate)
                                .dilation(2, 2)
                                .build(),
                        "SubsamplingLayer with dilation"),
                refused(
                        new Deconvolution2D.Builder(2, 2).stride(3, 3).nOut(2).build(),
                        "Deconvolution2D with a stride larger than its kernel"),
                refused(
                        new BatchNormalization.Builder().minibatch(false).build(),
                        "BatchNormalization without minibatches"));
    }

    private static Named<Object[]> refused(Layer layer, String type) {
        return Named.of(type, new Object[] {layer, type});
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void refusesWhatItDoesNotKnowByNameAndType(Object[] layerAndType) {
        ComputationGraph graph =
                Nets.randomised(net("net", (Layer) layerAndType[0]).getPayload());
        Path file = folder.resolve("net.onnx");
        assertThatThrownBy(() -> OnnxExport.of(graph, input()).write(file))
                .isInstanceOf(ZooException.class)
                .hasMessage("no ONNX operation for the layer layer0, a " + layerAndType[1]);
        assertThat(file).doesNotExist();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesAVertexThatItDoesNotKnow() {
        ComputationGraph graph = new ComputationGraph(builder()
                .addLayer("a", new DenseLayer.Builder().nOut(5).build(), "input")
                .addLayer("b", new DenseLayer.Builder().nOut(5).build(), "input")
                .addVertex("distance", new L2Vertex(), "a", "b")
                .setOutputs("distance")
                .build());
        graph.init();
        assertThatThrownBy(() -> OnnxExport.of(graph, input()).write(folder.resolve("net.onnx")))
                .hasMessage("no ONNX operation for the layer distance, a L2Vertex");
    }

    @AfterAll
    static void tell() {
        System.out.println("largest difference to stock DL4J: " + Nets.worst());
    }

    private static InputType input() {
        return InputType.convolutional(HEIGHT, WIDTH, CHANNELS);
    }

    private static GraphBuilder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(input());
    }

    private static Named<ComputationGraphConfiguration> net(String name, Layer... layers) {
        GraphBuilder graph = builder();
        String last = "input";
        for (int i = 0; i < layers.length; i++) {
            graph.addLayer("layer" + i, layers[i], last);
            last = "layer" + i;
        }
        return Named.of(name, graph.setOutputs(last).build());
    }

    /** A vertex that reads convolutions. */
    private static Named<ComputationGraphConfiguration> net(String name, GraphVertex vertex, int inputs) {
        GraphBuilder graph = builder();
        String[] names = new String[inputs];
        for (int i = 0; i < inputs; i++) {
            names[i] = "conv" + i;
            graph.addLayer(names[i], convolution(3, 1, ConvolutionMode.Same).build(), "input");
        }
        return Named.of(
                name,
                graph.addVertex("vertex", vertex, names).setOutputs("vertex").build());
    }

    private static ConvolutionLayer.Builder convolution(int kernel, int stride, ConvolutionMode mode) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .stride(stride, stride)
                .convolutionMode(mode)
                .nOut(4)
                .activation(Activation.IDENTITY);
    }

    private static SubsamplingLayer.Builder pooling(PoolingType type, ConvolutionMode mode) {
        return new SubsamplingLayer.Builder(type).kernelSize(3, 2).stride(2, 1).convolutionMode(mode);
    }

    private static BatchNormalization norm() {
        return new BatchNormalization.Builder().useLogStd(false).eps(1e-3).build();
    }

    private static OutputLayer softmax() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(4)
                .activation(Activation.SOFTMAX)
                .build();
    }
}
