package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.convzoo.core.ExplainNets.conv;
import static org.convzoo.core.ExplainNets.softmax;

import java.util.List;
import org.convzoo.data.Image;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Saliency and Grad-CAM against central differences of stock DL4J in double precision, and by hand. */
class GradientMethodsTest {
    private static final int CLASS = 1;
    private static final double STEP = 1e-6;

    private final Model model = ExplainNets.branched();
    private final Image image = ExplainNets.noise(3, 8, 9);
    private final ComputationGraph exact = new ComputationGraph(ExplainNets.branched(DataType.DOUBLE));

    GradientMethodsTest() {
        exact.init(model.graph().params().castTo(DataType.DOUBLE), true);
    }

    private INDArray input() {
        float[] values = new float[3 * 8 * 9];
        model.card().preprocessing().normalize(image, values, 0);
        return Evaluator.features(values, 1, model.card().preprocessing()).castTo(DataType.DOUBLE);
    }

    /** What comes before softmax: the pooled channels times the dense weights. */
    private double logit(INDArray x) {
        INDArray pooled = exact.feedForward(x, false).get("global");
        return pooled.mmul(exact.getParam("output_W")).getDouble(0, CLASS)
                + exact.getParam("output_b").getDouble(CLASS);
    }

    @Test
    void saliencyIsTheDerivativeOfTheLogit() {
        HeatMap saliency;
        try (Explainer explainer = new Explainer(model, Engine.ONEDNN)) {
            saliency = explainer.saliency(image, CLASS);
        }
        assertThat(List.of(saliency.height(), saliency.width())).containsExactly(8, 9);
        INDArray x = input();
        for (int place = 0; place < 72; place++) {
            double largest = 0;
            for (int c = 0; c < 3; c++) {
                int i = c * 72 + place;
                double value = x.getDouble(i);
                x.putScalar(i, value + STEP);
                double above = logit(x);
                x.putScalar(i, value - STEP);
                double below = logit(x);
                x.putScalar(i, value);
                largest = Math.max(largest, Math.abs(above - below) / (2 * STEP));
            }
            assertThat((double) saliency.values()[place]).isCloseTo(largest, within(1e-5));
        }
        assertThat(saliency.max()).isGreaterThan(1e-3f);
    }

    /** A bias moves its whole channel: the logit's derivative by it is the sum of the gradient over the channel's places. */
    @Test
    void gradCamWeightsAreTheMeanGradientAlsoInsideAResidualBlock() {
        GradCam found;
        INDArray maps;
        try (Explainer explainer = new Explainer(model, Engine.ONEDNN)) {
            found = explainer.gradCamOf(image, CLASS, "c2");
            maps = exact.feedForward(input(), false).get("c2");
        }
        INDArray bias = exact.getParam("c2_b");
        double[] sum = new double[72];
        for (int k = 0; k < 5; k++) {
            double value = bias.getDouble(k);
            bias.putScalar(k, value + STEP);
            double above = logit(input());
            bias.putScalar(k, value - STEP);
            double below = logit(input());
            bias.putScalar(k, value);
            double weight = (above - below) / (2 * STEP) / 72;
            assertThat((double) found.weights()[k]).isCloseTo(weight, within(1e-6));
            for (int i = 0; i < 72; i++) {
                sum[i] += weight * maps.getDouble(0, k, i / 9, i % 9);
            }
        }
        for (int i = 0; i < 72; i++) {
            assertThat((double) found.map().values()[i]).isCloseTo(Math.max(0, sum[i]), within(1e-5));
        }
    }

    /** B. Zhou et al. 2016: with global average pooling before the dense layer the weights are the dense layer's. */
    @Test
    void gradCamIsCamWithGlobalPooling() {
        Spec spec = Spec.of(3, 1, 6, 7);
        Model cam = ExplainNets.model(
                ExplainNets.start(spec, DataType.FLOAT)
                        .addLayer("conv", conv(3, 4, Activation.RELU), "input")
                        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "conv")
                        .addLayer("output", softmax(3), "pool")
                        .setOutputs("output")
                        .build(),
                spec);
        Image picture = ExplainNets.noise(1, 6, 7);
        INDArray dense = cam.graph().getParam("output_W"); // 4 x 3
        try (Explainer explainer = new Explainer(cam, Engine.ONEDNN)) {
            GradCam found = explainer.gradCamOf(picture, CLASS, null);
            List<HeatMap> maps = explainer.featureMaps(picture, "conv");
            for (int k = 0; k < 4; k++) {
                assertThat(found.weights()[k]).isCloseTo(dense.getFloat(k, CLASS) / 42, within(1e-7f));
            }
            for (int i = 0; i < 42; i++) {
                float sum = 0;
                for (int k = 0; k < 4; k++) {
                    sum += dense.getFloat(k, CLASS) / 42 * maps.get(k).values()[i];
                }
                assertThat(found.map().values()[i]).isCloseTo(Math.max(0, sum), within(1e-6f));
            }
        }
    }

    @Test
    void theDefaultLayerIsTheEndOfTheLastConvolution() {
        try (Explainer explainer = new Explainer(model, Engine.ONEDNN)) {
            assertThat(explainer.gradCamLayer(null).name()).isEqualTo("merge");
            HeatMap map = explainer.gradCam(image, CLASS, null);
            assertThat(List.of(map.height(), map.width())).containsExactly(8, 9);
        }
    }

    @Test
    void theNetItselfIsNotChanged() {
        String before = model.graph().getConfiguration().toJson();
        INDArray output = model.graph().outputSingle(input().castTo(DataType.FLOAT));
        try (Explainer explainer = new Explainer(model, Engine.ONEDNN)) {
            explainer.saliency(image, 0);
            explainer.gradCam(image, 0, "pool");
        }
        assertThat(model.graph().getConfiguration().toJson()).isEqualTo(before);
        assertThat(model.graph().outputSingle(input().castTo(DataType.FLOAT)).distance2(output))
                .isLessThan(1e-5);
    }

    @Test
    void saysWhatIsWrong() {
        try (Explainer explainer = new Explainer(model, Engine.STOCK)) {
            assertThatThrownBy(() -> explainer.saliency(image, 0))
                    .isInstanceOf(ZooException.class)
                    .hasMessageContaining("--engine onednn");
        }
        try (Explainer explainer = new Explainer(model, Engine.ONEDNN)) {
            assertThatThrownBy(() -> explainer.gradCam(image, 0, "merg"))
                    .hasMessage("no layer is called merg; did you mean merge?");
            assertThatThrownBy(() -> explainer.gradCam(image, 0, "global"))
                    .hasMessage("layer global has no maps that lead to the output;"
                            + " take one of c1, c2, side, bn, act, sum, merge, pool");
            assertThatThrownBy(() -> explainer.classIndex("tow"))
                    .hasMessage("no class is called tow; did you mean two?");
        }
    }
}
