package org.convzoo.benchmarks;

import java.util.List;
import org.convzoo.core.Engine;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** What is asked of ConvZoo's engine beyond what graphs themselves offer. */
final class Plans {
    /** Not yet. */
    static final boolean HAVE_BFLOAT16 = false;

    private Plans() {}

    /** The graph to infer with bfloat16 in memory. */
    static ComputationGraph bfloat16(ComputationGraph graph) {
        return Engine.ONEDNN.prepare(graph); // never called yet
    }

    /** Layers that the plan of a row's work leaves to DL4J; null as long as plans do not tell. */
    static List<String> islands(ComputationGraph graph, Work work) {
        return null;
    }

    static List<String> bfloat16Islands(ComputationGraph graph, Work work) {
        return null;
    }
}
