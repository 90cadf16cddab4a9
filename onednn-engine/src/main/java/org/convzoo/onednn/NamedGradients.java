package org.convzoo.onednn;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What DL4J's updater asks a graph for: the flat view of its gradients, and the parts of it by layer and parameter. */
final class NamedGradients {
    private NamedGradients() {}

    /** @param flat the graph's view of all gradients */
    static Gradient of(ComputationGraph graph, INDArray flat) {
        Gradient all = updaterReads(graph, flat) ? new FlatGradient(flat) : new DefaultGradient(flat);
        for (Layer layer : graph.getLayers()) {
            if (layer.numParams() > 0 && layer.getGradientsViewArray() != null) {
                String name = layer.conf().getLayer().getLayerName();
                layer.conf()
                        .getLayer()
                        .initializer()
                        .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray())
                        .forEach((parameter, view) -> all.setGradientFor(name + "_" + parameter, view));
            }
        }
        return all;
    }

    /** Whether the updater's own pieces are of this array; {@link ComputationGraph#initGradientsView} may have made another one since. */
    static boolean updaterReads(ComputationGraph graph, INDArray flat) {
        ComputationGraphUpdater updater = graph.getUpdater(false);
        if (updater == null || updater.getUpdaterBlocks().isEmpty()) {
            return true;
        }
        UpdaterBlock first = updater.getUpdaterBlocks().get(0);
        return first.getGradientView() != null
                && PlanBuilder.address(first.getGradientView()).address()
                        == PlanBuilder.address(flat).address() + (long) Float.BYTES * first.getParamOffsetStart();
    }

    /**
     * Gives the flat view itself. DL4J's own gives a new array on it each time, which its updater takes for somebody else's gradients: then
     * it cuts them into pieces anew at each step, a tenth of the time of a step of LeNet-5.
     */
    private static final class FlatGradient extends DefaultGradient {
        private static final long serialVersionUID = 1L;
        private final transient INDArray flat;

        FlatGradient(INDArray flat) {
            super(flat);
            this.flat = flat;
        }

        @Override
        public INDArray gradient() {
            return flat;
        }
    }
}
