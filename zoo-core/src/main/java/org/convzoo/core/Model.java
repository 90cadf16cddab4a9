package org.convzoo.core;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A net with its weights and what is known of them.
 *
 * @param graph initialised; not safe to use from several threads ({@link Predictor} is)
 * @param card preprocessing, labels, metrics, origin
 */
public record Model(ComputationGraph graph, ModelCard card) {

    /** A net with random weights, its classes numbers: for what does not depend on weights. */
    public static Model untrained(Architecture architecture, Spec spec, long seed) {
        ComputationGraph graph =
                new ComputationGraph(architecture.configure(spec, new NeuralNetConfiguration.Builder().seed(seed)));
        graph.init();
        return new Model(
                graph,
                ModelCard.of(
                        architecture, spec, "none", List.of(), WeightsImport.provenance("none", "none", "untrained")));
    }

    /** What it is for; a net whose architecture nobody knows is taken for a classifier. */
    public Architecture.Kind kind() {
        return ModelZoo.architectures().stream()
                .filter(known -> known.id().equals(card.architecture()))
                .map(Architecture::kind)
                .findFirst()
                .orElse(Architecture.Kind.CLASSIFIER);
    }

    /**
     * Holds the card against the net, for those who read one probability per class from its output.
     *
     * @throws ZooException if the net has another number of outputs than the card has classes, or does not take the card's input
     */
    void requireClassifier() {
        String does =
                switch (kind()) {
                    case CLASSIFIER -> "";
                    case DETECTOR -> "finds things in them: zoo detect";
                    case EMBEDDING -> "tells how far two faces are apart: zoo face";
                    case PAINTER -> "paints them: zoo style --fast";
                    case STEP -> "is a step of an application: zoo face, zoo style";
                };
        if (!does.isEmpty()) {
            throw new ZooException(card.id() + " does not classify pictures, but " + does);
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
