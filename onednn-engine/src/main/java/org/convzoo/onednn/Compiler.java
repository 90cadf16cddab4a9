package org.convzoo.onednn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.dnnl.memory;
import org.convzoo.onednn.Chains.Chain;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.InputVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;

/**
 * From a graph and the shapes of its inputs to a {@link Plan}: one lowering per vertex or {@linkplain Chains chain} of vertices, in
 * topological order. What has no lowering becomes an island.
 */
final class Compiler {
    private final ComputationGraph graph;
    private final GraphVertex[] vertices;
    private final PlanBuilder plan;
    private final Set<Integer> islands; // vertices that DL4J computes
    private final GradientFlow flow;
    private final Chains chains;
    private final LayerLowering layers;
    private final List<String> asked; // vertices whose values are wanted: outputs, taps
    private final String source; // vertex whose gradient is wanted; null: none
    private final Map<Integer, Tensor> values = new HashMap<>(); // by vertex
    private final Map<Integer, Head> heads = new HashMap<>(); // by place in what is asked for

    private Compiler(
            ComputationGraph graph,
            PlanBuilder plan,
            List<String> asked,
            String source,
            Set<Integer> islands,
            Set<Integer> apart) {
        this.graph = graph;
        this.vertices = graph.getVertices();
        this.plan = plan;
        this.asked = asked;
        this.source = source;
        this.islands = islands;
        this.flow = new GradientFlow(graph, plan.mode);
        Set<String> whole = new HashSet<>(asked);
        Optional.ofNullable(source).ifPresent(whole::add);
        this.chains = new Chains(graph, plan.training, whole, flow, apart);
        this.layers = new LayerLowering(graph, plan, flow);
    }

    /**
     * Compiles.
     *
     * @param asked vertices whose values are wanted; the outputs where the mode has losses
     * @throws UnsupportedGraphException if the graph as a whole cannot be computed by a plan
     */
    static Plan compile(
            ComputationGraph graph,
            Mode mode,
            Precision precision,
            Weights weights,
            List<String> asked,
            long[]... shapes) {
        return compile(graph, () -> new PlanBuilder(mode, precision, weights), asked, null, shapes);
    }

    /**
     * The gradient of values in the middle with respect to the input, or to another value.
     *
     * @param weights of all plans for this graph
     * @param source the vertex whose gradient is wanted
     */
    static Plan compile(ComputationGraph graph, Weights weights, List<String> taps, String source, long[] shape) {
        return compile(graph, () -> new PlanBuilder(Mode.INPUT_GRADIENT, Precision.F32, weights), taps, source, shape);
    }

    private static Plan compile(
            ComputationGraph graph,
            Supplier<PlanBuilder> builder,
            List<String> asked,
            String source,
            long[]... shapes) {
        Set<Integer> islands = new HashSet<>();
        Set<Integer> apart = new HashSet<>(); // in no chain
        ChannelsLast.checkOneFormat(graph);
        while (true) { // once more for each chain that must come apart, and for each vertex that is an island
            try {
                return new Compiler(graph, builder.get(), asked, source, islands, apart).compile(shapes);
            } catch (IslandException e) {
                apart.addAll(e.vertices);
                if (e.vertices.size() == 1) {
                    islands.addAll(e.vertices);
                }
            }
        }
    }

    /** Vertices that have no lowering. */
    private static final class IslandException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<Integer> vertices;

