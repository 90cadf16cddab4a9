package org.convzoo.onednn;

import java.util.Collection;
import org.bytedeco.dnnl.memory;

/** One thing that a plan does: a {@link Kernel} of oneDNN, or a {@link JavaStep}. */
interface Step {
    /** What it reads and writes, as the plan was built with; decides how long memory must live. */
    Collection<memory> memories();

    /** The step on the memory of one run. */
    Runnable bind(Execution execution);

    /** The vertex that it belongs to; empty if that is not kept. */
    String vertex();

    /** What kernel of oneDNN does it. */
    String implementation();
}
