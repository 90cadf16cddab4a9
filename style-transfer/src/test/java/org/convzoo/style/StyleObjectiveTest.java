package org.convzoo.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.convzoo.core.Engine;
import org.convzoo.core.Layers;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StyleObjectiveTest {
    private static final int HEIGHT = 6, WIDTH = 8;
    private static final Map<String, Double> LAYERS = new LinkedHashMap<>(Map.of("a", 0.3, "b", 0.7));

    /** Smooth, so that differences tell its slope to many digits. */
    private static Model net(DataType type) {
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(type)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(HEIGHT, WIDTH, 3))
                .addLayer(
                        "a",
                        Layers.convolution(4, 3, 1, 1)
                                .activation(Activation.SOFTPLUS)
                                .build(),
                        "input")
                .addLayer("pool", Layers.maxPool(2, 2, 0), "a")
                .addLayer(
                        "b",
                        Layers.convolution(5, 3, 1, 1)
                                .activation(Activation.TANH)
                                .build(),
                        "pool")
                .addLayer(
                        "c",
                        Layers.convolution(3, 3, 1, 1)
                                .activation(Activation.SOFTPLUS)
                                .build(),
                        "b")
                .setOutputs("c")
                .build();
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        VggFeatures like = VggFeatures.VGG19_FEATURES;
        Spec spec = Spec.of(3, 3, HEIGHT, WIDTH);
        return new Model(
                graph,
                new ModelCard(
                        ModelCard.FORMAT_VERSION,
                        like.id(),
                        spec,
                        like.preprocessing(spec, "none"),
                        List.of("0", "1", "2"),
                        List.of(),
                        WeightsImport.provenance("none", "none", "a test")));
    }

    private static StyleSettings settings(Constants constants, Pooling pooling) {
        return StyleSettings.defaults(2)
                .withCosts(
                        "b",
                        0.7,
                        LAYERS,
                        constants == Constants.COURSE ? 0.04 : 1,
                        List.of(0.4, 1.1),
                        0.5,
                        constants,
                        pooling);
    }

    private static INDArray picture(DataType type, int height, int width, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        INDArray picture = Nd4j.create(type, 1, 3, height, width);
        for (long i = 0; i < picture.length(); i++) {
            picture.putScalar(i, 100 + 4 * random.nextDouble()); // few levels, so that tanh is not flat
        }
        return picture;
    }

    private static StyleObjective objective(Model net, Engine engine, StyleSettings settings, DataType type) {
        return new StyleObjective(
                FeatureNet.of(net, settings.pooling(), engine, settings.taps()),
                new PixelScale(net.card().preprocessing()),
                settings,
                picture(type, HEIGHT, WIDTH, 1),
                List.of(picture(type, HEIGHT, WIDTH, 2), picture(type, 8, 10, 3)));
    }

    @ParameterizedTest
    @EnumSource(Constants.class)
    void slopeAgreesWithCentralDifferencesInDoublePrecision(Constants constants) {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try (StyleObjective objective =
                objective(net(DataType.DOUBLE), Engine.STOCK, settings(constants, Pooling.AVERAGE), DataType.DOUBLE)) {
            INDArray x = picture(DataType.DOUBLE, HEIGHT, WIDTH, 4);
            INDArray slope = objective.evaluate(x).slope();
            INDArray expected = Nd4j.create(DataType.DOUBLE, x.shape());
            double h = 1e-4;
            for (long i = 0; i < x.length(); i++) {
                double value = x.getDouble(i);
                x.putScalar(i, value + h);
                double above = objective.evaluate(x).costs().total();
                x.putScalar(i, value - h);
                double below = objective.evaluate(x).costs().total();
                x.putScalar(i, value);
                expected.putScalar(i, (above - below) / (2 * h));
            }
            assertThat(relative(slope, expected)).isLessThan(1e-6);
        } finally {
            Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
        }
    }

    @ParameterizedTest
    @EnumSource(Pooling.class)
    void compiledPlanAgreesWithDl4j(Pooling pooling) {
        StyleSettings settings = settings(Constants.COURSE, pooling);
        Model net = net(DataType.FLOAT);
        INDArray x = picture(DataType.FLOAT, HEIGHT, WIDTH, 4);
        try (StyleObjective plan = objective(net, Engine.ONEDNN, settings, DataType.FLOAT);
                StyleObjective stock = objective(net, Engine.STOCK, settings, DataType.FLOAT)) {
            StyleObjective.Evaluation ours = plan.evaluate(x), theirs = stock.evaluate(x);
            assertThat(ours.costs().total())
                    .isCloseTo(
                            theirs.costs().total(), within(1e-4 * theirs.costs().total()));
            assertThat(relative(ours.slope(), theirs.slope())).isLessThan(1e-3);
        }
    }

    /** Each cost by its definition, with the values that DL4J's layers give. */
    @ParameterizedTest
    @EnumSource(Constants.class)
    void costsAgreeWithLoopsOverTheDefinition(Constants constants) {
        StyleSettings settings = settings(constants, Pooling.MAX);
        Model net = net(DataType.FLOAT);
        INDArray x = picture(DataType.FLOAT, HEIGHT, WIDTH, 4);
        PixelScale scale = new PixelScale(net.card().preprocessing());
        Map<String, INDArray> values = feed(net, scale.toNet(x));
        Map<String, INDArray> content = feed(net, scale.toNet(picture(DataType.FLOAT, HEIGHT, WIDTH, 1)));
        List<Map<String, INDArray>> styles = List.of(
                feed(net, scale.toNet(picture(DataType.FLOAT, HEIGHT, WIDTH, 2))),
                feed(net, scale.toNet(picture(DataType.FLOAT, 8, 10, 3))));
        double style = 0;
        for (Map.Entry<String, Double> layer : LAYERS.entrySet()) {
            for (int s = 0; s < styles.size(); s++) {
                style += layer.getValue()
                        * settings.blend().get(s)
                        * styleCost(values.get(layer.getKey()), styles.get(s).get(layer.getKey()));
            }
        }
        Costs costs;
        try (StyleObjective objective = objective(net, Engine.ONEDNN, settings, DataType.FLOAT)) {
            costs = objective.evaluate(x).costs();
        }
        double expectedContent = contentCost(values.get("b"), content.get("b"), constants);
        assertThat(costs.content()).isCloseTo(expectedContent, within(1e-4 * expectedContent));
        assertThat(costs.style()).isCloseTo(style, within(1e-3 * style));
        assertThat(costs.variation()).isCloseTo(variation(x), within(1e-4 * variation(x)));
        assertThat(costs.total())
                .isCloseTo(
                        settings.contentWeight() * costs.content()
                                + settings.styleWeight() * costs.style()
                                + settings.variationWeight() * costs.variation(),
                        within(1e-9 * costs.total()));
    }

    private static Map<String, INDArray> feed(Model net, INDArray input) {
        return net.graph().feedForward(input, false);
    }

    private static double contentCost(INDArray a, INDArray b, Constants constants) {
        double sum = 0;
        long channels = a.size(1), height = a.size(2), width = a.size(3);
        for (long c = 0; c < channels; c++) {
            for (long y = 0; y < height; y++) {
                for (long x = 0; x < width; x++) {
                    double difference = a.getDouble(0, c, y, x) - b.getDouble(0, c, y, x);
                    sum += difference * difference;
                }
            }
        }
        return constants == Constants.COURSE ? sum / (4 * height * width * channels) : sum / 2;
    }

    private static double styleCost(INDArray a, INDArray b) {
        double sum = 0;
        long channels = a.size(1);
        double places = a.size(2) * a.size(3), others = b.size(2) * b.size(3);
        for (long i = 0; i < channels; i++) {
            for (long j = 0; j < channels; j++) {
                double difference = gram(a, i, j) - gram(b, i, j) * places / others;
                sum += difference * difference;
            }
        }
        return sum / Math.pow(2 * places * channels, 2);
    }

    private static double gram(INDArray values, long i, long j) {
        double sum = 0;
        for (long y = 0; y < values.size(2); y++) {
            for (long x = 0; x < values.size(3); x++) {
                sum += values.getDouble(0, i, y, x) * values.getDouble(0, j, y, x);
            }
        }
        return sum;
    }

    private static double variation(INDArray picture) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    double here = picture.getDouble(0, c, y, x);
                    sum += y + 1 < HEIGHT ? Math.pow(picture.getDouble(0, c, y + 1, x) - here, 2) : 0;
                    sum += x + 1 < WIDTH ? Math.pow(picture.getDouble(0, c, y, x + 1) - here, 2) : 0;
                }
            }
        }
        return sum / picture.length();
    }

    @Test
    void contentItselfCostsNothing() {
        StyleSettings settings = settings(Constants.COURSE, Pooling.MAX);
        try (StyleObjective objective = objective(net(DataType.FLOAT), Engine.ONEDNN, settings, DataType.FLOAT)) {
            assertThat(objective
                            .evaluate(picture(DataType.FLOAT, HEIGHT, WIDTH, 1))
                            .costs()
                            .content())
                    .isZero();
        }
    }

    private static double relative(INDArray a, INDArray b) {
        return a.sub(b).norm2Number().doubleValue() / b.norm2Number().doubleValue();
    }
}
