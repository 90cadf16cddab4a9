package org.convzoo.onednn;

import java.io.IOException;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a DL4J graph train and infer on plans of oneDNN primitives.
 *
 * <pre>{@code
 * ComputationGraph fast = OneDnn.accelerate(graph);
 * fast.fit(iterator);
 * }</pre>
 */
public final class OneDnn {
    private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);
    private static final String JAVACPP = "1.5.12"; // what the binaries of dnnl were made with

    private OneDnn() {}

    /**
     * Has JavaCPP log through SLF4J, to be called before ND4J is loaded: it warns that ND4J's libraries were made for another version
     * of it than dnnl's, and they are known to run on both.
     */
    public static void quietVersionWarning() {
        if (System.getProperty("org.bytedeco.javacpp.logger") == null) {
            System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
        }
    }

    /** Whether oneDNN's library can be loaded on this machine. */
    public static boolean isAvailable() {
        return Availability.ERROR == null;
    }

    /** Why it cannot be loaded; null if it can. */
    public static String problem() {
        return Availability.ERROR;
    }

    /** Version of the library, as 3.8.1; only where it is available. */
    public static String version() {
        dnnl_version_t version = dnnl.dnnl_version();
        return version.major() + "." + version.minor() + "." + version.patch();
    }

    private static final class Availability {
        static final String ERROR = load();

        static {
            if (ERROR != null) {
                LOG.warn("no oneDNN, DL4J computes: {}", ERROR);
            }
        }

        private static String load() {
            try {
                String javacpp = Loader.getVersion();
                if (!javacpp.startsWith(JAVACPP)) {
                    return "javacpp " + javacpp + " is on the class path, " + JAVACPP + " is needed";
                }
                dnnl.dnnl_version();
                return null;
            } catch (IOException | LinkageError e) { // no binaries for this platform
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
        return take(graph);
    }

    static AcceleratedGraph take(ComputationGraph graph) {
        AcceleratedGraph fast = new AcceleratedGraph(graph.getConfiguration());
        fast.init(graph.params(), false);
        INDArray state =
                graph.getUpdater(false) == null ? null : graph.getUpdater(false).getStateViewArray();
        if (state != null) {
            fast.getUpdater(true).setStateViewArray(state.dup());
        }
        fast.setListeners(graph.getListeners());
        return fast;
    }
}
