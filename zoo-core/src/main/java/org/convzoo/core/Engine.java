package org.convzoo.core;

import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.Precision;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/** What computes a net. */
public enum Engine {
    /** Plans of oneDNN primitives, for float nets; what has no plan runs on DL4J with oneDNN's kernels. */
    ONEDNN,
    /** DL4J as it comes out of the box, to compare with. */
    STOCK;

    /**
     * The graph to use from now on instead of an initialised one, whose parameters and updater state it takes over. To be called
     * again for each clone.
     */
    public ComputationGraph prepare(ComputationGraph graph) {
        return prepare(graph, Precision.F32);
    }

    /**
     * The same with another precision of inference.
     *
     * @throws IllegalArgumentException if this engine has only 32 bits
     */
    public ComputationGraph prepare(ComputationGraph graph, Precision precision) {
        if (precision != Precision.F32 && (this == STOCK || !OneDnn.isAvailable())) {
            throw new IllegalArgumentException("only plans of oneDNN infer in " + precision);
        }
        if (this == STOCK || graph.getConfiguration().getDataType() != DataType.FLOAT) {
            return graph;
        }
        return OneDnn.accelerate(graph, precision);
    }

    /** The same for a model. */
    public Model prepare(Model model) {
        return prepare(model, Precision.F32);
    }

    /** The same for a model. */
    public Model prepare(Model model, Precision precision) {
        return new Model(prepare(model.graph(), precision), model.card());
    }
}
