package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Central differences of the score in double precision, along random directions of one parameter at a time. They judge where stock's
 * own gradient is wrong, and prove that it is right elsewhere.
 */
final class Differences {
    private static final double STEP = 1e-6;
    private static final int DIRECTIONS = 3;

    private final ComputationGraph exact;
    private final INDArray[] inputs;
    private final INDArray[] labels;

    Differences(ComputationGraph exact, INDArray[] inputs, INDArray[] labels) {
        this.exact = exact;
        this.inputs = inputs;
        this.labels = labels;
    }

    /** The largest distance over all parameters and directions, as a share of what a gradient of its norm could give. */
    double distance(ComputationGraph graph) {
        Map<String, INDArray> gradients = new HashMap<>(); // copies, as scoring may change the graph's own
        Trial.gradients(graph)
                .forEach((name, view) ->
                        gradients.put(name, view.castTo(DataType.DOUBLE).dup()));
        Nd4j.getRandom().setSeed(8);
        double all = Trial.norm(graph.getFlattenedGradients());
        double worst = 0;
        long batch = inputs[0].size(0); // gradients are sums, the score is a mean
        for (Layer layer : exact.getLayers()) {
            if (layer instanceof FrozenLayerWithBackprop) {
                continue; // its gradient is none on purpose
            }
            for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
                INDArray told = gradients.get(layer.conf().getLayer().getLayerName() + "_" + parameter.getKey());
                if (told == null || isStatistic(parameter.getKey())) {
                    continue;
                }
                for (int i = 0; i < DIRECTIONS; i++) {
                    INDArray direction = Nd4j.rand(DataType.DOUBLE, told.shape())
                            .subi(0.5)
                            .addi(Transforms.sign(told, true).muli(0.25)); // not across the gradient
                    direction.divi(Trial.norm(direction));
                    double slope = slope(parameter.getValue(), direction) * batch;
                    double along = told.mul(direction).sumNumber().doubleValue();
                    double size = Math.max(Math.max(Trial.norm(told), Math.abs(slope)), 1e-3 * all);
                    worst = Math.max(worst, Math.abs(slope - along) / size);
                }
            }
        }
        assertThat(worst).isNotNaN();
        return worst;
    }

    /** Their gradients are no gradients, but the way to the next value. */
    private static boolean isStatistic(String parameter) {
        return parameter.equals("mean") || parameter.equals("var") || parameter.equals("log10stdev");
    }

    private double slope(INDArray parameter, INDArray direction) {
        INDArray before = parameter.dup();
        parameter.addi(direction.mul(STEP).reshape(parameter.shape()));
        double above = score();
        parameter.assign(before).subi(direction.mul(STEP).reshape(parameter.shape()));
        double below = score();
        parameter.assign(before);
        return (above - below) / (2 * STEP);
    }

    private double score() {
        return exact.score(new MultiDataSet(inputs, labels), true);
    }
}
