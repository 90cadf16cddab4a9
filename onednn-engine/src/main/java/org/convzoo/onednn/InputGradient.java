package org.convzoo.onednn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of any function of values in the middle of a graph, its taps, with respect to the input or to another value: what saliency, style transfer and
 * feature visualisation need. The graph computes as it does when it infers - no dropout, normalisation by running statistics - and no
 * weight gets a gradient. All taps take one forward and one backward pass.
 *
 * <pre>{@code
 * InputGradient gradient = InputGradient.of(graph, "relu1_1", "relu4_2");
 * INDArray dx = gradient.apply(x, values -> new INDArray[] {styleGradient(values[0]), contentGradient(values[1])});
 * }</pre>
 *
 * <p>Follows the graph's weights: each call looks whether they have changed. One call at a time.
 */
public final class InputGradient implements AutoCloseable {
    private static final int MAX_PLANS = 4; // input shapes kept ready

    private final ComputationGraph graph;
    private final String source; // with respect to this vertex
    private final List<String> taps;
    private final Map<String, Plan> plans = new LinkedHashMap<>(8, 0.75f, true);
    private Weights weights = new Weights(); // of all plans
    private final Arena arena = new Arena();

    private InputGradient(ComputationGraph graph, String source, List<String> taps) {
        this.graph = graph;
        this.source = source;
        this.taps = taps;
    }

    /**
     * For a graph with one input.
     *
     * @param taps names of vertices
     * @throws IllegalArgumentException if a vertex is not there, the graph's parameters are not FLOAT, or oneDNN cannot be loaded
     */
    public static InputGradient of(ComputationGraph graph, String... taps) {
        return withRespectTo(graph, graph.getConfiguration().getNetworkInputs().get(0), taps);
    }

    /**
     * The gradient with respect to the value of one vertex: what Grad-CAM needs. The values beside it, such as a residual block's other
     * branch, stay as they are. The vertex may be a tap too, for its value.
     *
     * @param source name of a vertex on the way from the input to a tap; {@link #apply} gives an array of its shape
     * @param taps names of vertices
     * @throws IllegalArgumentException as {@link #of} does
     */
    public static InputGradient withRespectTo(ComputationGraph graph, String source, String... taps) {
        if (!OneDnn.isAvailable()) {
            throw new IllegalArgumentException("no oneDNN: " + OneDnn.problem());
        }
        if (graph.getNumInputArrays() != 1 || taps.length == 0) {
            throw new IllegalArgumentException("a gradient needs one input and at least one tap");
        }
        for (String name : taps) {
            requireVertex(graph, name);
        }
        requireVertex(graph, source);
        if (graph.params().dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException("the graph's parameters must be FLOAT, are "
                    + graph.params().dataType());
        }
        return new InputGradient(graph, source, List.of(taps));
    }

    private static void requireVertex(ComputationGraph graph, String name) {
        if (graph.getVertex(name) == null) {
            throw new IllegalArgumentException("the graph has no vertex '" + name + "'");
        }
    }

    /**
     * The gradient at the input {@code x}.
     *
     * @param epsilons gives the gradient of each tap, in order and of its shape, from the taps' values, which are valid during the call
     * @return of the shape of {@code x}, or of the value that the gradient is with respect to; a fresh array
     * @throws IllegalStateException if the graph is closed
     */
    public synchronized INDArray apply(INDArray x, UnaryOperator<INDArray[]> epsilons) {
        if (graph.params().wasClosed()) { // plans hold its address
            throw new IllegalStateException("the graph is closed");
        }
        if (x.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException("the input must be FLOAT, is " + x.dataType());
        }
        Plan plan = plan(x.shape());
        weights.compare(graph.params());
        return plan.inputGradient(arena, x, epsilons);
    }

    private Plan plan(long... shape) {
        Plan plan = plans.computeIfAbsent(
                Arrays.toString(shape), key -> Compiler.compile(graph, weights, taps, source, shape));
        if (plans.size() > MAX_PLANS) {
            plans.remove(plans.keySet().iterator().next());
        }
        return plan;
    }

    /** Memory that a gradient at an input of a shape takes beside the input and the result, with the weights as its kernels take them. */
    public synchronized long bytes(long... shape) {
        long values = plan(shape).bytes();
        return values + weights.bytes();
    }

    /** The same with gradients that do not depend on the taps' values. */
    public INDArray apply(INDArray x, INDArray... epsilons) {
        return apply(x, values -> epsilons);
    }

    @Override
    public synchronized void close() {
        plans.clear();
        weights = new Weights();
        arena.close();
    }
}
