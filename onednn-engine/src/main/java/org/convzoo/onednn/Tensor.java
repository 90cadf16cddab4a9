package org.convzoo.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;

/** A value of a plan: what a vertex computes. */
final class Tensor {
    final long[] shape; // [N, C, H, W] or [N, C]
    final memory memory; // in whatever layout its producer likes
    final boolean needsGradient; // whether anything before it learns
    private final List<memory> gradients = new ArrayList<>(); // one per consumer

    Tensor(memory memory, boolean needsGradient, long... shape) {
        this.memory = memory;
        this.needsGradient = needsGradient;
        this.shape = shape;
    }

    memory.desc desc() {
        return memory.get_desc();
    }

    /** The same value for a reader that sends no gradient back. */
    Tensor withoutGradient() {
        return needsGradient ? new Tensor(memory, false, shape) : this;
    }

    void addGradient(memory gradient) {
        gradients.add(gradient);
    }

    List<memory> gradients() {
        return gradients;
    }
}
