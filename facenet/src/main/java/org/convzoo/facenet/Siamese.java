package org.convzoo.facenet;

import org.convzoo.core.Layers;
import org.convzoo.core.Spec;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Whether two pictures show the same: one tower looks at both, and a logistic unit at how its features differ.
 *
 * <p>Source: Y. Taigman, M. Yang, M. Ranzato, L. Wolf, "DeepFace: Closing the Gap to Human-Level Performance in Face Verification", CVPR 2014,
 * sections 4.1 and 4.2; the course's "face verification as binary classification".
 *
 * <p>The graph has two inputs [N, channels, height, width], and an output [N, 1], the probability that they show the same. Features are not
 * negative, as the chi-square similarity needs it.
 *
 * <pre>{@code
 * ComputationGraphConfiguration net = Siamese.CHI_SQUARE.configure(
 *         Spec.of(1, 1, 28, 28), new NeuralNetConfiguration.Builder().seed(1).updater(new Adam(1e-3)));
 * ComputationGraph graph = new ComputationGraph(net);
 * graph.init();
 * INDArray same = graph.output(left, right)[0]; // [N, 1]
 * }</pre>
 */
public enum Siamese {
    /** |a - b|. */
    ABSOLUTE,
    /** (a - b)^2 / (a + b), plus a little below the line. */
    CHI_SQUARE;

    /** Below it two features that are both zero would have no quotient. */
    private static final double EPSILON = 1e-2;

    private static final int FEATURES = 64;

    /**
     * The net.
     *
     * @param spec size of both inputs and width of the tower; one class
     * @param base carries what belongs to a training: seed, updater, data type
     */
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        if (spec.numClasses() != 1) {
            throw new IllegalArgumentException("a siamese net has one output, got " + spec.numClasses());
        }
        InputType picture = InputType.convolutional(spec.height(), spec.width(), spec.channels());
        GraphBuilder graph = base.weightInit(WeightInit.RELU)
                .graphBuilder()
                .addInputs("a", "b")
                .setInputTypes(picture, picture)
                .addVertex("both", new StackVertex(), "a", "b"); // 2 N pictures
        int[] filters = {16, 32, 64}, kernels = {5, 3, 3};
        String last = "both"; // 1 x 28 x 28
        for (int i = 0; i < filters.length; i++) { // 16 x 14 x 14, 32 x 7 x 7, 64 x 4 x 4
            String name = "conv" + (i + 1);
            graph.addLayer(
                    name,
                    Layers.convolution(spec.scaled(filters[i]), kernels[i], 2, kernels[i] / 2)
                            .activation(Activation.RELU)
                            .build(),
                    last);
            last = name;
        }
        return graph.addLayer("features", Layers.dense(spec.scaled(FEATURES)), last) // 64
                .addVertex("fa", new UnstackVertex(0, 2), "features")
                .addVertex("fb", new UnstackVertex(1, 2), "features")
                .addLayer("same", unit(), difference(graph)) // 1
                .setOutputs("same")
                .build();
    }

    private static OutputLayer unit() {
        return new OutputLayer.Builder(LossFunction.XENT)
                .nOut(1)
                .activation(Activation.SIGMOID)
                .weightInit(WeightInit.XAVIER)
                .build();
    }

    /** Of layers that DL4J has, but for the quotient. */
    private String difference(GraphBuilder graph) {
        graph.addVertex("a-b", new ElementWiseVertex(Op.Subtract), "fa", "fb");
        if (this == CHI_SQUARE) {
            graph.addVertex("square", new ElementWiseVertex(Op.Product), "a-b", "a-b")
                    .addVertex("a+b", new ElementWiseVertex(Op.Add), "fa", "fb")
                    .addLayer("quotient", new ActivationLayer(new Reciprocal(EPSILON)), "a+b")
                    .addVertex("difference", new ElementWiseVertex(Op.Product), "square", "quotient");
        } else { // |x| is the sum of what is above zero of x and of -x
            graph.addVertex("b-a", new ElementWiseVertex(Op.Subtract), "fb", "fa")
                    .addLayer("above", Layers.relu(), "a-b")
                    .addLayer("below", Layers.relu(), "b-a")
                    .addVertex("difference", new ElementWiseVertex(Op.Add), "above", "below");
        }
        return "difference";
    }
}
