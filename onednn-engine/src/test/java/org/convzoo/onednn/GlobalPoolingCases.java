package org.convzoo.onednn;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;

/** Pooling over whole pictures. */
final class GlobalPoolingCases {
    enum Choice implements Factor {
        TYPE(PoolingType.MAX, PoolingType.AVG, PoolingType.SUM, PoolingType.PNORM),
        P(1, 2, 3),
        COLLAPSE(true, false),
        CHANNELS(1, 3, 16, 17),
        BATCH(1, 2, 5),
        SIZE("9x7", "1x1", "8x10");

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

    private GlobalPoolingCases() {}

    static Stream<Case> of(long seed) {
        return Pairwise.cases(seed, s -> true, Choice.values()).stream().map(GlobalPoolingCases::of);
    }

    private static Case of(Setting s) {
        PoolingType type = s.get(Choice.TYPE, PoolingType.class);
        Set<Kind> kinds = EnumSet.of(
                type == PoolingType.MAX || type == PoolingType.AVG ? Kind.GLOBAL_POOLING : Kind.GLOBAL_SUM_OR_P_NORM);
        if (!s.is(Choice.COLLAPSE)) {
            kinds.add(Kind.GLOBAL_POOLING_KEEPS_DIMENSIONS);
        }
        return Sandwich.pictures(
                "GLOBAL_POOLING " + s,
                kinds,
                CNN2DFormat.NCHW,
                s.number(Choice.BATCH),
                s.number(Choice.CHANNELS),
                s.pair(Choice.SIZE),
                Sandwich.layer(new GlobalPoolingLayer.Builder(type)
                        .pnorm(s.number(Choice.P))
                        .collapseDimensions(s.is(Choice.COLLAPSE))
                        .build()));
    }
}
