package org.convzoo.facenet;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** 1 / (x + epsilon), of numbers that are not negative. */
final class Reciprocal extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;

    @JsonProperty
    private final double epsilon;

    @JsonCreator
    Reciprocal(@JsonProperty("epsilon") double epsilon) {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon must be above 0, got " + epsilon);
        }
        this.epsilon = epsilon;
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        return in.addi(epsilon).rdivi(1);
    }

    /** The slope is -1 / (x + epsilon)^2. */
    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilons) {
        INDArray value = in.add(epsilon).rdivi(1);
        return new Pair<>(value.muli(value).negi().muli(epsilons), null);
    }

    @Override
    public String toString() {
        return "reciprocal";
    }
}
