package org.convzoo.benchmarks;

/** One engine, loaded and ready to do one row's work. */
interface Session extends AutoCloseable {
    /** What the engine makes of the row's input with the shared weights: class probabilities, row by row. */
    float[] probabilities() throws Exception;

    /** One batch: trained on, or inferred up to the point where its probabilities can be read. */
    void step() throws Exception;

    /** Layers that a plan leaves to the stock path; null where there is no plan. */
    default Integer islands() {
        return null;
    }

    @Override
    void close();
}
