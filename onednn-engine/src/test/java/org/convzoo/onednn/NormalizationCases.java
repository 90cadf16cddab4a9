package org.convzoo.onednn;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.nd4j.linalg.activations.Activation;

/** Batch normalisation of pictures and of vectors, instance normalisation, and local response normalisation. */
final class NormalizationCases {
    enum Choice implements Factor {
        PICTURES(true, false),
        LOG_STD(true, false),
        GAMMA_BETA("own", "locked at 1x0", "locked at 2x0.5"),
        DECAY(0.9, 0.99, 0.5),
        EPS(1e-5, 1e-3, 0.1),
        ACTIVATION(Activation.IDENTITY, Activation.RELU, Activation.LEAKYRELU),
        FORMAT(CNN2DFormat.NCHW, CNN2DFormat.NHWC),
        CHANNELS(1, 3, 16, 17, 24),
        BATCH(1, 2, 5),
        SIZE("9x7", "2x2", "8x10");

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

    enum Local implements Factor {
        K(1.0, 2.0),
        N(3, 5, 7),
        ALPHA(1e-4, 1e-1),
        BETA(0.75, 0.5),
        CHANNELS(2, 3, 5, 16, 17, 32),
        BATCH(1, 2, 5),
        SIZE("9x7", "1x1", "8x10");

        @SuppressWarnings("ImmutableEnumChecker") // of values
        private final List<?> choices;

        Local(Object... choices) {
            this.choices = List.of(choices);
        }

        @Override
        public List<?> choices() {
            return choices;
        }
    }

    enum Instance implements Factor {
        EPS(1e-5, 1e-3, 0.1),
        ACTIVATION(Activation.IDENTITY, Activation.RELU, Activation.TANH),
        CHANNELS(1, 3, 8, 16, 17, 24),
        BATCH(1, 2, 5),
        SIZE("9x7", "2x2", "8x10");

        @SuppressWarnings("ImmutableEnumChecker") // of values
        private final List<?> choices;

        Instance(Object... choices) {
            this.choices = List.of(choices);
        }

        @Override
        public List<?> choices() {
            return choices;
        }
    }

    private NormalizationCases() {}

    static Stream<Case> of(long seed) {
        return Stream.of(
                        Pairwise.cases(seed, NormalizationCases::isLegal, Choice.values()).stream()
                                .map(NormalizationCases::batch),
                        Pairwise.cases(seed, s -> true, Instance.values()).stream()
                                .map(NormalizationCases::instance),
                        Pairwise.cases(seed, s -> s.number(Local.CHANNELS) > s.number(Local.N) / 2, Local.values())
                                .stream()
                                .map(NormalizationCases::local))
                .flatMap(Function.identity());
    }

    /** The statistics of one or two vectors are quotients of roundings. */
    private static boolean isLegal(Setting s) {
        boolean nhwc = s.get(Choice.FORMAT, CNN2DFormat.class) == CNN2DFormat.NHWC;
        if (nhwc && !s.get(Choice.GAMMA_BETA, String.class).equals("own")) {
            return false; // DL4J throws
        }
        return s.is(Choice.PICTURES)
                || (s.number(Choice.BATCH) == 5
                        && !nhwc
                        && s.get(Choice.SIZE, String.class).equals("9x7"));
    }

    private static Case batch(Setting s) {
        Activation activation = s.get(Choice.ACTIVATION, Activation.class);
        CNN2DFormat format = s.get(Choice.FORMAT, CNN2DFormat.class);
        boolean pictures = s.is(Choice.PICTURES);
        BatchNormalization.Builder builder = new BatchNormalization.Builder()
                .useLogStd(s.is(Choice.LOG_STD))
                .decay(s.get(Choice.DECAY, Double.class))
                .eps(s.get(Choice.EPS, Double.class))
                .activation(ConvolutionCases.activation(activation));
        String gammaBeta = s.get(Choice.GAMMA_BETA, String.class);
        if (!gammaBeta.equals("own")) {
            builder.lockGammaBeta(true);
        }
        if (gammaBeta.endsWith("2x0.5")) { // gamma alone is ignored by DL4J
            builder.gamma(2).beta(0.5);
        }
        if (pictures) {
            builder.dataFormat(format);
        }
        Layer layer = builder.build();
        Set<Kind> kinds =
                Sandwich.kinds(activation, pictures ? Kind.BATCH_NORMALISATION : Kind.BATCH_NORMALISATION_OF_VECTORS);
        String name = "BATCH_NORMALISATION " + s;
        return pictures
                ? Sandwich.pictures(
                        name,
                        kinds,
                        format,
                        s.number(Choice.BATCH),
                        s.number(Choice.CHANNELS),
                        s.pair(Choice.SIZE),
                        Sandwich.layer(layer))
                : Sandwich.vectors(
                        name, kinds, s.number(Choice.BATCH), s.number(Choice.CHANNELS), Sandwich.layer(layer));
    }

    private static Case instance(Setting s) {
        Activation activation = s.get(Instance.ACTIVATION, Activation.class);
        return Sandwich.pictures(
                "INSTANCE_NORMALISATION " + s,
                Sandwich.kinds(activation, Kind.INSTANCE_NORMALISATION),
                CNN2DFormat.NCHW,
                s.number(Instance.BATCH),
                s.number(Instance.CHANNELS),
                s.pair(Instance.SIZE),
                graph -> graph.addLayer(
                                "layer",
                                new InstanceNormalization.Builder()
                                        .epsilon(s.get(Instance.EPS, Double.class))
                                        .build(),
                                "below")
                        .addLayer("activation", new ActivationLayer(activation), "layer")
                        .addLayer("output", Sandwich.output(), "activation"));
    }

    /** Where half a window is as wide as all channels, DL4J throws. */
    private static Case local(Setting s) {
        Case test = Sandwich.pictures(
                "LOCAL_RESPONSE " + s,
                EnumSet.of(Kind.LOCAL_RESPONSE),
                CNN2DFormat.NCHW,
                s.number(Local.BATCH),
                s.number(Local.CHANNELS),
                s.pair(Local.SIZE),
                Sandwich.layer(new LocalResponseNormalization.Builder()
                        .k(s.get(Local.K, Double.class))
                        .n(s.number(Local.N))
                        .alpha(s.get(Local.ALPHA, Double.class))
                        .beta(s.get(Local.BETA, Double.class))
                        .build()));
        // The larger alpha, the more DL4J's gradient is off: a share of 1e-4 here.
        return s.get(Local.ALPHA, Double.class) > 0.01 ? test.judgedBy(Case.Judge.DIFFERENCES) : test;
    }
}
