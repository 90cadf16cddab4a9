package org.convzoo.style;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's own layers. A layer in the middle that is an output would lose the slope that comes from deeper layers, so each tap gets a vertex
 * behind it that changes nothing, and that is the output.
 */
final class StockFeatureNet implements FeatureNet {
    private static final String TAP = ".tap";

    private final Opened graph;
    private final List<String> taps;

    StockFeatureNet(ComputationGraph original, List<String> taps) {
        ComputationGraphConfiguration configuration =
                original.getConfiguration().clone();
        for (String tap : taps) {
            configuration.getVertices().put(tap + TAP, new ScaleVertex(1));
            configuration.getVertexInputs().put(tap + TAP, List.of(tap));
        }
        configuration.setNetworkOutputs(taps.stream().map(tap -> tap + TAP).toList());
        configuration.setTopologicalOrder(null);
        configuration.setTopologicalOrderStr(null);
        configuration.setTrainingWorkspaceMode(WorkspaceMode.NONE);
        configuration.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        keepWhatLeadsTo(configuration.getNetworkOutputs(), configuration);
        this.graph = new Opened(configuration);
        this.taps = List.copyOf(taps);
        graph.init();
        graph.paramTable().forEach((name, values) -> values.assign(original.getParam(name)));
    }

    /** A layer that leads to no output would wait for its slope in vain. */
    private static void keepWhatLeadsTo(List<String> outputs, ComputationGraphConfiguration configuration) {
        Deque<String> open = new ArrayDeque<>(outputs);
        Set<String> kept = new HashSet<>();
        while (!open.isEmpty()) {
            String vertex = open.pop();
            if (kept.add(vertex)) {
                open.addAll(configuration.getVertexInputs().getOrDefault(vertex, List.of()));
            }
        }
        configuration.getVertices().keySet().retainAll(kept);
        configuration.getVertexInputs().keySet().retainAll(kept);
    }

    @Override
    public INDArray gradient(INDArray input, UnaryOperator<INDArray[]> slopes) {
        return graph.slope(input, taps, slopes);
    }

    @Override
    public long bytes(long... shape) {
        return 0;
    }

    @Override
    public void close() {
        // nothing outlives the garbage collector
    }

    /** Shows what is protected, and leaves the slope by the input where it can be read. */
    private static final class Opened extends ComputationGraph {
        private static final long serialVersionUID = 1L;

        Opened(ComputationGraphConfiguration configuration) {
            super(configuration);
        }

        INDArray slope(INDArray input, List<String> taps, UnaryOperator<INDArray[]> slopes) {
            setInput(0, input);
            var values = feedForward(new INDArray[] {input}, false, false);
            INDArray[] epsilons =
                    slopes.apply(taps.stream().map(tap -> values.get(tap + TAP)).toArray(INDArray[]::new));
            calcBackpropGradients(false, false, epsilons);
            INDArray slope = getVertex(getConfiguration().getNetworkInputs().get(0))
                    .getEpsilon()
                    .dup('c');
            clear();
            return slope;
        }
    }
}
