package org.convzoo.benchmarks;

import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.Precision;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** What is asked of ConvZoo's engine beyond what graphs themselves offer. */
final class Plans {

    private Plans() {}

    /** The graph to infer with bfloat16 in memory. */
    static ComputationGraph bfloat16(ComputationGraph graph) {
        return Engine.ONEDNN.prepare(graph, Precision.BF16);
    }

    /** Layers that the plan of a row's work leaves to DL4J; null as long as plans do not tell. */
    static List<String> islands(ComputationGraph graph, Work work) {
        return islands(graph, work, Precision.F32);
    }

    static List<String> bfloat16Islands(ComputationGraph graph, Work work) {
        return islands(graph, work, Precision.BF16);
    }

    private static List<String> islands(ComputationGraph graph, Work work, Precision precision) {
        return OneDnn.plan(graph, work.training(), precision, work.net().inputShape(work.batch()))
                .islands();
    }
}
