package org.convzoo.benchmarks;

import org.deeplearning4j.nn.graph.ComputationGraph;

/** ConvZoo's engine with bfloat16 in memory. */
final class Bfloat16 {
    /** Not yet. */
    static final boolean IS_THERE = false;

    private Bfloat16() {}

    static ComputationGraph prepare(ComputationGraph graph) {
        throw new UnsupportedOperationException("no bfloat16 for " + graph.getConfiguration());
    }
}
