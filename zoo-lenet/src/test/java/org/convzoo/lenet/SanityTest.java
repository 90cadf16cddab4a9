package org.convzoo.lenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.convzoo.core.Engine;
import org.convzoo.core.Explainer;
import org.convzoo.core.HeatMap;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.data.Datasets;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

/**
 * Whether an explanation is of the weights or of the picture alone: J. Adebayo et al., "Sanity Checks for Saliency Maps", NeurIPS 2018,
 * arXiv 1810.03292. A map that stays alike when all weights are random explains nothing.
 */
class SanityTest {
    private static final int PICTURES = 20;

    private final Split test = Datasets.open("digits").part("test");

    @Test
    void saliencyDependsOnTheWeights() {
        assertThat(likeness((explainer, i) -> explainer.saliency(test.image(i), test.label(i))))
                .isBetween(-0.4, 0.4);
    }

    @Test
    void gradCamDependsOnTheWeights() {
        assertThat(likeness((explainer, i) -> explainer.gradCam(test.image(i), test.label(i), null)))
                .isBetween(-0.4, 0.4);
    }

    /** Mean rank correlation of the maps of trained and of random weights. */
    private static double likeness(BiFunction<Explainer, Integer, HeatMap> method) {
        Model trained = ModelZoo.load("lenet5.digits");
        ComputationGraph random =
                new ComputationGraph(trained.graph().getConfiguration().clone());
        random.init();
        try (Explainer ofTrained = new Explainer(trained, Engine.ONEDNN);
                Explainer ofRandom = new Explainer(new Model(random, trained.card()), Engine.ONEDNN)) {
            double sum = 0;
            for (int i = 0; i < PICTURES; i++) {
                HeatMap map = method.apply(ofTrained, i);
                assertThat(correlation(map, method.apply(ofTrained, i))).isCloseTo(1, within(1e-9));
                sum += correlation(map, method.apply(ofRandom, i));
            }
            return sum / PICTURES;
        }
    }

    /** Spearman's: Pearson's of the ranks. */
    private static double correlation(HeatMap a, HeatMap b) {
        double[] x = ranks(a.values());
        double[] y = ranks(b.values());
        double mean = (x.length - 1) / 2.0;
        double xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xy / Math.sqrt(xx * yy);
    }

    /** Equal values share the mean of their ranks. */
    private static double[] ranks(float[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparing(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        for (int from = 0, to; from < order.length; from = to) {
            to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }
        }
        return ranks;
    }
}
