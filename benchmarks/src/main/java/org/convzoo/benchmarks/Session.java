package org.convzoo.benchmarks;

import java.util.List;

/** One engine, loaded and ready to do one row's work. */
interface Session extends AutoCloseable {
    /** What the engine makes of the row's input with the shared weights, picture by picture; a classifier gives probabilities. */
    float[] outputs() throws Exception;

    /** One batch: trained on, or inferred, and its outputs read. */
    void step() throws Exception;

    /** Layers that a plan leaves to the stock path; null where there is no plan. */
    default List<String> islands() {
        return null;
    }

    @Override
    void close();
}
