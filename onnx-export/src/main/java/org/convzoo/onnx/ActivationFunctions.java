package org.convzoo.onnx;

import java.util.List;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** Activation functions. */
final class ActivationFunctions {
    private static final double GELU_FACTOR = 1.702; // of the approximation by a sigmoid, Hendrycks and Gimpel 2016

    private ActivationFunctions() {}

    /**
     * Applies a function to the last value.
     *
     * @param axis of a softmax
     */
    static void add(VertexNodes nodes, IActivation function, int axis) {
        Class<?> type = function.getClass();
        if (type == ActivationReLU.class) {
            rectify(nodes, (ActivationReLU) function);
        } else if (type == ActivationReLU6.class) {
            clip(nodes, 0, 6);
        } else if (type == ActivationLReLU.class) {
            nodes.then("LeakyRelu", Attributes.number("alpha", ((ActivationLReLU) function).getAlpha()));
        } else if (type == ActivationThresholdedReLU.class) {
            nodes.then(
                    "ThresholdedRelu", Attributes.number("alpha", ((ActivationThresholdedReLU) function).getTheta()));
        } else if (type == ActivationELU.class) {
            nodes.then("Elu", Attributes.number("alpha", ((ActivationELU) function).getAlpha()));
        } else if (type == ActivationSELU.class) {
            nodes.then("Selu");
        } else if (type == ActivationSigmoid.class) {
            nodes.then("Sigmoid");
        } else if (type == ActivationHardSigmoid.class) {
            nodes.then("HardSigmoid"); // 0.2 x + 0.5 in both
        } else if (type == ActivationTanH.class) {
            nodes.then("Tanh");
        } else if (type == ActivationRectifiedTanh.class) {
            nodes.then("Tanh").then("Relu");
        } else if (type == ActivationHardTanH.class) {
            clip(nodes, -1, 1);
        } else if (type == ActivationSoftmax.class) {
            nodes.then("Softmax", Attributes.integer("axis", axis));
        } else if (type == ActivationSoftPlus.class) {
            nodes.then("Softplus");
        } else if (type == ActivationSoftSign.class) {
            nodes.then("Softsign");
        } else if (type == ActivationSwish.class) {
            gate(nodes, 1);
        } else if (type == ActivationGELU.class && !((ActivationGELU) function).isPrecise()) {
            gate(nodes, GELU_FACTOR); // the one that DL4J calls precise has (0.044715 x)^3 for 0.044715 x^3
        } else if (type == ActivationMish.class) {
            String x = nodes.value();
            nodes.then("Softplus").then("Tanh").then("Mul", List.of(x));
        } else if (type == ActivationCube.class) {
            String x = nodes.value();
            nodes.then("Mul", List.of(x)).then("Mul", List.of(x));
        } else if (type != ActivationIdentity.class) {
            throw GraphTranslation.unsupported(
                    nodes.vertex, "layer with the activation function " + type.getSimpleName());
        }
    }

    /** One slope below 0, or a largest value; both at once, or another threshold than 0, no net of the zoo has. */
    private static void rectify(VertexNodes nodes, ActivationReLU relu) {
        double slope = relu.getNegativeSlope() == null ? 0 : relu.getNegativeSlope();
        boolean hasMax = relu.getMax() != null;
        if ((relu.getThreshold() != null && relu.getThreshold() != 0) || (hasMax && slope != 0)) {
            throw GraphTranslation.unsupported(nodes.vertex, "layer with the activation function " + relu);
        }
        if (hasMax) {
            clip(nodes, 0, relu.getMax());
        } else if (slope != 0) {
            nodes.then("LeakyRelu", Attributes.number("alpha", slope));
        } else {
            nodes.then("Relu");
        }
    }

    private static void clip(VertexNodes nodes, double min, double max) {
        nodes.then(
                "Clip",
                List.of(
                        nodes.graph.number(nodes.vertex + ".min", min),
                        nodes.graph.number(nodes.vertex + ".max", max)));
    }

    /** x sigmoid(factor x). */
    private static void gate(VertexNodes nodes, double factor) {
        String x = nodes.value();
        if (factor != 1) {
            nodes.then("Mul", List.of(nodes.graph.number(nodes.vertex + ".factor", factor)));
        }
        nodes.then("Sigmoid").then("Mul", List.of(x));
    }
}