        IslandException(List<Integer> vertices, RuntimeException cause) {
            super(cause);
            this.vertices = vertices;
        }
    }

    private Plan compile(long[][] shapes) {
        plan.setBatch(shapes[0][0]);
        if (plan.mode == Mode.TRAINING) {
            flow.checkWhatLearns(graph);
        }
        List<memory> inputs = new ArrayList<>();
        for (long[] shape : shapes) {
            inputs.add(plan.external(PlanBuilder.plain(shape)));
        }
        Set<Integer> needed = below(asked);
        Plan.Result[] results = new Plan.Result[plan.training || plan.mode.losses() ? 0 : asked.size()];
        Tensor wanted = null; // its gradient is
        memory gradient = null;
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = vertices[index];
            if (vertex instanceof InputVertex) {
                int number = graph.getConfiguration().getNetworkInputs().indexOf(vertex.getVertexName());
                boolean isSource = vertex.getVertexName().equals(source);
                Tensor x = new Tensor(inputs.get(number), isSource, shapes[number]);
                values.put(index, x);
                wanted = isSource ? x : wanted;
                gradient = isSource ? gradientOf(x) : gradient;
                answer(vertex.getVertexName(), x, results);
            }
            if (vertex instanceof InputVertex || !needed.contains(index) || chains.isInner(index)) {
                continue;
            }
            int place = asked.indexOf(vertex.getVertexName());
            if (place >= 0 && plan.mode.losses()) {
                heads.put(place, head(index));
                continue;
            }
            Tensor y = value(index);
            if (vertex.getVertexName().equals(source)) { // what is before it needs no gradient
                y = new Tensor(y.memory, true, y.shape);
                wanted = y;
                gradient = gradientOf(y);
            }
            values.put(index, y);
            answer(vertex.getVertexName(), y, results);
        }
        if (source != null && wanted == null) {
            throw new UnsupportedGraphException("no tap depends on '" + source + "'");
        }
        try {
            plan.finish();
        } catch (UnsupportedGraphException e) {
            throw e;
        } catch (RuntimeException e) { // oneDNN has no backward kernel
            throw new IslandException(List.of(plan.vertex()), e);
        }
        return new Plan(
                plan,
                inputs,
                wanted == null ? null : new Plan.Result(gradient, wanted.shape),
                List.of(results),
                heads.keySet().stream().sorted().map(heads::get).toList(),
                islands.stream()
                        .sorted()
                        .map(index -> vertices[index].getVertexName())
                        .toList());
    }

    /** Vertices that others depend on, and those themselves. */
    private Set<Integer> below(List<String> names) {
        Set<Integer> below = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>();
        names.forEach(name -> open.add(graph.getVertex(name).getVertexIndex()));
        while (!open.isEmpty()) {
            int vertex = open.pop();
            if (below.add(vertex) && vertices[vertex].getInputVertices() != null) {
                Stream.of(vertices[vertex].getInputVertices())
                        .map(VertexIndices::getVertexIndex)
                        .forEach(open::push);
            }
        }
        return below;
    }

    /** Where the backward steps leave a gradient: made before what reads the value is lowered, it is copied after all of that. */
    private memory gradientOf(Tensor x) {
        memory gradient = plan.external(PlanBuilder.plain(x.shape));
        plan.onBackward(() -> plan.backward.add(plan.copy(plan.gradient(x, PlanBuilder.plain(x.shape)), gradient)));
        return gradient;
    }

    /** Gives a value to whom it is asked for, as often as it is. */
    private void answer(String name, Tensor y, Plan.Result[] results) {
        for (int place = 0; place < asked.size(); place++) {
            if (!asked.get(place).equals(name)) {
                continue;
            }
            if (plan.frozen) {
                heads.put(place, tap(y));
            } else {
                results[place] = new Plan.Result(plan.result(y.memory, y.shape), y.shape);
            }
        }
    }

    private Head tap(Tensor y) {
        memory value = plan.result(y.memory, y.shape);
        TapHead head = new TapHead(value, plan.external(PlanBuilder.plain(y.shape)), y.shape);
        y.addGradient(head.gradient());
        return head;
    }

    private List<Tensor> inputsOf(int vertex) {
        return Stream.of(vertices[vertex].getInputVertices())
                .map(VertexIndices::getVertexIndex)
                .map(values::get)
                .map(x -> flow.passes(vertex) ? x : x.withoutGradient())
                .toList();
    }

    /** The value of a vertex, computed with those that ride along. */
    private Tensor value(int vertex) {
        Chain chain = chains.endingAt(vertex);
        List<Integer> members = chain == null ? List.of(vertex) : chain.members();
        plan.at(vertex, vertices[vertex].getVertexName());
        if (islands.contains(vertex)) {
            return IslandLowering.lower(plan, vertices[vertex], inputsOf(vertex), flow.passes(vertex));
        }
        try {
            if (chain != null) {
                Tensor branch = chain.branch() < 0 ? null : values.get(chain.branch());
                return layers.lower(chain, inputsOf(chain.first()), branch);
            }
            return layers.lower(vertices[vertex], inputsOf(vertex));
        } catch (RuntimeException e) { // ours, or what JavaCPP makes of dnnl::error
            throw new IslandException(members, e);
        }
    }

    /** An output of a training: all but its loss. */
    private Head head(int vertex) {
        GraphVertex output = vertices[vertex];
        plan.at(vertex, output.getVertexName());
        if (!(output instanceof LayerVertex layerVertex) || !(output.getLayer() instanceof IOutputLayer)) {
            throw new UnsupportedGraphException("output " + output.getVertexName() + " without a loss");
        }
        Tensor x = inputsOf(vertex).get(0);
        var layer = output.getLayer().conf().getLayer();
        Class<?> type = layer.getClass();
        boolean lowered = type == OutputLayer.class || type == LossLayer.class || type == CnnLossLayer.class;
        boolean read = output.getNumOutputConnections() > 0; // by other vertices too
        if (islands.contains(vertex) || !lowered) {
            if (!plan.training) {
                throw new UnsupportedGraphException("the score of " + type.getSimpleName());
            }
            if (read) {
                throw new UnsupportedGraphException("output " + output.getVertexName() + ", which others read");
            }
            memory value = plan.result(x.memory, x.shape);
            Head head = new IslandHead(value, plan.external(PlanBuilder.plain(x.shape)), x.shape, layerVertex);
            x.addGradient(head.gradient());
            islands.add(vertex);
            return head;
        }
        try {
            Tensor z = layers.beforeLoss(layerVertex, x);
            memory value = plan.result(z.memory, z.shape);
            Head head = LossHead.of(value, plan.external(PlanBuilder.plain(z.shape)), z.shape, (BaseLayer) layer);
            z.addGradient(head.gradient());
            if (read) {
                var activation = ((BaseLayer) layer).getActivationFn();
                values.put(
                        vertex,
                        type == CnnLossLayer.class
                                ? SoftmaxLowering.activation(plan, activation, 1, z)
                                : SoftmaxLowering.activation(plan, activation, z.shape.length - 1, z));
            }
            return head;
        } catch (RuntimeException e) {
            throw new IslandException(List.of(vertex), e);
        }
    }
}
