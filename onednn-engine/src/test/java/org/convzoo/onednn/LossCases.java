package org.convzoo.onednn;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Where graphs end: activation and loss, with weights of their own or without. */
final class LossCases {
    enum Choice implements Factor {
        LAYER(Kind.OUTPUT, Kind.LOSS_LAYER, Kind.PIXEL_LOSS),
        PICTURES(true, false),
        LOSS(
                "MCXENT SOFTMAX",
                "NEGATIVELOGLIKELIHOOD SOFTMAX",
                "XENT SIGMOID",
                "MSE IDENTITY",
                "MSE TANH",
                "MSE SOFTMAX",
                "L2 SIGMOID",
                "MEAN_ABSOLUTE_ERROR IDENTITY",
                "HINGE IDENTITY",
                "weighted SOFTMAX"),
        BIAS(true, false),
        CLASSES(2, 3, 10, 17),
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

    private static final int[] SIZE = {5, 4};

    private LossCases() {}

    static Stream<Case> of(long seed) {
        return Pairwise.cases(seed, LossCases::isLegal, Choice.values()).stream()
                .map(LossCases::of);
    }

    private static boolean isLegal(Setting s) {
        return switch (s.get(Choice.LAYER, Kind.class)) {
            case LOSS_LAYER -> !s.is(Choice.PICTURES) && s.is(Choice.BIAS);
            case PIXEL_LOSS -> s.is(Choice.PICTURES) && s.is(Choice.BIAS);
            default -> true;
        };
    }

    private static Case of(Setting s) {
        Kind kind = s.get(Choice.LAYER, Kind.class);
        int batch = s.number(Choice.BATCH);
        int classes = s.number(Choice.CLASSES);
        int below = kind == Kind.OUTPUT ? 6 : classes;
        String name = "LOSS " + s;
        Set<Kind> kinds = EnumSet.of(kind);
        Layer layer = layer(kind, s);
        if (!s.is(Choice.PICTURES)) {
            return Sandwich.vectors(name, kinds, batch, below, graph -> graph.addLayer("output", layer, "below"))
                    .withClasses(batch, classes);
        }
        Case pictures = Sandwich.pictures(
                name, kinds, CNN2DFormat.NCHW, batch, below, SIZE, graph -> graph.addLayer("output", layer, "below"));
        return kind == Kind.OUTPUT
                ? pictures.withClasses(batch, classes)
                : pictures.withClasses(batch, classes, SIZE[0], SIZE[1]);
    }

    private static Layer layer(Kind kind, Setting s) {
        String[] loss = s.get(Choice.LOSS, String.class).split(" ", -1);
        ILossFunction function = loss[0].equals("weighted")
                ? new LossMCXENT(Nd4j.linspace(1, 2, s.number(Choice.CLASSES)).reshape(1, -1))
                : LossFunction.valueOf(loss[0]).getILossFunction();
        Activation activation = Activation.valueOf(loss[1]);
        return switch (kind) {
            case LOSS_LAYER ->
                new LossLayer.Builder(function).activation(activation).build();
            case PIXEL_LOSS ->
                new CnnLossLayer.Builder(function).activation(activation).build();
            default ->
                new OutputLayer.Builder(function)
                        .nOut(s.number(Choice.CLASSES))
                        .hasBias(s.is(Choice.BIAS))
                        .activation(activation)
                        .build();
        };
    }
}
