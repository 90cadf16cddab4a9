package org.convzoo.onednn;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;

/** Layers that move pixels and compute nothing. */
final class ResizingCases {
    enum Choice implements Factor {
        SORT(Kind.SPACE_TO_DEPTH, Kind.UPSAMPLING, Kind.ZERO_PADDING, Kind.CROPPING),
        AMOUNT(1, 2, 3),
        EVEN(true, false), // the same amount in both directions and on all sides
        FORMAT(CNN2DFormat.NCHW, CNN2DFormat.NHWC),
        CHANNELS(1, 3, 16, 17),
        BATCH(1, 2, 5),
        SIZE("9x7", "8x10", "6x12");

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

    private ResizingCases() {}

    static Stream<Case> of(long seed) {
        return Pairwise.cases(seed, ResizingCases::isLegal, Choice.values()).stream()
                .map(ResizingCases::of);
    }

    private static boolean isLegal(Setting s) {
        int amount = s.number(Choice.AMOUNT);
        int[] size = s.pair(Choice.SIZE);
        return s.get(Choice.SORT, Kind.class) != Kind.SPACE_TO_DEPTH
                || (s.is(Choice.EVEN) && amount > 1 && size[0] % amount == 0 && size[1] % amount == 0);
    }

    private static Case of(Setting s) {
        Kind sort = s.get(Choice.SORT, Kind.class);
        return Sandwich.pictures(
                "RESIZING " + s,
                EnumSet.of(sort),
                s.get(Choice.FORMAT, CNN2DFormat.class),
                s.number(Choice.BATCH),
                s.number(Choice.CHANNELS),
                s.pair(Choice.SIZE),
                Sandwich.layer(layer(sort, s)));
    }

    private static Layer layer(Kind sort, Setting s) {
        CNN2DFormat format = s.get(Choice.FORMAT, CNN2DFormat.class);
        int amount = s.number(Choice.AMOUNT);
        int other = s.is(Choice.EVEN) ? amount : amount - 1;
        return switch (sort) {
            case SPACE_TO_DEPTH -> new SpaceToDepthLayer.Builder<>(amount, format).build();
            case UPSAMPLING ->
                new Upsampling2D.Builder(amount)
                        .size(new int[] {amount, Math.max(1, other)})
                        .dataFormat(format)
                        .build();
            case ZERO_PADDING ->
                new ZeroPaddingLayer.Builder(amount, other, other, amount)
                        .dataFormat(format)
                        .build();
            default ->
                new Cropping2D.Builder(amount, other, other, amount)
                        .dataFormat(format)
                        .build();
        };
    }
}
