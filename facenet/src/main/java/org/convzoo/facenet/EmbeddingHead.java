package org.convzoo.facenet;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.Activation;

/** How nets that are trained with {@link TripletLoss} end. */
final class EmbeddingHead {
    /** Name of the output. */
    static final String NAME = "embedding";

    /** What FaceNet uses (Schroff et al. 2015, section 3.1). */
    private static final double MARGIN = 0.2;

    static final TripletLoss LOSS = new TripletLoss(MARGIN, TripletLoss.Mining.BATCH_ALL);

    private EmbeddingHead() {}

    /**
     * Scales embeddings to length 1, and puts the loss on them.
     *
     * @param from gives them, [N, dimensions]
     */
    static void addNormalised(GraphBuilder graph, String from) {
        graph.addVertex("normalised", new L2NormalizeVertex(), from);
        add(graph, "normalised");
    }

    /** Puts the loss on embeddings as they are. */
    static void add(GraphBuilder graph, String from) {
        graph.addLayer(
                NAME,
                new LossLayer.Builder(LOSS).activation(Activation.IDENTITY).build(),
                from);
        graph.setOutputs(NAME);
    }
}
