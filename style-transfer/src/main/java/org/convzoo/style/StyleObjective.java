package org.convzoo.style;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ZooException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a painting is to minimise, a function of its pixels: by alpha how far its values at the content layer are from the content's, by beta how far
 * the Gram matrices of its style layers are from the styles', and its total variation.
 *
 * <p>Source: L. Gatys, A. Ecker, M. Bethge, "Image Style Transfer Using Convolutional Neural Networks", CVPR 2016, equations 1 to 7.
 *
 * <p>A style picture of another size has a Gram matrix of as many more places: it counts per place.
 */
public final class StyleObjective implements AutoCloseable {
    private final FeatureNet net;
    private final PixelScale scale;
    private final StyleSettings settings;
    private final List<String> taps;
    private final INDArray content;
    private final List<Map<String, INDArray>> grams = new ArrayList<>(); // of each style, by layer

    /** Costs, and their slope by the picture. */
    public record Evaluation(Costs costs, INDArray slope) {}

    /**
     * Looks at the pictures once.
     *
     * @param model of {@link VggFeatures}, or another net with the settings' layers
     * @param content [1, 3, H, W], values 0 to 255
     * @param styles likewise, of any size, as many as the settings blend
     * @throws ZooException if the net has no such layer, or a picture needs more memory than is free
     */
    public static StyleObjective of(
            Model model, Engine engine, StyleSettings settings, INDArray content, List<INDArray> styles) {
        FeatureNet net = FeatureNet.of(model, settings.pooling(), engine, settings.taps());
        requireMemory(net, content);
        styles.forEach(style -> requireMemory(net, style));
        return new StyleObjective(net, new PixelScale(model.card().preprocessing()), settings, content, styles);
    }

    private static void requireMemory(FeatureNet net, INDArray picture) {
        try {
            Memory.requireNative(picture.size(3), picture.size(2), net.bytes(picture.shape()));
        } catch (ZooException e) {
            net.close();
            throw e;
        }
    }

    /**
     * The same.
     *
     * @param net with the settings' taps; closed with this
     * @param content [1, 3, H, W], values 0 to 255
     * @param styles likewise, of any size
     */
    StyleObjective(FeatureNet net, PixelScale scale, StyleSettings settings, INDArray content, List<INDArray> styles) {
        if (styles.size() != settings.blend().size()) {
            throw new IllegalArgumentException(
                    styles.size() + " styles, but " + settings.blend().size() + " weights of styles");
        }
        this.net = net;
        this.scale = scale;
        this.settings = settings;
        this.taps = settings.taps();
        Map<String, INDArray> contentValues = values(content);
        this.content = contentValues.get(settings.contentLayer());
        for (INDArray style : styles) {
            Map<String, INDArray> own = new LinkedHashMap<>();
            Map<String, INDArray> values = values(style);
            for (String layer : settings.styleLayers().keySet()) {
                double places =
                        (double) values.get(layer).size(2) * values.get(layer).size(3);
                double wanted = (double) contentValues.get(layer).size(2)
                        * contentValues.get(layer).size(3);
                own.put(layer, Gram.of(values.get(layer)).muli(wanted / places));
            }
            grams.add(own);
        }
    }

    private Map<String, INDArray> values(INDArray picture) {
        Map<String, INDArray> kept = new LinkedHashMap<>();
        net.gradient(scale.toNet(picture), values -> {
            INDArray[] nothing = new INDArray[values.length];
            for (int i = 0; i < values.length; i++) {
                kept.put(taps.get(i), values[i].dup('c'));
                nothing[i] = Nd4j.zeros(values[i].dataType(), values[i].shape());
            }
            return nothing;
        });
        return kept;
    }

    /** The costs of a picture, [1, 3, H, W] as the content's, and their slope. */
    public Evaluation evaluate(INDArray picture) {
        double[] costs = new double[2]; // content, style
        INDArray slope = scale.toPicture(net.gradient(scale.toNet(picture), values -> {
            INDArray[] slopes = new INDArray[values.length];
            for (int i = 0; i < values.length; i++) {
                slopes[i] = slope(taps.get(i), values[i], costs);
            }
            return slopes;
        }));
        double variation = TotalVariation.of(picture, settings.variationWeight(), slope);
        double total = settings.contentWeight() * costs[0]
                + settings.styleWeight() * costs[1]
                + settings.variationWeight() * variation;
        return new Evaluation(new Costs(costs[0], costs[1], variation, total), slope);
    }

    /** Of the total by one layer's values. */
    private INDArray slope(String layer, INDArray values, double[] costs) {
        INDArray slope = null;
        Double weight = settings.styleLayers().get(layer);
        if (weight != null) {
            slope = styleSlope(layer, values, weight * settings.constants().style(values.length()), costs);
        }
        if (layer.equals(settings.contentLayer())) {
            double factor = settings.constants().content(values.length());
            INDArray difference = values.sub(content);
            costs[0] += factor * squares(difference);
            difference.muli(2 * factor * settings.contentWeight());
            slope = slope == null ? difference : slope.addi(difference);
        }
        return slope;
    }

    private INDArray styleSlope(String layer, INDArray values, double factor, double[] costs) {
        INDArray gram = Gram.of(values);
        INDArray slope = Nd4j.zeros(gram.dataType(), gram.shape());
        for (int s = 0; s < grams.size(); s++) {
            double weight = factor * settings.blend().get(s);
            INDArray difference = gram.sub(grams.get(s).get(layer));
            costs[1] += weight * squares(difference);
            slope.addi(difference.muli(2 * weight * settings.styleWeight()));
        }
        return Gram.backward(values, slope);
    }

    private static double squares(INDArray array) {
        double norm = array.norm2Number().doubleValue();
        return norm * norm;
    }

    @Override
    public void close() {
        net.close();
    }
}
