package org.convzoo.course.facesandart;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.Numbers;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.convzoo.data.Image;
import org.convzoo.onednn.OneDnn;
import org.convzoo.style.Constants;
import org.convzoo.style.Pooling;
import org.convzoo.style.StyleObjective;
import org.convzoo.style.StyleSettings;
import org.convzoo.style.VggFeatures;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * VGG-19 with a quarter of its filters and weights by lot: what content and style cost, and how a picture is painted, needs no
 * download to be seen. Nets with weights by lot describe textures too, if less well than trained ones (I. Ustyuzhaninov, W. Brendel, L. Gatys, M.
 * Bethge, "Texture Synthesis Using Shallow Convolutional Networks with Random Filters", 2016, arXiv 1606.00021).
 *
 * <p>Shapes: picture 3 x 96 x 96, conv1_1 16 x 96 x 96, conv2_1 32 x 48 x 48, conv3_1 64 x 24 x 24, conv4_2 128 x 12 x 12.
 */
final class RandomVgg {
    private static final double WIDTH_FACTOR = 0.25;

    private RandomVgg() {}

    private static Model net(DataType type) {
        VggFeatures vgg = VggFeatures.VGG19_FEATURES;
        Spec spec = vgg.defaultSpec()
                .withInput(3, DrawnTexture.SIDE, DrawnTexture.SIDE)
                .withWidthFactor(WIDTH_FACTOR);
        ComputationGraph graph = new ComputationGraph(
                vgg.configure(spec, new NeuralNetConfiguration.Builder().seed(1).dataType(type)));
        graph.init();
        return new Model(
                graph,
                ModelCard.of(vgg, spec, "none", List.of(), WeightsImport.provenance("none", "none", "weights by lot")));
    }

    /** What computes best here. */
    static Engine engine() {
        return OneDnn.isAvailable() ? Engine.ONEDNN : Engine.STOCK;
    }

    /**
     * Costs of pictures beside a content and a style.
     *
     * @param type FLOAT, or DOUBLE for slopes that are held against differences; DL4J's own layers alone know that
     */
    static StyleObjective objective(Engine engine, DataType type, StyleSettings settings, Image content, Image style) {
        return StyleObjective.of(net(type), engine, settings, array(type, content), List.of(array(type, style)));
    }

    /**
     * What counts how much.
     *
     * @param alpha weight of the content
     * @param beta weight of the style, which the layers share equally
     */
    static StyleSettings settings(String contentLayer, double alpha, List<String> styleLayers, double beta) {
        return settings(contentLayer, alpha, styleLayers, beta, 0);
    }

    /** The same, with a weight of the total variation, which keeps noise low. */
    static StyleSettings settings(
            String contentLayer, double alpha, List<String> styleLayers, double beta, double variation) {
        Map<String, Double> lambdas = new LinkedHashMap<>();
        styleLayers.forEach(layer -> lambdas.put(layer, 1.0 / styleLayers.size()));
        return StyleSettings.defaults(1)
                .withCosts(
                        contentLayer,
                        alpha,
                        lambdas,
                        beta,
                        Collections.nCopies(1, 1.0),
                        variation,
                        Constants.COURSE,
                        Pooling.AVERAGE);
    }

    /** A picture that gradient descent moves to where its total cost is low: x - rate slope, with Adam's rates. */
    static final class Descent {
        private final StyleObjective objective;
        private final INDArray x; // [1, 3, 96, 96]
        private final AdamUpdater adam;
        private int steps;

        Descent(StyleObjective objective, Image start, double rate) {
            this.objective = objective;
            this.x = array(DataType.FLOAT, start);
            this.adam = (AdamUpdater) new Adam(rate).instantiate(Nd4j.zeros(DataType.FLOAT, 1, 2 * x.length()), true);
        }

        /** Makes some steps. */
        void step(int count) {
            for (int i = 0; i < count; i++) {
                INDArray slope = objective.evaluate(x).slope();
                INDArray row = slope.reshape(1, slope.length());
                adam.applyUpdater(row, steps++, 0); // now it is what to subtract
                x.subi(row.reshape(x.shape()));
            }
        }

        StyleObjective.Evaluation now() {
            return objective.evaluate(x);
        }

        Image picture() {
            float[] values = Numbers.of(x);
            Image picture = Image.black(3, DrawnTexture.SIDE, DrawnTexture.SIDE);
            for (int i = 0; i < values.length; i++) {
                picture.pixels()[i] = Math.max(0, Math.min(255, values[i]));
            }
            return picture;
        }
    }

    /** [1, 3, H, W]. */
    static INDArray array(DataType type, Image picture) {
        return Nd4j.createFromArray(picture.pixels())
                .castTo(type)
                .reshape('c', 1, 3, picture.height(), picture.width());
    }
}
