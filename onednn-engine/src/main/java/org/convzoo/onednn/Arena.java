package org.convzoo.onednn;

import org.bytedeco.dnnl.memory;

/**
 * A block of native memory for everything that lives during one run only. Plans share it, one run at a time, so a graph needs as much as
 * its largest plan. It is oneDNN's own allocation: JavaCPP does not count it.
 */
final class Arena implements AutoCloseable {
    private memory block; // null: none yet
    private long bytes;

    /** The block, which has at least so many bytes; another one than before if it had to grow. */
    memory block(long needed) {
        if (block == null || bytes < needed) {
            close();
            try {
                block = new memory(
                        new memory.desc(new long[] {Math.max(needed, 64)}, memory.data_type.u8, new long[] {1}),
                        PlanBuilder.CPU);
            } catch (RuntimeException e) { // what JavaCPP makes of dnnl::error
                throw new OutOfMemoryError("no " + needed + " bytes of native memory for a plan");
            }
            bytes = Math.max(needed, 64);
        }
        return block;
    }

    @Override
    public void close() {
        if (block != null) {
            block.deallocate();
            block = null;
            bytes = 0;
        }
    }
}
