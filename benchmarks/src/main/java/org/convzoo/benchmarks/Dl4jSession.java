package org.convzoo.benchmarks;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.convzoo.core.Engine;
import org.convzoo.core.Numbers;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** ConvZoo or stock DL4J, through what a user calls: {@code graph.fit} and {@code graph.output}. */
final class Dl4jSession implements Session {
    private final Work work;
    private final ComputationGraph graph;
    private final DataSet data;
    private final Function<ComputationGraph, List<String>> islands;

    /**
     * Builds the net.
     *
     * @param engine what a user makes of the graph
     * @param islands of what the user got
     */
    Dl4jSession(
            Work work,
            UnaryOperator<ComputationGraph> engine,
            float[] input,
            Function<ComputationGraph, List<String>> islands) {
        this.work = work;
        this.islands = islands;
        graph = engine.apply(work.net().graph());
        data = new DataSet(
                Nd4j.create(input, work.net().inputShape(work.batch()), 'c'), work.training() ? labels(work) : null);
    }

    static Dl4jSession stock(Work work, float[] input) {
        return new Dl4jSession(work, Engine.STOCK::prepare, input, graph -> null);
    }

    private static INDArray labels(Work work) {
        INDArray labels = Nd4j.zeros(work.batch(), work.net().classes);
        for (int i = 0; i < work.batch(); i++) {
            labels.putScalar(i, i % work.net().classes, 1);
        }
        return labels;
    }

    @Override
    public float[] outputs() {
        return Outputs.joined(
                Stream.of(graph.output(data.getFeatures())).map(Numbers::of).toList());
    }

    @Override
    public void step() {
        if (work.training()) {
            graph.fit(data);
        } else {
            outputs();
        }
    }

    @Override
    public List<String> islands() {
        return islands.apply(graph);
    }

    ComputationGraph graph() {
        return graph;
    }

    @Override
    public void close() {
        graph.close();
    }
}
