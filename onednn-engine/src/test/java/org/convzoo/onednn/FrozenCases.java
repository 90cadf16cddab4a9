package org.convzoo.onednn;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.nd4j.linalg.activations.Activation;

/** Frozen layers between others. */
final class FrozenCases {
    enum Choice implements Factor {
        WRAPPER(Kind.FROZEN, Kind.FROZEN_WITH_BACKPROP),
        INSIDE(Kind.CONVOLUTION, Kind.BATCH_NORMALISATION),
        ABOVE(Kind.OUTPUT, Kind.CONVOLUTION, Kind.BATCH_NORMALISATION), // what learns on top of it
        CHANNELS(1, 3, 16, 17),
        BATCH(1, 2, 5);

        @SuppressWarnings("ImmutableEnumChecker") // of values
        private final List<?> choices;

        Choice(Object... choices) {
            this.choices = List.of(choices);
        }

        @Override
        public List<?> choices() {
            return choices;
        }
    }

    private FrozenCases() {}

    static Stream<Case> of(long seed) {
        return Pairwise.cases(seed, s -> true, Choice.values()).stream().map(FrozenCases::of);
    }

    private static Case of(Setting s) {
        Kind wrapper = s.get(Choice.WRAPPER, Kind.class);
        Kind inside = s.get(Choice.INSIDE, Kind.class);
        Kind above = s.get(Choice.ABOVE, Kind.class);
        Set<Kind> kinds = EnumSet.of(wrapper, inside, above);
        Layer frozen = wrapper == Kind.FROZEN
                ? new FrozenLayer.Builder().layer(layer(inside)).build()
                : new FrozenLayerWithBackprop(layer(inside));
        Case test = Sandwich.pictures(
                "FREEZING " + s,
                kinds,
                CNN2DFormat.NCHW,
                s.number(Choice.BATCH),
                s.number(Choice.CHANNELS),
                new int[] {6, 5},
                graph -> {
                    graph.addLayer("frozen", frozen, "below");
                    String last = "frozen";
                    if (above != Kind.OUTPUT) {
                        graph.addLayer("above", layer(above), last);
                        last = "above";
                    }
                    graph.addLayer("output", Sandwich.output(), last);
                });
        if (wrapper == Kind.FROZEN) {
            return test.with(conf -> Freezing.freeze(conf, "below")); // DL4J throws where something below learns
        }
        // On running statistics DL4J's batch normalisation still gives the gradient of the batch's.
        return inside == Kind.BATCH_NORMALISATION
                ? test.judgedBy(Case.Judge.DIFFERENCES)
                        .with(conf -> conf.setTrainingWorkspaceMode(WorkspaceMode.NONE)) // else it throws
                : test;
    }

    private static Layer layer(Kind kind) {
        return kind == Kind.CONVOLUTION
                ? new ConvolutionLayer.Builder(2, 2)
                        .nOut(5)
                        .activation(Activation.TANH)
                        .build()
                : new BatchNormalization();
    }
}
