package org.convzoo.core;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A net with its weights and what is known of them.
 *
 * @param graph initialised; not safe to use from several threads ({@link Predictor} is)
 * @param card preprocessing, labels, metrics, origin
 */
public record Model(ComputationGraph graph, ModelCard card) {

    /** Whether its architecture is known and finds things, instead of telling of which class a picture is. */
    public boolean isDetector() {
        return ModelZoo.architectures().stream()
                .anyMatch(
                        known -> known.id().equals(card.architecture()) && known.kind() == Architecture.Kind.DETECTOR);
    }

    /**
     * Holds the card against the net, for those who read one probability per class from its output.
     *
     * @throws ZooException if the net has another number of outputs than the card has classes, or does not take the card's input
     */
    void requireClassifier() {
        if (isDetector()) {
            throw new ZooException(card.id() + " does not classify pictures, but finds things in them: zoo detect");
        }
        String output = graph.getConfiguration().getNetworkOutputs().get(0);
        List<Long> shape;
        try {
            shape = ModelSummary.of(graph.getConfiguration(), card.spec()).layers().stream()
                    .filter(layer -> layer.name().equals(output))
                    .findFirst()
                    .orElseThrow()
                    .output();
        } catch (RuntimeException e) {
            throw new ZooException(card.id() + ": its net does not take the input of its card: " + e.getMessage(), e);
        }
        if (!shape.equals(List.of((long) card.spec().numClasses()))) {
            throw new ZooException(card.id() + ": its card has " + card.spec().numClasses()
                    + " classes, its net an output of shape " + shape);
        }
    }

    /** Ready to look at pictures; this model's graph belongs to the predictor from then on. */
    public Predictor predictor() {
        return predictor(Engine.ONEDNN);
    }

    public Predictor predictor(Engine engine) {
        return new Predictor(this, engine);
    }
}
