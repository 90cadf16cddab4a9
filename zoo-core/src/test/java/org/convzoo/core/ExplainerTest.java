package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.convzoo.core.ExplainNets.softmax;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The methods that only infer, on both engines where it matters. */
class ExplainerTest {
    /** Class one is likelier the brighter the lower right quadrant is; nothing else counts. */
    @Test
    void occlusionFindsTheInformativeQuadrant() {
        Spec spec = Spec.of(2, 1, 16, 16);
        Model quadrant = ExplainNets.model(
                ExplainNets.start(spec, DataType.FLOAT)
                        .addLayer("output", softmax(2), "input")
                        .setOutputs("output")
                        .build(),
                spec);
        INDArray weights = quadrant.graph().getParam("output_W"); // 256 x 2
        weights.assign(0);
        for (int i = 0; i < 256; i++) {
            if (i / 16 >= 8 && i % 16 >= 8) {
                weights.putScalar(i, 1, 0.02);
            }
        }
        Image white = Image.black(1, 16, 16);
        java.util.Arrays.fill(white.pixels(), 255);
        try (Explainer explainer = new Explainer(quadrant, Engine.ONEDNN)) {
            float whole = explainer.probabilities(white)[1];
            HeatMap map = explainer.occlusion(white, 1); // squares of 4 x 4 around each pixel
            assertThat(List.of(map.height(), map.width())).containsExactly(16, 16);
            for (int y = 0; y < 16; y++) {
                for (int x = 0; x < 16; x++) {
                    if (y < 6 || x < 6) {
                        assertThat(map.at(y, x)).isCloseTo(whole, within(1e-6f));
                    }
                    if (y >= 8 && x >= 8) {
                        assertThat(map.at(y, x)).isLessThan(whole - 1e-3f);
                    }
                }
            }
            // A square that lies inside takes 16 pixels from 3 (white) to 0.5 (grey), at 0.02 each.
            double logit = 64 * 0.02 * 3;
            double hidden = logit - 16 * 0.02 * 2.5;
            assertThat((double) map.at(12, 12)).isCloseTo(1 / (1 + Math.exp(-hidden)), within(1e-5));
        }
    }

    @Test
    void occlusionSpreadsItsPlacesEvenly() {
        Model model = ExplainNets.branched(); // 8 x 9
        Image image = ExplainNets.noise(3, 8, 9);
        HeatMap coarse =
                new Occlusion(3, 4).of(model.graph(), model.card().preprocessing(), normalized(model, image), 0);
        assertThat(List.of(coarse.height(), coarse.width())).containsExactly(2, 3);
        float[] hidden = normalized(model, image);
        for (int c = 0; c < 3; c++) {
            for (int y = 1; y < 4; y++) { // around 2
                for (int x = 3; x < 6; x++) { // around 4.5
                    hidden[(c * 8 + y) * 9 + x] = (0.5f - 0.4f) / 0.2f;
                }
            }
        }
        INDArray x = Evaluator.features(hidden, 1, model.card().preprocessing());
        assertThat(coarse.at(0, 1)).isCloseTo(model.graph().outputSingle(x).getFloat(0), within(1e-5f));
    }

    private static float[] normalized(Model model, Image image) {
        float[] values = new float[model.card().preprocessing().length()];
        model.card().preprocessing().normalize(image, values, 0);
        return values;
    }

    @Test
    void featureMapsAreWhatTheLayerGives() {
        Model model = ExplainNets.branched();
        Image image = ExplainNets.noise(3, 8, 9);
        INDArray expected = model.graph()
                .feedForward(
                        Evaluator.features(
                                normalized(model, image), 1, model.card().preprocessing()),
                        false)
                .get("sum");
        for (Engine engine : Engine.values()) {
            try (Explainer explainer = new Explainer(model, engine)) {
                List<HeatMap> maps = explainer.featureMaps(image, "sum");
                assertThat(maps).hasSize(5);
                for (int k = 0; k < 5; k++) {
                    for (int i = 0; i < 72; i++) {
                        assertThat(maps.get(k).values()[i])
                                .isCloseTo(expected.getFloat(0, k, i / 9, i % 9), within(1e-5f));
                    }
                }
                assertThat(explainer.featureMapLayer(null).name()).isEqualTo("c1");
                assertThatThrownBy(() -> explainer.featureMaps(image, "global"))
                        .hasMessageStartingWith("layer global has no maps; take one of c1");
            }
        }
    }

    @Test
    void filtersAreColoursInTheOrderOfThePicture() {
        Model rgb = ExplainNets.branched();
        INDArray weights = rgb.graph().getParam("c1_W"); // 5 x 3 x 3 x 3
        weights.get(NDArrayIndex.point(2)).assign(-1);
        weights.putScalar(new int[] {2, 0, 1, 1}, 3); // the first channel, in the middle
        try (Explainer explainer = new Explainer(rgb, Engine.ONEDNN)) {
            List<Image> filters = explainer.filters(null);
            assertThat(filters).hasSize(5);
            assertThat(filters.get(2).at(0, 1, 1)).isEqualTo(255);
            assertThat(filters.get(2).at(1, 1, 1)).isZero();
            assertThat(filters.get(2).at(0, 0, 0)).isZero();
            assertThatThrownBy(() -> explainer.filters("c2"))
                    .hasMessage("the filters of c2 do not read the picture, so they are no pictures;"
                            + " c1 is the first convolution");
            assertThatThrownBy(() -> explainer.filters("pool")).hasMessageContaining("c1 is the first convolution");
        }
        Model bgr = ExplainNets.model(rgb.graph(), rgb.card().spec(), ChannelOrder.BGR);
        try (Explainer explainer = new Explainer(bgr, Engine.ONEDNN)) {
            assertThat(explainer.filters("c1").get(2).at(2, 1, 1)).isEqualTo(255); // the first channel is blue
        }
    }

