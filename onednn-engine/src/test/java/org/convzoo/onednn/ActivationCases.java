package org.convzoo.onednn;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.nd4j.linalg.activations.Activation;

/** Every activation of DL4J as a layer, and PReLU. */
final class ActivationCases {
    enum Choice implements Factor {
        ACTIVATION(activations()),
        PICTURES(true, false),
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

    enum Slopes implements Factor {
        SHARED("none", "over pixels"),
        CHANNELS(1, 3, 16, 17),
        BATCH(1, 2, 5),
        SIZE("3x4", "1x1", "5x2");

        @SuppressWarnings("ImmutableEnumChecker") // of values
        private final List<?> choices;

        Slopes(Object... choices) {
            this.choices = List.of(choices);
        }

        @Override
        public List<?> choices() {
            return choices;
        }
    }

    private ActivationCases() {}

    /** The random one has no right result. */
    private static Object[] activations() {
        List<Activation> all = new ArrayList<>(List.of(Activation.values()));
        all.remove(Activation.RRELU);
        return all.toArray();
    }

    static Stream<Case> of(long seed) {
        return Stream.concat(
                Pairwise.cases(seed, s -> true, Choice.values()).stream().map(ActivationCases::activation),
                Pairwise.cases(seed, s -> true, Slopes.values()).stream().map(ActivationCases::slopes));
    }

    private static Case activation(Setting s) {
        Activation activation = s.get(Choice.ACTIVATION, Activation.class);
        ActivationLayer layer = new ActivationLayer(ConvolutionCases.activation(activation));
        return s.is(Choice.PICTURES)
                ? Sandwich.pictures(
                        "ACTIVATION " + s,
                        Sandwich.kinds(activation),
                        CNN2DFormat.NCHW,
                        s.number(Choice.BATCH),
                        s.number(Choice.CHANNELS),
                        new int[] {5, 4},
                        Sandwich.layer(layer))
                : Sandwich.vectors(
                        "ACTIVATION " + s,
                        Sandwich.kinds(activation),
                        s.number(Choice.BATCH),
                        s.number(Choice.CHANNELS),
                        Sandwich.layer(layer));
    }

    /** Small, as the gradient in ND4J throws where a slope has more than 64 values. */
    private static Case slopes(Setting s) {
        int[] size = s.pair(Slopes.SIZE);
        PReLULayer.Builder builder = new PReLULayer.Builder().inputShape(s.number(Slopes.CHANNELS), size[0], size[1]);
        if (!s.get(Slopes.SHARED, String.class).equals("none")) {
            builder.sharedAxes(2, 3);
        }
        return Sandwich.pictures(
                "PRELU " + s,
                EnumSet.of(Kind.PRELU),
                CNN2DFormat.NCHW,
                s.number(Slopes.BATCH),
                s.number(Slopes.CHANNELS),
                size,
                Sandwich.layer(builder.build()));
    }
}
