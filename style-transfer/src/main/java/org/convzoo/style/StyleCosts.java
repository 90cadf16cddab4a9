package org.convzoo.style;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What the values of a layer cost, and the slope of the costs by them: the content's and the styles' (L. Gatys, A. Ecker, M. Bethge, "Image Style
 * Transfer Using Convolutional Neural Networks", CVPR 2016, equations 1 to 7). Of several pictures it is the sum.
 *
 * <p>Gram matrices of the styles are kept by place, so that their pictures may have another size.
 */
final class StyleCosts {
    private final StyleSettings settings;
    private final List<Map<String, INDArray>> grams = new ArrayList<>(); // of each style, by layer

    StyleCosts(StyleSettings settings) {
        this.settings = settings;
    }

    /** One more style, by its picture's values, [1, C, H, W] of each layer. */
    void add(Map<String, INDArray> values) {
        Map<String, INDArray> own = new LinkedHashMap<>();
        for (String layer : settings.styleLayers().keySet()) {
            INDArray of = values.get(layer);
            own.put(layer, Gram.of(of).divi(places(of)));
        }
        grams.add(own);
    }

    private static double places(INDArray values) {
        return (double) values.size(2) * values.size(3);
    }

    /**
     * The slope of the total by one layer's values.
     *
     * @param values [N, C, H, W]
     * @param content the content pictures' values at this layer, of the same shape; read at the content layer only
     * @param costs to which content and style are added, before their weights
     */
    INDArray slope(String layer, INDArray values, INDArray content, double[] costs) {
        double size = (double) values.length() / values.size(0);
        Double weight = settings.styleLayers().get(layer);
        INDArray slope = weight == null
                ? null
                : styleSlopes(values, layer, weight * settings.constants().style(size), costs);
        if (layer.equals(settings.contentLayer())) {
            double factor = settings.constants().content(size);
            INDArray difference = values.sub(content);
            costs[0] += factor * squares(difference);
            difference.muli(2 * factor * settings.contentWeight());
            if (slope == null) {
                return difference;
            }
            slope.addi(difference);
            difference.close();
        }
        return slope;
    }

    /**
     * The slope of the total by the pictures, without their variation.
     *
     * @param net with the settings' taps
     * @param pictures [N, 3, H, W], values 0 to 255
     * @param content the content pictures' values at the content layer
     * @param costs to which content and style are added, before their weights
     */
    INDArray slope(FeatureNet net, PixelScale scale, INDArray pictures, INDArray content, double[] costs) {
        List<String> taps = settings.taps();
        INDArray[] slopes = new INDArray[taps.size()];
        INDArray input = scale.toNet(pictures);
        INDArray inputSlope = net.gradient(input, values -> {
            for (int i = 0; i < values.length; i++) {
                slopes[i] = slope(taps.get(i), values[i], content, costs);
            }
            return slopes;
        });
        INDArray slope = scale.toPicture(inputSlope);
        for (INDArray each : slopes) { // 150 MB at 512 pixels, which the garbage collector does not see
            each.close();
        }
        input.close();
        inputSlope.close();
        return slope;
    }

    private INDArray styleSlopes(INDArray values, String layer, double factor, double[] costs) {
        if (values.size(0) == 1) {
            return styleSlope(layer, values, factor, costs);
        }
        INDArray slopes = Nd4j.createUninitialized(values.dataType(), values.shape(), 'c');
        for (long n = 0; n < values.size(0); n++) {
            INDArray one = styleSlope(layer, picture(values, n), factor, costs);
            picture(slopes, n).assign(one);
            one.close();
        }
        return slopes;
    }

    private INDArray styleSlope(String layer, INDArray values, double factor, double[] costs) {
        INDArray gram = Gram.of(values);
        INDArray slope = Nd4j.zeros(gram.dataType(), gram.shape());
        for (int s = 0; s < grams.size(); s++) {
            double weight = factor * settings.blend().get(s);
            INDArray wanted = grams.get(s).get(layer).mul(places(values));
            INDArray difference = gram.sub(wanted);
            wanted.close();
            costs[1] += weight * squares(difference);
            slope.addi(difference.muli(2 * weight * settings.styleWeight()));
            difference.close();
        }
        gram.close();
        INDArray slopes = Gram.backward(values, slope);
        slope.close();
        return slopes;
    }

    private static INDArray picture(INDArray batch, long n) {
        return batch.get(NDArrayIndex.interval(n, n + 1), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all());
    }

    private static double squares(INDArray array) {
        double norm = array.norm2Number().doubleValue();
        return norm * norm;
    }

    /**
     * All costs together.
     *
     * @param costs content and style
     */
    Costs total(double[] costs, double variation) {
        return new Costs(
                costs[0],
                costs[1],
                variation,
                settings.contentWeight() * costs[0]
                        + settings.styleWeight() * costs[1]
                        + settings.variationWeight() * variation);
    }
}
