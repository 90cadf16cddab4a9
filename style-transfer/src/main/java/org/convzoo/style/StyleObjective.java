package org.convzoo.style;

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
 */
public final class StyleObjective implements AutoCloseable {
    private final FeatureNet net;
    private final PixelScale scale;
    private final StyleSettings settings;
    private final List<String> taps;
    private final INDArray content;
    private final StyleCosts costs;

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
            Memory.requireNative(picture.size(3), picture.size(2), (double) net.bytes(picture.shape()));
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
        this.content = values(content).get(settings.contentLayer());
        this.costs = new StyleCosts(settings);
        styles.forEach(style -> costs.add(values(style)));
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
        double[] sums = new double[2]; // content, style
        INDArray slope = costs.slope(net, scale, picture, content, sums);
        double variation = TotalVariation.of(picture, settings.variationWeight(), slope);
        return new Evaluation(costs.total(sums, variation), slope);
    }

    @Override
    public void close() {
        net.close();
    }
}
