package org.convzoo.core;

import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A net with its weights and what is known of them.
 *
 * @param graph initialised; not safe to use from several threads ({@link Predictor} is)
 * @param card preprocessing, labels, metrics, origin
 */
public record Model(ComputationGraph graph, ModelCard card) {

    /** Ready to look at pictures; this model's graph belongs to the predictor from then on. */
    public Predictor predictor() {
        return predictor(Engine.ONEDNN);
    }

    public Predictor predictor(Engine engine) {
        return new Predictor(this, engine);
    }
}
