package org.convzoo.onednn;

import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A graph's plans for modes and input shapes, the weights that they share, and the arenas that they run in. */
final class Plans {
    private static final Logger LOG = LoggerFactory.getLogger(Plans.class);
    private static final int MAX_PLANS = 8; // batch sizes and modes kept ready

    private final ComputationGraph graph;
    private final Precision precision; // of all but trainings
    private final Map<String, Plan> ready = new LinkedHashMap<>(MAX_PLANS, 0.75f, true); // least recently used first
    private final Deque<Arena> arenas = new ConcurrentLinkedDeque<>(); // that nobody uses now
    private Weights weights = new Weights();
    private INDArray parameters; // what the plans hold addresses of
    private INDArray gradients;

    Plans(ComputationGraph graph, Precision precision) {
        this.graph = graph;
        this.precision = precision;
    }

    /**
     * The plan, compiled on first use.
     *
     * @param parameters of the graph, flat; others than before have other addresses, for which plans are made anew
     * @param gradients likewise; null: none yet
     * @param asked vertices whose values are wanted
     * @throws UnsupportedGraphException if there can be none
     */
    synchronized Plan of(INDArray parameters, INDArray gradients, Mode mode, List<String> asked, long[]... shapes) {
        if (parameters.dataType() != DataType.FLOAT) { // kernels read them in place
            throw new UnsupportedGraphException("parameters of " + parameters.dataType());
        }
        if (this.parameters != parameters || this.gradients != gradients) {
            forget();
            this.parameters = parameters;
            this.gradients = gradients;
        }
        boolean some =
                mode == Mode.INFERENCE && !asked.equals(graph.getConfiguration().getNetworkOutputs());
        String key = mode + Arrays.deepToString(shapes) + (some ? asked : "");
        Plan plan = ready.get(key);
        if (plan == null) {
            plan = Compiler.compile(
                    graph, mode, mode == Mode.TRAINING ? Precision.F32 : precision, weights, asked, shapes);
            if (!plan.islands().isEmpty()) {
                LOG.info("DL4J computes {} of the graph itself", plan.islands());
            }
            ready.put(key, plan);
            if (ready.size() > MAX_PLANS) {
                ready.remove(ready.keySet().iterator().next());
            }
        }
        return plan;
    }

    private void forget() {
        ready.clear();
        weights = new Weights();
    }

    /** Lends an arena to a plan's run; several may run at once. */
    <T> T run(Function<Arena, T> run) {
        Arena free = arenas.poll();
        Arena arena = free == null ? new Arena() : free;
        try {
            return run.apply(arena);
        } finally {
            arenas.push(arena);
        }
    }

    PlanReport report(Plan plan) {
        return PlanReport.of(plan, weights);
    }

    /** What DL4J computes in the plans made so far. */
    synchronized Set<String> islands() {
        return ready.values().stream().flatMap(plan -> plan.islands().stream()).collect(Collectors.toSet());
    }

    /** Parameters have other values now. */
    void weightsChanged() {
        weights.changed();
    }

    /** A training has moved those that learn. */
    void learned() {
        weights.learned();
    }

    /** While none of them runs. */
    synchronized void close() {
        forget();
        arenas.forEach(Arena::close);
        arenas.clear();
    }
}
