package org.convzoo.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Map<Integer, Tensor> values = new HashMap<>(); // by vertex
    private final Map<Integer, Head> heads = new HashMap<>(); // by number of output

    private Compiler(
            ComputationGraph graph, boolean training, Precision precision, Weights weights, Set<Integer> islands) {
        this.graph = graph;
        this.vertices = graph.getVertices();
        this.plan = new PlanBuilder(training, precision, weights);
        this.islands = islands;
        this.flow = new GradientFlow(graph, training);
        this.chains = new Chains(graph, training, flow, islands);
        this.layers = new LayerLowering(graph, plan, flow);
    }

    /**
     * Compiles.
     *
     * @throws UnsupportedGraphException if the graph as a whole cannot be computed by a plan
     */
    static Plan compile(
            ComputationGraph graph, boolean training, Precision precision, Weights weights, long[]... shapes) {
        ChannelsLast.checkOneFormat(graph);
        Set<Integer> islands = new HashSet<>();
        while (true) { // once more for each vertex that turns out to be an island
            try {
                return new Compiler(graph, training, precision, weights, islands).compile(shapes);
            } catch (IslandException e) {
                islands.addAll(e.vertices);
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
        if (plan.training) {
            flow.checkWhatLearns(graph);
        }
        List<memory> inputs = new ArrayList<>();
        for (long[] shape : shapes) {
            inputs.add(plan.external(PlanBuilder.plain(shape)));
        }
        List<String> outputs = graph.getConfiguration().getNetworkOutputs();
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = vertices[index];
            int output = outputs.indexOf(vertex.getVertexName());
            if (vertex instanceof InputVertex) {
                int number = graph.getConfiguration().getNetworkInputs().indexOf(vertex.getVertexName());
                values.put(index, new Tensor(inputs.get(number), false, shapes[number]));
            } else if (plan.training && output >= 0) {
                heads.put(output, head(index));
            } else if (!chains.isInner(index)) {
                values.put(index, value(index));
            }
        }
        List<Plan.Result> results = new ArrayList<>();
        if (!plan.training) {
            for (String output : outputs) {
                Tensor y = values.get(graph.getVertex(output).getVertexIndex());
                results.add(new Plan.Result(plan.result(y.memory, y.shape), y.shape));
            }
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
                results,
                heads.keySet().stream().sorted().map(heads::get).toList(),
                islands.stream()
                        .sorted()
                        .map(index -> vertices[index].getVertexName())
                        .toList());
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
        if (!(output instanceof LayerVertex layerVertex)
                || !(output.getLayer() instanceof IOutputLayer)
                || output.getNumOutputConnections() > 0) {
            throw new UnsupportedGraphException("output " + output.getVertexName() + " without a loss");
        }
        Tensor x = inputsOf(vertex).get(0);
        var layer = output.getLayer().conf().getLayer();
        Class<?> type = layer.getClass();
        boolean lowered = type == OutputLayer.class || type == LossLayer.class || type == CnnLossLayer.class;
        if (islands.contains(vertex) || !lowered) {
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
            return head;
        } catch (RuntimeException e) {
            throw new IslandException(List.of(vertex), e);
        }
    }
}
