package org.convzoo.core;

import java.util.Locale;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.IActivation;

/** What layers are called in the field, instead of DL4J's class names. */
final class LayerNames {
    private LayerNames() {}

    static String type(GraphVertex vertex) {
        return vertex instanceof ElementWiseVertex elementWise
                ? elementWise.getOp().name()
                : plain(vertex.getClass());
    }

    static String type(Layer layer) {
        if (layer instanceof SubsamplingLayer pooling) {
            return pooling(pooling.getPoolingType());
        }
        if (layer instanceof GlobalPoolingLayer pooling) {
            return "Global" + pooling(pooling.getPoolingType());
        }
        return plain(layer.getClass());
    }

    private static String pooling(PoolingType type) {
        return switch (type) {
            case MAX -> "MaxPooling";
            case AVG -> "AveragePooling";
            case SUM -> "SumPooling";
            case PNORM -> "PNormPooling";
        };
    }

    private static String plain(Class<?> type) {
        String name = type.getSimpleName().replaceAll("(Layer|Vertex)$", "").replaceAll("2D$", "");
        return name.isEmpty() ? type.getSimpleName() : name;
    }

    /** Name of the activation function, in lower case; null for the identity and for layers that ignore theirs. */
    static String activation(Layer layer) {
        IActivation function = null;
        if (layer instanceof ActivationLayer activation) {
            function = activation.getActivationFn();
        } else if (layer instanceof BaseLayer base
                && !(layer instanceof BatchNormalization)
                && !(layer instanceof DropoutLayer)) {
            function = base.getActivationFn();
        }
        String name = function == null ? "identity" : function.toString().toLowerCase(Locale.ROOT);
        return name.equals("identity") ? null : name;
    }
}
