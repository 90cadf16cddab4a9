package org.convzoo.onednn;

import java.util.Collection;
import org.bytedeco.dnnl.global.dnnl;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes a DL4J graph train and infer on plans of oneDNN primitives.
 *
 * <pre>{@code
 * ComputationGraph fast = OneDnn.accelerate(graph);
 * fast.fit(iterator);
 * }</pre>
 */
public final class OneDnn {
    private OneDnn() {}

    /** Whether oneDNN's library can be loaded on this machine. */
    public static boolean isAvailable() {
        return Availability.ERROR == null;
    }

    /** Why it cannot be loaded; null if it can. */
    public static String problem() {
        return Availability.ERROR;
    }

    private static final class Availability {
        static final String ERROR = load();

        private static String load() {
            try {
                dnnl.dnnl_version();
                return null;
            } catch (LinkageError e) { // no binaries for this platform, or another JavaCPP
                return String.valueOf(e.getMessage());
            }
        }
    }

    /**
     * A drop-in for an initialised graph. It takes over parameters, updater state, counters and listeners; the original must not be
     * trained any more. Where oneDNN cannot be loaded, the graph itself is given back.
     */
    public static ComputationGraph accelerate(ComputationGraph graph) {
        if (!isAvailable() || graph instanceof AcceleratedGraph) {
            return graph;
        }
        return take(graph, graph.params(), graph.getListeners());
    }

    static AcceleratedGraph take(ComputationGraph graph, INDArray parameters, Collection<TrainingListener> listeners) {
        AcceleratedGraph fast = new AcceleratedGraph(graph.getConfiguration());
        fast.init(parameters, false);
        INDArray state = graph.getUpdater(false) == null ? null : graph.getUpdater(false).getStateViewArray();
        if (state != null) {
            fast.getUpdater(true).setStateViewArray(state.dup());
        }
        fast.setListeners(listeners);
        return fast;
    }
}
