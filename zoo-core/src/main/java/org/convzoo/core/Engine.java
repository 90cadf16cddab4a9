package org.convzoo.core;

import org.convzoo.onednn.RevivedHelpers;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/** What computes a net. */
public enum Engine {
    /** oneDNN, for float nets; where a net holds doubles the stock path runs. */
    ONEDNN,
    /** DL4J as it comes out of the box, to compare with. */
    STOCK;

    /** Prepares an initialised graph for this engine; to be called again on each clone. */
    public ComputationGraph prepare(ComputationGraph graph) {
        if (this == ONEDNN && graph.getConfiguration().getDataType() == DataType.FLOAT) {
            RevivedHelpers.install(graph);
        }
        return graph;
    }
}
