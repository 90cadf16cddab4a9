package org.convzoo.onednn;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;

/** Vertices, fed by branches that differ and, or not, by what the branches start from. */
final class VertexCases {
    enum Sort {
        ADD(Kind.ADD),
        SUBTRACT(Kind.OTHER_ELEMENT_WISE),
        PRODUCT(Kind.OTHER_ELEMENT_WISE),
        AVERAGE(Kind.OTHER_ELEMENT_WISE),
        MAX(Kind.OTHER_ELEMENT_WISE),
        MERGE(Kind.MERGE),
        SUBSET(Kind.SUBSET),
        RESHAPE(Kind.RESHAPE),
        SCALE(Kind.SCALE),
        SHIFT(Kind.SHIFT),
        L2_NORMALISE(Kind.L2_NORMALISE),
        STACK(Kind.STACK);

        private final Kind kind;

        Sort(Kind kind) {
            this.kind = kind;
        }

        boolean takesMany() {
            return kind == Kind.ADD || kind == Kind.OTHER_ELEMENT_WISE || kind == Kind.MERGE || kind == Kind.STACK;
        }
    }

    enum Choice implements Factor {
        SORT((Object[]) Sort.values()),
        PICTURES(true, false),
        FORMAT(CNN2DFormat.NCHW, CNN2DFormat.NHWC),
        BRANCHES(1, 2, 3),
        SHORTCUT(true, false), // the start of the branches is the last of them
        ACTIVATION(Activation.IDENTITY, Activation.RELU, Activation.TANH),
        CHANNELS(2, 3, 16, 17, 24),
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

    private VertexCases() {}

    static Stream<Case> of(long seed) {
        return Pairwise.cases(seed, VertexCases::isLegal, Choice.values()).stream()
                .map(VertexCases::of);
    }

    private static boolean isLegal(Setting s) {
        Sort sort = s.get(Choice.SORT, Sort.class);
        int branches = s.number(Choice.BRANCHES);
        boolean nchw = s.get(Choice.FORMAT, CNN2DFormat.class) == CNN2DFormat.NCHW;
        boolean pictures = s.is(Choice.PICTURES);
        return sort.takesMany() == branches > 1
                && (sort != Sort.SUBTRACT || branches == 2)
                && (nchw || (pictures && sort != Sort.SUBSET && sort != Sort.RESHAPE)) // those count axes
                && (sort != Sort.L2_NORMALISE || !pictures) // DL4J throws
                && (pictures || s.get(Choice.SIZE, String.class).equals("9x7"));
    }

    private static Case of(Setting s) {
        Set<Kind> kinds = EnumSet.of(s.get(Choice.SORT, Sort.class).kind);
        String name = "VERTEX " + s;
        if (!s.is(Choice.PICTURES)) {
            return Sandwich.vectors(name, kinds, s.number(Choice.BATCH), s.number(Choice.CHANNELS), middle(s));
        }
        Case pictures = Sandwich.pictures(
                name,
                kinds,
                s.get(Choice.FORMAT, CNN2DFormat.class),
                s.number(Choice.BATCH),
                s.number(Choice.CHANNELS),
                s.pair(Choice.SIZE),
                middle(s));
        return s.get(Choice.SORT, Sort.class) == Sort.SUBSET
                ? pictures.with(conf -> correctChannels(conf, last(s)))
                : pictures;
    }

    /** DL4J takes the number of channels of a subset for from - to + 1, which is below 1. */
    private static void correctChannels(ComputationGraphConfiguration configuration, int channels) {
        LayerVertex above = (LayerVertex) configuration.getVertices().get("above");
        ((ConvolutionLayer) above.getLayerConf().getLayer()).setNIn(channels);
    }

    private static Consumer<GraphBuilder> middle(Setting s) {
        return graph -> {
            int branches = s.number(Choice.BRANCHES);
            String[] names = IntStream.range(0, branches)
                    .mapToObj(i -> s.is(Choice.SHORTCUT) && i == branches - 1 ? "below" : "branch" + i)
                    .toArray(String[]::new);
            for (String name : names) {
                if (!name.equals("below")) {
                    graph.addLayer(name, branch(s), "below");
                }
            }
            graph.addVertex("vertex", vertex(s), names);
            String last = "vertex";
            if (s.get(Choice.SORT, Sort.class) == Sort.STACK) {
                last = "one of them";
                graph.addVertex(last, new UnstackVertex(1, branches), "vertex");
            }
            if (s.get(Choice.SORT, Sort.class) == Sort.SUBSET && s.is(Choice.PICTURES)) {
                last = "above";
                graph.addLayer(last, new ConvolutionLayer.Builder(1, 1).nOut(4).build(), "vertex");
            }
            graph.addLayer("output", Sandwich.output(), last);
        };
    }

    private static Layer branch(Setting s) {
        Activation activation = s.get(Choice.ACTIVATION, Activation.class);
        int channels = s.number(Choice.CHANNELS);
        return s.is(Choice.PICTURES)
                ? new ConvolutionLayer.Builder(1, 1)
                        .nOut(channels)
                        .activation(activation)
                        .dataFormat(s.get(Choice.FORMAT, CNN2DFormat.class))
                        .build()
                : new DenseLayer.Builder().nOut(channels).activation(activation).build();
    }

    private static GraphVertex vertex(Setting s) {
        return switch (s.get(Choice.SORT, Sort.class)) {
            case ADD -> new ElementWiseVertex(ElementWiseVertex.Op.Add);
            case SUBTRACT -> new ElementWiseVertex(ElementWiseVertex.Op.Subtract);
            case PRODUCT -> new ElementWiseVertex(ElementWiseVertex.Op.Product);
            case AVERAGE -> new ElementWiseVertex(ElementWiseVertex.Op.Average);
            case MAX -> new ElementWiseVertex(ElementWiseVertex.Op.Max);
            case MERGE -> new MergeVertex();
            case SUBSET -> new SubsetVertex(1, last(s));
            case RESHAPE -> new ReshapeVertex(newShape(s));
            case SCALE -> new ScaleVertex(0.17);
            case SHIFT -> new ShiftVertex(-0.4);
            case L2_NORMALISE -> new L2NormalizeVertex();
            case STACK -> new StackVertex();
        };
    }

    /** The last channel of a subset. */
    private static int last(Setting s) {
        return Math.max(1, s.number(Choice.CHANNELS) - 2);
    }

    /** To rows where the batch has one picture, to other pictures elsewhere. */
    private static int[] newShape(Setting s) {
        int channels = s.number(Choice.CHANNELS);
        if (!s.is(Choice.PICTURES)) {
            return new int[] {-1, 1, channels, 1};
        }
        int[] size = s.pair(Choice.SIZE);
        return s.number(Choice.BATCH) == 1
                ? new int[] {-1, channels * size[0] * size[1]}
                : new int[] {-1, size[0], channels, size[1]};
    }
}
