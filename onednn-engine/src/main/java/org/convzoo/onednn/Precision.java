package org.convzoo.onednn;

import org.bytedeco.dnnl.memory;

/** What activations and weights are kept in while a plan infers; trainings are in {@link #F32}. */
public enum Precision {
    /** 32-bit floating point, DL4J's own. */
    F32(memory.data_type.f32),
    /** Bfloat16, sums in 32 bits: about twice as fast on a CPU that multiplies it (avx512_bf16, amx), three digits. */
    BF16(memory.data_type.bf16);

    final memory.data_type type;

    Precision(memory.data_type type) {
        this.type = type;
    }
}
