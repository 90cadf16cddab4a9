package org.convzoo.style;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.data.Image;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a net that paints in one style is to make small: the costs of {@link StyleObjective} for each of its paintings, with its own input as the
 * content (J. Johnson, A. Alahi, L. Fei-Fei, "Perceptual Losses for Real-Time Style Transfer and Super-Resolution", ECCV 2016, section 3.2).
 */
final class PerceptualObjective implements AutoCloseable {
    private final List<String> taps;
    private final StyleSettings settings;
    private final StyleCosts costs;
    private final PixelScale scale;
    private final FeatureNet net;
    private final ComputationGraph seeing; // values of all taps, without slopes

    /**
     * Looks at the style once.
     *
     * @param model weights of {@link VggFeatures}
     * @param style in the size in which its strokes are to be painted
     */
    PerceptualObjective(Model model, Engine engine, StyleSettings settings, Image style) {
        this.taps = settings.taps();
        this.settings = settings;
        this.scale = new PixelScale(model.card().preprocessing());
        this.net = FeatureNet.of(model, settings.pooling(), engine, taps);
        this.seeing = engine.prepare(tapped(FeatureNet.pooled(model.graph(), settings.pooling())));
        this.costs = new StyleCosts(settings);
        costs.add(values(Pictures.array(style)));
    }

    private ComputationGraph tapped(ComputationGraph graph) {
        ComputationGraphConfiguration configuration = graph.getConfiguration().clone();
        configuration.setNetworkOutputs(taps);
        ComputationGraph changed = new ComputationGraph(configuration);
        changed.init(graph.params(), false);
        return changed;
    }

    private Map<String, INDArray> values(INDArray pictures) {
        INDArray[] outputs = seeing.output(scale.toNet(pictures));
        Map<String, INDArray> values = new LinkedHashMap<>();
        for (int i = 0; i < outputs.length; i++) {
            values.put(taps.get(i), outputs[i]);
        }
        return values;
    }

    /** The sum of the costs of some paintings, [N, 3, H, W] of 0 to 255, of pictures of the same shape. */
    Costs costs(INDArray paintings, INDArray pictures) {
        INDArray content = values(pictures).get(settings.contentLayer());
        double[] sums = new double[2];
        values(paintings).forEach((layer, values) -> costs.slope(layer, values, content, sums));
        return total(sums, paintings, null);
    }

    /** The same, and its slope by the paintings. */
    StyleObjective.Evaluation evaluate(INDArray paintings, INDArray pictures) {
        INDArray content = values(pictures).get(settings.contentLayer());
        double[] sums = new double[2];
        INDArray slope = costs.slope(net, scale, paintings, content, sums);
        return new StyleObjective.Evaluation(total(sums, paintings, slope), slope);
    }

    private Costs total(double[] sums, INDArray paintings, INDArray slope) {
        double count = paintings.size(0); // the mean over all values of all is a mean of theirs
        double variation = count * TotalVariation.of(paintings, count * settings.variationWeight(), slope);
        return costs.total(sums, variation);
    }

    @Override
    public void close() {
        net.close();
    }
}
