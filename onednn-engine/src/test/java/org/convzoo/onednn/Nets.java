package org.convzoo.onednn;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The classic networks with few filters on small pictures: each has all that its big brother has. */
final class Nets {
    static final int CLASSES = 4;

    private final GraphBuilder graph;
    private String last = "input";
    private int count;

    private Nets(int height, int width, int channels) {
        graph = new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(1e-3))
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(height, width, channels));
    }

    static ComputationGraphConfiguration lenet() {
        Nets net = new Nets(17, 19, 1);
        net.conv(6, 5, 1, 2, Activation.TANH);
        net.pool(PoolingType.AVG, 2, 2, 0);
        net.conv(16, 5, 1, 0, Activation.TANH);
        net.pool(PoolingType.MAX, 2, 2, 0);
        net.dense(20, Activation.TANH);
        return net.classes();
    }

    /** With local response normalisation and overlapping pooling. */
    static ComputationGraphConfiguration alexnet() {
        Nets net = new Nets(35, 35, 3);
        net.conv(12, 5, 2, 0, Activation.RELU);
        net.add(new LocalResponseNormalization.Builder()
                .k(2)
                .n(5)
                .alpha(1e-4)
                .beta(0.75)
                .build());
        net.pool(PoolingType.MAX, 3, 2, 0);
        net.conv(16, 3, 1, 1, Activation.RELU);
        net.pool(PoolingType.MAX, 3, 2, 0);
        net.dense(24, Activation.RELU);
        return net.classes();
    }

    static ComputationGraphConfiguration vgg() {
        Nets net = new Nets(24, 20, 3);
        for (int filters : new int[] {8, 16}) {
            net.conv(filters, 3, 1, 1, Activation.RELU);
            net.conv(filters, 3, 1, 1, Activation.RELU);
            net.pool(PoolingType.MAX, 2, 2, 0);
        }
        net.dense(32, Activation.RELU);
        net.dense(32, Activation.RELU);
        return net.classes();
    }

    /** Bottlenecks, the second and third with a projection. */
    static ComputationGraphConfiguration resnet() {
        Nets net = new Nets(33, 29, 3);
        net.conv(8, 7, 2, 3, Activation.IDENTITY);
        net.norm(Activation.RELU);
        net.pool(PoolingType.MAX, 3, 2, 1);
        net.bottleneck(8, 2, 1);
        net.bottleneck(16, 4, 2);
        net.bottleneck(16, 4, 1);
        net.globalPool();
        return net.classes();
    }

    private void bottleneck(int filters, int inner, int stride) {
        String start = last;
        conv(inner, 1, 1, 0, Activation.IDENTITY);
        norm(Activation.RELU);
        conv(inner, 3, stride, 1, Activation.IDENTITY);
        norm(Activation.RELU);
        conv(filters, 1, 1, 0, Activation.IDENTITY);
        norm(Activation.IDENTITY);
        String end = last;
        last = start;
        if (stride > 1) {
            conv(filters, 1, stride, 0, Activation.IDENTITY);
            norm(Activation.IDENTITY);
        }
        vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add), end, last);
        add(new ActivationLayer(Activation.RELU));
    }

    /** Normalisation and activation come first; both branches may start from them. */
    static ComputationGraphConfiguration preActivationResnet() {
        Nets net = new Nets(16, 16, 3);
        net.conv(8, 3, 1, 1, Activation.IDENTITY);
        for (int filters : new int[] {8, 16}) {
            String start = net.last;
            int stride = filters / 8;
            net.norm(Activation.RELU);
            String shared = net.last;
            net.conv(filters, 3, stride, 1, Activation.IDENTITY);
            net.norm(Activation.RELU);
            net.conv(filters, 3, 1, 1, Activation.IDENTITY);
            String end = net.last;
            net.last = start;
            if (stride > 1) {
                net.last = shared;
                net.conv(filters, 1, stride, 0, Activation.IDENTITY);
            }
            net.vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add), end, net.last);
        }
        net.norm(Activation.RELU);
        net.globalPool();
        return net.classes();
    }

    static ComputationGraphConfiguration googlenet() {
        Nets net = new Nets(20, 20, 3);
        net.conv(8, 3, 1, 1, Activation.RELU);
        for (int i = 0; i < 2; i++) {
            String start = net.last;
            String one = net.conv(3, 1, 1, 0, Activation.RELU);
            net.last = start;
            net.conv(4, 1, 1, 0, Activation.RELU);
            String three = net.conv(6, 3, 1, 1, Activation.RELU);
            net.last = start;
            net.conv(2, 1, 1, 0, Activation.RELU);
            String five = net.conv(3, 5, 1, 2, Activation.RELU);
            net.last = start;
            net.pool(PoolingType.MAX, 3, 1, 1);
            String pooled = net.conv(5, 1, 1, 0, Activation.RELU);
            net.vertex(new MergeVertex(), one, three, five, pooled);
            net.pool(PoolingType.MAX, 3, 2, 1);
        }
        net.globalPool();
        return net.classes();
    }

    /** Asymmetric kernels, average pooling inside of blocks, a grid that shrinks on two ways. */
    static ComputationGraphConfiguration inceptionV3() {
        Nets net = new Nets(21, 19, 3);
        net.normed(8, 3, 3, 2, ConvolutionMode.Truncate);
        String start = net.last;
        String one = net.normed(5, 1, 1, 1, ConvolutionMode.Same);
        net.last = start;
        net.normed(4, 1, 1, 1, ConvolutionMode.Same);
        net.normed(4, 1, 7, 1, ConvolutionMode.Same);
        String seven = net.normed(6, 7, 1, 1, ConvolutionMode.Same);
        net.last = start;
        net.pool(PoolingType.AVG, 3, 1, 1);
        String pooled = net.normed(3, 1, 1, 1, ConvolutionMode.Same);
        net.vertex(new MergeVertex(), one, seven, pooled);
        String block = net.last;
        String strided = net.normed(7, 3, 3, 2, ConvolutionMode.Truncate);
        net.last = block;
        String smaller = net.pool(PoolingType.MAX, 3, 2, 0);
        net.vertex(new MergeVertex(), strided, smaller);
        net.globalPool();
        return net.classes();
    }

    static ComputationGraphConfiguration mobilenet() {
        Nets net = new Nets(18, 18, 3);
        net.conv(8, 3, 2, 1, Activation.IDENTITY);
        net.norm(Activation.RELU6);
        for (int stride : new int[] {1, 2}) {
            net.add(new DepthwiseConvolution2D.Builder(3, 3)
                    .stride(stride, stride)
                    .padding(1, 1)
                    .depthMultiplier(1)
                    .nOut(stride == 1 ? 8 : 12)
                    .hasBias(false)
                    .activation(Activation.IDENTITY)
                    .build());
            net.norm(Activation.RELU6);
            net.conv(12, 1, 1, 0, Activation.IDENTITY);
            net.norm(Activation.RELU6);
        }
        net.globalPool();
        return net.classes();
    }

    /** The passthrough turns fine pixels into channels beside the coarse ones. Ends in a picture. */
    static ComputationGraphConfiguration yoloV2() {
        Nets net = new Nets(24, 16, 3);
        net.conv(8, 3, 1, 1, Activation.IDENTITY);
        net.leaky();
        net.pool(PoolingType.MAX, 2, 2, 0);
        net.conv(12, 3, 1, 1, Activation.IDENTITY);
        String fine = net.leaky();
        net.pool(PoolingType.MAX, 2, 2, 0);
        net.conv(16, 3, 1, 1, Activation.IDENTITY);
        String coarse = net.leaky();
        net.last = fine;
        net.conv(4, 1, 1, 0, Activation.IDENTITY);
        net.leaky();
        String passed = net.add(new SpaceToDepthLayer.Builder<>(2, CNN2DFormat.NCHW).build());
        net.vertex(new MergeVertex(), passed, coarse);
        net.conv(16, 3, 1, 1, Activation.IDENTITY);
        net.leaky();
        net.conv(7, 1, 1, 0, Activation.IDENTITY);
        return net.pixels();
    }

    /** Its shortcuts add after the activation; two scales. */
    static ComputationGraphConfiguration darknet53() {
        Nets net = new Nets(24, 16, 3);
        net.conv(16, 3, 1, 1, Activation.IDENTITY);
        net.leaky();
        for (int filters : new int[] {20, 32}) {
            net.conv(filters, 3, 2, 1, Activation.IDENTITY);
            String start = net.leaky();
            net.conv(filters / 2, 1, 1, 0, Activation.IDENTITY);
            net.leaky();
            net.conv(filters, 3, 1, 1, Activation.IDENTITY);
            net.vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add), start, net.leaky());
        }
        net.conv(7, 1, 1, 0, Activation.IDENTITY);
        return net.pixels();
    }

    private String leaky() {
        norm(Activation.IDENTITY);
        return add(new ActivationLayer(new ActivationLReLU(0.1)));
    }

    static ComputationGraphConfiguration inceptionResnet() {
        Nets net = new Nets(17, 17, 3);
        net.normed(8, 3, 3, 2, ConvolutionMode.Truncate);
        for (int i = 0; i < 2; i++) {
            String start = net.last;
            String one = net.normed(4, 1, 1, 1, ConvolutionMode.Same);
            net.last = start;
            net.normed(4, 1, 1, 1, ConvolutionMode.Same);
            String three = net.normed(5, 3, 3, 1, ConvolutionMode.Same);
            net.vertex(new MergeVertex(), one, three);
            net.conv(8, 1, 1, 0, Activation.IDENTITY);
            String scaled = net.vertex(new ScaleVertex(0.17), net.last);
            net.vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add), start, scaled);
            net.add(new ActivationLayer(Activation.RELU));
        }
        net.globalPool();
        return net.classes();
    }

    /** The proposal network: a slope per channel, a class and a box. So small, as ND4J takes no slope of more than 64 values. */
    static ComputationGraphConfiguration mtcnn() {
        Nets net = new Nets(12, 12, 3);
        net.conv(10, 3, 2, 0, Activation.IDENTITY);
        net.slopes(10, 5);
        net.pool(PoolingType.MAX, 2, 2, 0);
        net.conv(16, 2, 1, 0, Activation.IDENTITY);
        net.slopes(16, 1);
        String trunk = net.last;
        net.graph
                .addLayer(
                        "class",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        trunk)
                .addLayer(
                        "box",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(4)
                                .activation(Activation.IDENTITY)
                                .build(),
                        trunk);
        return net.graph.setOutputs("class", "box").build();
    }

    private void slopes(int channels, int size) {
        add(new PReLULayer.Builder()
                .inputShape(channels, size, size)
                .sharedAxes(2, 3)
                .build());
    }

    /** From a picture to a picture: down, two residual blocks, up twice. */
    static ComputationGraphConfiguration styleNet() {
        Nets net = new Nets(16, 20, 3);
        net.add(new ZeroPaddingLayer.Builder(2, 2).build());
        net.conv(8, 5, 1, 0, Activation.IDENTITY);
        net.norm(Activation.RELU);
        net.conv(12, 4, 2, 1, Activation.IDENTITY);
        net.norm(Activation.RELU);
        net.conv(12, 4, 2, 1, Activation.RELU);
        for (int i = 0; i < 2; i++) {
            String start = net.last;
            net.conv(12, 3, 1, 1, Activation.IDENTITY);
            net.norm(Activation.RELU);
            net.conv(12, 3, 1, 1, Activation.IDENTITY);
            net.vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add), start, net.last);
        }
        net.add(new Upsampling2D.Builder(2).build());
        net.conv(8, 3, 1, 1, Activation.RELU);
        net.add(new Deconvolution2D.Builder(4, 4)
                .stride(2, 2)
                .padding(1, 1)
                .nOut(6)
                .activation(Activation.RELU)
                .build());
        net.conv(3, 5, 1, 2, Activation.TANH);
        return net.pixels();
    }

    private String add(org.deeplearning4j.nn.conf.layers.Layer layer) {
        String name = "layer" + count++;
        graph.addLayer(name, layer, last);
        last = name;
        return name;
    }

    private String vertex(GraphVertex vertex, String... inputs) {
        String name = "vertex" + count++;
        graph.addVertex(name, vertex, inputs);
        last = name;
        return name;
    }

    private String conv(int filters, int kernel, int stride, int padding, Activation activation) {
        return add(new ConvolutionLayer.Builder(kernel, kernel)
                .stride(stride, stride)
                .padding(padding, padding)
                .nOut(filters)
                .activation(activation)
                .build());
    }

    /** Convolution without bias, normalisation, activation. */
    private String normed(int filters, int height, int width, int stride, ConvolutionMode mode) {
        add(new ConvolutionLayer.Builder(height, width)
                .stride(stride, stride)
                .convolutionMode(mode)
                .nOut(filters)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build());
        return norm(Activation.RELU);
    }

    /** DL4J's own normalisation ignores the activation that it is given. */
    private String norm(Activation activation) {
        String name =
                add(new BatchNormalization.Builder().useLogStd(false).eps(1e-3).build());
        return activation == Activation.IDENTITY ? name : add(new ActivationLayer(activation));
    }

    private String pool(PoolingType type, int kernel, int stride, int padding) {
        return add(new SubsamplingLayer.Builder(type)
                .kernelSize(kernel, kernel)
                .stride(stride, stride)
                .padding(padding, padding)
                .build());
    }

    private String globalPool() {
        return add(new GlobalPoolingLayer(PoolingType.AVG));
    }

    private void dense(int units, Activation activation) {
        add(new DenseLayer.Builder().nOut(units).activation(activation).build());
    }

    private ComputationGraphConfiguration classes() {
        add(new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build());
        return graph.setOutputs(last).build();
    }

    private ComputationGraphConfiguration pixels() {
        add(new CnnLossLayer.Builder(LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .build());
        return graph.setOutputs(last).build();
    }
}
