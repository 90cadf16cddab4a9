package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MULTIPLE_SRC;

import java.util.List;
import org.bytedeco.dnnl.concat;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory_desc_vector;

/**
 * Concatenation along the channels. All inputs are brought into the layout that most of them have: oneDNN joins different ones by its
 * slowest code.
 */
final class MergeLowering {
    private MergeLowering() {}

    static Tensor lower(PlanBuilder plan, List<Tensor> inputs) {
        if (inputs.size() == 1) {
            return inputs.get(0);
        }
        long[] shape = inputs.get(0).shape.clone();
        shape[1] = inputs.stream().mapToLong(x -> x.shape[1]).sum();
        memory.format_tag tag = shape.length == 4 ? commonTag(plan, inputs) : null;
        memory[] sources = inputs.stream()
                .map(x -> plan.as(plan.forward, x.memory, desc(plan, tag, x.shape)))
                .toArray(memory[]::new);
        memory_desc_vector descs = new memory_desc_vector(
                List.of(sources).stream().map(memory::get_desc).toArray(memory.desc[]::new));
        memory.desc whole = desc(plan, tag, shape);
        concat.primitive_desc concat =
                new concat.primitive_desc(PlanBuilder.CPU, whole, 1, descs, PlanBuilder.attributes(), false);
        memory dst = plan.allocate(whole);
        Kernel kernel = new Kernel(plan, "concat", new concat(concat), concat).with(DNNL_ARG_DST, dst);
        for (int i = 0; i < sources.length; i++) {
            kernel.with(DNNL_ARG_MULTIPLE_SRC + i, sources[i]);
        }
        plan.forward.add(kernel);
        Tensor y = new Tensor(dst, inputs.stream().anyMatch(x -> x.needsGradient), shape);
        if (y.needsGradient) {
            plan.onBackward(() -> split(plan, plan.gradient(y, whole), inputs));
        }
        return y;
    }

    /** Each input's part of the gradient where it lies. */
    private static void split(PlanBuilder plan, memory dy, List<Tensor> inputs) {
        long[] offset = new long[inputs.get(0).shape.length];
        for (Tensor x : inputs) {
            if (x.needsGradient) {
                memory part = plan.alias(dy, dy.get_desc().submemory_desc(x.shape, offset));
                memory dx = plan.allocate(x.desc());
                plan.backward.add(plan.copy(part, dx));
                x.addGradient(dx);
            }
            offset[1] += x.shape[1];
        }
    }

    private static memory.format_tag commonTag(PlanBuilder plan, List<Tensor> inputs) {
        long last = elements(plan, memory.format_tag.nhwc, inputs);
        long blocked = elements(plan, memory.format_tag.nChw16c, inputs);
        long plain = elements(plan, memory.format_tag.nchw, inputs);
        boolean wholeBlocks = inputs.stream().allMatch(x -> x.shape[1] % 16 == 0);
        if (wholeBlocks && blocked >= last && blocked >= plain) {
            return memory.format_tag.nChw16c;
        }
        return plain > last ? memory.format_tag.nchw : memory.format_tag.nhwc;
    }

    private static long elements(PlanBuilder plan, memory.format_tag tag, List<Tensor> inputs) {
        return inputs.stream()
                .filter(x -> x.desc().equals(desc(plan, tag, x.shape)))
                .mapToLong(x -> x.shape[0] * x.shape[1] * x.shape[2] * x.shape[3])
                .sum();
    }

    /** @param tag null: row-major */
    private static memory.desc desc(PlanBuilder plan, memory.format_tag tag, long[] shape) {
        return tag == null ? plan.compact(shape) : new memory.desc(shape, plan.type, tag);
    }
}
