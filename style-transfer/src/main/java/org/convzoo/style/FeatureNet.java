package org.convzoo.style;

import java.util.List;
import java.util.function.UnaryOperator;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ZooException;
import org.convzoo.onednn.InputGradient;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A net of which the values of some layers count, its taps, and their slopes by the input: all in one pass forwards and one backwards. */
interface FeatureNet extends AutoCloseable {
    /**
     * The slope of a cost.
     *
     * @param input [1, C, H, W]
     * @param slopes gives the cost's slope by the value of each tap, from these values, which are valid during the call
     * @return its slope by the input
     */
    INDArray gradient(INDArray input, UnaryOperator<INDArray[]> slopes);

    /** Memory that this takes for an input of a shape, about; 0 where nobody knows. */
    long bytes(long... shape);

    @Override
    void close();

    /**
     * A net with its weights.
     *
     * @param taps names of layers
     * @throws ZooException if it has no such layer
     */
    static FeatureNet of(Model model, Pooling pooling, Engine engine, List<String> taps) {
        ComputationGraph graph = pooled(model.graph(), pooling);
        for (String tap : taps) {
            if (!graph.getConfiguration().getVertices().containsKey(tap)) {
                throw new ZooException(model.card().id() + " has no layer " + tap + "; it has "
                        + String.join(
                                ", ",
                                graph.getConfiguration().getNetworkInputs().isEmpty() ? List.of() : layers(graph)));
            }
        }
        if (engine == Engine.STOCK) {
            return new StockFeatureNet(graph, taps);
        }
        InputGradient gradient = InputGradient.of(graph, taps.toArray(String[]::new));
        return new FeatureNet() {
            @Override
            public INDArray gradient(INDArray input, UnaryOperator<INDArray[]> slopes) {
                return gradient.apply(input, slopes);
            }

            @Override
            public long bytes(long... shape) {
                return gradient.bytes(shape);
            }

            @Override
            public void close() {
                gradient.close();
            }
        };
    }

    private static List<String> layers(ComputationGraph graph) {
        return graph.getConfiguration().getTopologicalOrderStr().stream()
                .filter(name ->
                        graph.getLayer(name) != null && graph.getLayer(name).numParams() > 0)
                .toList();
    }

    /** The same weights between other pools. */
    static ComputationGraph pooled(ComputationGraph graph, Pooling pooling) {
        ComputationGraphConfiguration configuration = graph.getConfiguration().clone();
        configuration.getVertices().values().forEach(vertex -> {
            if (vertex instanceof LayerVertex layer
                    && layer.getLayerConf().getLayer() instanceof SubsamplingLayer subsampling) {
                subsampling.setPoolingType(pooling.type);
            }
        });
        ComputationGraph changed = new ComputationGraph(configuration);
        changed.init(graph.params(), false);
        return changed;
    }
}
