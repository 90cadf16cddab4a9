package org.convzoo.dl4j;

import org.convzoo.core.Spec;
import org.convzoo.onednn.OneDnn;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.zoo.model.AlexNet;
import org.deeplearning4j.zoo.model.Darknet19;
import org.deeplearning4j.zoo.model.FaceNetNN4Small2;
import org.deeplearning4j.zoo.model.InceptionResNetV1;
import org.deeplearning4j.zoo.model.LeNet;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SimpleCNN;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.TinyYOLO;
import org.deeplearning4j.zoo.model.UNet;
import org.deeplearning4j.zoo.model.VGG16;
import org.deeplearning4j.zoo.model.VGG19;
import org.deeplearning4j.zoo.model.Xception;
import org.deeplearning4j.zoo.model.YOLO2;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** deeplearning4j-zoo's models for a spec, on a configuration that carries what belongs to a training. */
final class Originals {
    static final String SIGMOIDS =
            "Its convolutions do not name an activation, and DL4J's default is the sigmoid: each has one, before"
                    + " batch normalisation or ReLU. The paper's have none.";

    private static final int FACE_EMBEDDING = 128;

    static {
        OneDnn.quietVersionWarning(); // the detectors' anchors are arrays already here
    }

    private Originals() {}

    static ComputationGraphConfiguration alexNet(Spec spec, NeuralNetConfiguration.Builder base) {
        MultiLayerConfiguration chain = AlexNet.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .conf();
        return Rebuilt.chain(chain, spec, base);
    }

    static ComputationGraphConfiguration darknet19(Spec spec, NeuralNetConfiguration.Builder base) {
        ComputationGraphConfiguration graph = Darknet19.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .conf();
        return Rebuilt.graph(graph, spec, base);
    }

    static ComputationGraphConfiguration faceNet(Spec spec, NeuralNetConfiguration.Builder base) {
        ComputationGraphConfiguration graph = FaceNetNN4Small2.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .conf();
        return Rebuilt.graph(graph, spec, base);
    }

    /** With the head that its {@code init} adds. */
    static ComputationGraphConfiguration inceptionResNet(Spec spec, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = InceptionResNetV1.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .graphBuilder("input");
        graph.addInputs("input")
                .setInputTypes(Rebuilt.inputType(spec))
                .addLayer(
                        "bottleneck",
                        new DenseLayer.Builder().nOut(FACE_EMBEDDING).build(),
                        "avgpool")
                .addVertex("embeddings", new L2NormalizeVertex(new int[] {1}, 1e-10), "bottleneck")
                .addLayer(
                        "outputLayer",
                        new CenterLossOutputLayer.Builder()
                                .lossFunction(LossFunction.NEGATIVELOGLIKELIHOOD)
                                .activation(Activation.SOFTMAX)
                                .alpha(0.9)
                                .lambda(1e-4)
                                .nOut(spec.numClasses())
                                .build(),
                        "embeddings")
                .setOutputs("outputLayer");
        return Rebuilt.graph(graph.build(), spec, base);
    }

    static ComputationGraphConfiguration leNet(Spec spec, NeuralNetConfiguration.Builder base) {
        MultiLayerConfiguration chain = LeNet.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .conf();
        return Rebuilt.chain(chain, spec, base);
    }

    static ComputationGraphConfiguration resNet50(Spec spec, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = ResNet50.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .graphBuilder();
        return Rebuilt.graph(graph.build(), spec, base);
    }

    static ComputationGraphConfiguration simpleCnn(Spec spec, NeuralNetConfiguration.Builder base) {
        MultiLayerConfiguration chain = SimpleCNN.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .conf();
        return Rebuilt.chain(chain, spec, base);
    }

    static ComputationGraphConfiguration squeezeNet(Spec spec, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = SqueezeNet.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .graphBuilder();
        return Rebuilt.graph(withInput(graph, spec), spec, base);
    }

    static ComputationGraphConfiguration tinyYolo(Spec spec, NeuralNetConfiguration.Builder base) {
        ComputationGraphConfiguration graph = TinyYOLO.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .conf();
        return Rebuilt.graph(graph, spec, base);
    }

    static ComputationGraphConfiguration uNet(Spec spec, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = UNet.builder().inputShape(shape(spec)).build().graphBuilder();
        return Rebuilt.graph(withInput(graph, spec), spec, base);
    }

    static ComputationGraphConfiguration vgg16(Spec spec, NeuralNetConfiguration.Builder base) {
        ComputationGraphConfiguration graph = VGG16.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .conf();
        return Rebuilt.graph(graph, spec, base);
    }

    static ComputationGraphConfiguration vgg19(Spec spec, NeuralNetConfiguration.Builder base) {
        ComputationGraphConfiguration graph = VGG19.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .conf();
        return Rebuilt.graph(graph, spec, base);
    }

    static ComputationGraphConfiguration xception(Spec spec, NeuralNetConfiguration.Builder base) {
        GraphBuilder graph = Xception.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .graphBuilder();
        return Rebuilt.graph(withInput(graph, spec), spec, base);
    }

    static ComputationGraphConfiguration yolo2(Spec spec, NeuralNetConfiguration.Builder base) {
        ComputationGraphConfiguration graph = YOLO2.builder()
                .inputShape(shape(spec))
                .numClasses(spec.numClasses())
                .build()
                .conf();
        return Rebuilt.graph(graph, spec, base);
    }

    private static ComputationGraphConfiguration withInput(GraphBuilder graph, Spec spec) {
        return graph.addInputs("input").setInputTypes(Rebuilt.inputType(spec)).build();
    }

    /** Width before height: deeplearning4j-zoo takes the second number for the width, against its own documentation. */
    private static int[] shape(Spec spec) {
        return new int[] {spec.channels(), spec.width(), spec.height()};
    }
}
