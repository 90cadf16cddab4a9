package org.convzoo.onednn;

import java.io.IOException;
import java.nio.FloatBuffer;
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
        return isAccelerated(graph) ? graph : accelerate(graph, Precision.F32);
    }

    /**
     * The same with another precision of inference.
     *
     * @param precision of {@code output} and {@code evaluate}; trainings are in 32 bits
     */
    public static ComputationGraph accelerate(ComputationGraph graph, Precision precision) {
        if (!isAvailable() || (graph instanceof AcceleratedGraph fast && fast.precision() == precision)) {
            return graph;
        }
        return take(graph, precision);
    }

    /** Whether a graph is one that {@link #accelerate} made: it may infer on several threads at once. */
    public static boolean isAccelerated(ComputationGraph graph) {
        return graph instanceof AcceleratedGraph;
    }

    /**
     * To be told after writing into arrays that a graph's parameters are made of, as in {@code graph.params().assign(...)}: inference
     * keeps copies of weights. DL4J's own methods tell it themselves.
     */
    public static void weightsChanged(ComputationGraph graph) {
        if (graph instanceof AcceleratedGraph fast) {
            fast.weightsChanged();
        }
    }

    /**
     * What a plan for a graph is made of.
     *
     * @param training forward and backward; else inference
     * @param shapes of the inputs, as [N, C, H, W]
     * @throws IllegalArgumentException if there can be no plan for it
     */
    public static PlanReport plan(ComputationGraph graph, boolean training, Precision precision, long[]... shapes) {
        if (!isAvailable()) {
            throw new IllegalArgumentException("no oneDNN: " + problem());
        }
        AcceleratedGraph fast = graph instanceof AcceleratedGraph given && (training || given.precision() == precision)
                ? given
                : take(graph, precision);
        try {
            return fast.report(training, shapes);
        } catch (UnsupportedGraphException e) {
            throw new IllegalArgumentException("no plan: " + e.getMessage(), e);
        }
    }

    static AcceleratedGraph take(ComputationGraph graph, Precision precision) {
        AcceleratedGraph fast = new AcceleratedGraph(graph.getConfiguration(), precision);
        fast.init(graph.params(), false);
        INDArray state =
                graph.getUpdater(false) == null ? null : graph.getUpdater(false).getStateViewArray();
        if (state != null) {
            fast.getUpdater(true).setStateViewArray(state.dup());
        }
        fast.setListeners(graph.getListeners());
        return fast;
    }

    /** An array with the same numbers as floats in row-major order, without gaps: itself if it is so, else a copy. */
    public static INDArray rowMajor(INDArray array) {
        return Plan.plain(array);
    }

    /** The numbers of an array that {@link #rowMajor} gave, where they lie: valid while the array is. */
    public static FloatBuffer floats(INDArray rowMajor) {
        return Plan.floats(rowMajor);
    }
}