    /** A convolution that adds up 3 x 3 pixels, and the largest of 2 x 2 of these. */
    private static Model adder() {
        Spec spec = Spec.of(2, 1, 12, 14);
        Model model = ExplainNets.model(
                ExplainNets.start(spec, DataType.FLOAT)
                        .addLayer(
                                "conv",
                                new ConvolutionLayer.Builder(3, 3)
                                        .nOut(2)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                "input") // 2 x 10 x 12
                        .addLayer(
                                "pool",
                                new SubsamplingLayer.Builder(PoolingType.MAX)
                                        .kernelSize(2, 2)
                                        .stride(2, 2)
                                        .build(),
                                "conv") // 2 x 5 x 6
                        .addLayer("output", softmax(2), "pool")
                        .setOutputs("output")
                        .build(),
                spec);
        model.graph().getParam("conv_W").assign(0);
        model.graph().getParam("conv_W").get(NDArrayIndex.point(1)).assign(1);
        model.graph().getParam("conv_b").assign(0);
        return model;
    }

    /** Pictures with bright squares of 3 x 3. */
    private static Split squares(List<int[]> placesAndBrightness) {
        List<Image> images = new ArrayList<>();
        for (int[] square : placesAndBrightness) {
            Image image = Image.black(1, 12, 14);
            for (int i = 0; i < 9; i++) {
                image.pixels()[(square[0] + i / 3) * 14 + square[1] + i % 3] = square[2];
            }
            image.pixels()[11 * 14 + 13] = 40; // a second, weaker place in each picture
            images.add(image);
        }
        return new Split() {
            @Override
            public int size() {
                return images.size();
            }

            @Override
            public Image image(int i) {
                return images.get(i);
            }

            @Override
            public int label(int i) {
                return 0;
            }

            @Override
            public String id(int i) {
                return "picture " + i;
            }
        };
    }

    @Test
    void topPatchesLieWhereTheBrightSquaresAre() {
        List<int[]> planted = new ArrayList<>();
        for (int i = 0; i < 41; i++) { // more than a batch; brightness is no order of the pictures
            planted.add(new int[] {i % 9, (i * 5) % 11, 100 + (i * 7) % 41});
        }
        Split split = squares(planted);
        for (Engine engine : Engine.values()) {
            try (Explainer explainer = new Explainer(adder(), engine)) {
                List<Integer> seen = new ArrayList<>();
                List<Patch> best = explainer.topPatches(split, "conv", 1, 9, seen::add);
                assertThat(seen).containsExactly(32, 41);
                assertThat(best).hasSize(9);
                assertThat(best.stream().map(Patch::index)).doesNotHaveDuplicates();
                for (int i = 0; i < 9; i++) {
                    Patch patch = best.get(i);
                    int[] square = planted.get(patch.index());
                    assertThat(square[2]).isEqualTo(140 - i);
                    assertThat(patch.id()).isEqualTo("picture " + patch.index());
                    assertThat(patch.field()).isEqualTo(new Rectangle(square[1], square[0], 3, 3));
                    assertThat(patch.activation()).isCloseTo(9 * (square[2] / 255f - 0.4f) / 0.2f, within(1e-4f));
                }
                for (Patch patch : explainer.topPatches(split, "pool", 1, 9, n -> {})) {
                    int[] square = planted.get(patch.index());
                    assertThat(patch.field().getSize()).isEqualTo(new java.awt.Dimension(4, 4));
                    if (square[0] < 9 && square[1] < 11) {
                        assertThat(patch.field()).matches(f -> f.contains(square[1], square[0], 3, 3));
                    }
                }
            }
        }
    }

    @Test
    void aDenseUnitSeesTheWholePicture() {
        try (Explainer explainer = new Explainer(adder(), Engine.ONEDNN)) {
            Split split = squares(List.of(new int[] {1, 2, 90}, new int[] {3, 4, 200}));
            List<Patch> best = explainer.topPatches(split, "output", 0, 9, n -> {});
            assertThat(best).hasSize(2);
            assertThat(best.get(0).field()).isEqualTo(new Rectangle(0, 0, 14, 12));
            assertThat(best.get(0).activation())
                    .isGreaterThanOrEqualTo(best.get(1).activation())
                    .isCloseTo(explainer.probabilities(split.image(best.get(0).index()))[0], within(1e-5f));
            assertThatThrownBy(() -> explainer.topPatches(split, "conv", 2, 9, n -> {}))
                    .hasMessage("layer conv has the units 0 to 1, got 2");
        }
    }
}
