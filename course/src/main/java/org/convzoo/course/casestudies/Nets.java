package org.convzoo.course.casestudies;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.convzoo.course.NumberTable;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/** Nets of the zoo as they are configured, without weights: VGG-16's alone would take half a gigabyte. */
final class Nets {
    private Nets() {}

    /** The paper's net, layer by layer. */
    static ModelSummary summary(Architecture net) {
        return summary(net, net.defaultSpec());
    }

    /** The same for another input or other classes. */
    static ModelSummary summary(Architecture net, Spec spec) {
        return ModelSummary.of(net.configure(spec, new NeuralNetConfiguration.Builder()), spec);
    }

    /** The layer or vertex of a name. */
    static Row row(ModelSummary net, String name) {
        return net.layers().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** {@code 28 x 28 x 6}: height, width, channels, as papers write it; {@code 120} where there are no maps. */
    static String shape(Row row) {
        List<Long> sides = row.output();
        return sides.size() == 3 ? sides.get(1) + " x " + sides.get(2) + " x " + sides.get(0) : sides.get(0) + "";
    }

    /** All numbers of an output. */
    static long values(Row row) {
        return row.output().stream().reduce(1L, Math::multiplyExact);
    }

    /** Whether it is a convolution, a dense layer or the classifier: what papers count as a layer. */
    static boolean counts(Row row) {
        return row.multiplyAdds() > 0;
    }

    /** Layers with weights on the longest path from the input to the output: the depth that a net's name tells. */
    static int depth(ModelSummary net) {
        Map<String, Integer> depths = new HashMap<>();
        int deepest = 0;
        for (Row row : net.layers()) { // each after its inputs
            int before = row.inputs().stream()
                    .mapToInt(name -> depths.getOrDefault(name, 0))
                    .max()
                    .orElse(0);
            int depth = before + (counts(row) ? 1 : 0);
            depths.put(row.name(), depth);
            deepest = Math.max(deepest, depth);
        }
        return deepest;
    }

    /** A figure of weights, as their card has it. */
    static Metric metric(String weights, String split, String name) {
        return ModelZoo.card(weights).metrics().stream()
                .filter(metric -> metric.split().equals(split) && metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** {@code 12.34 %}. */
    static String percent(double share) {
        return NumberTable.decimals(100 * share, 2) + " %";
    }
}
