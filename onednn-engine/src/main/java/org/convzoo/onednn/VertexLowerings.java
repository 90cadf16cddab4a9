package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MULTIPLE_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.concat;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory_desc_vector;

/** Vertices that join branches. */
final class VertexLowerings {
    private VertexLowerings() {}

    /** Element-wise sum, the end of a residual block, and the activation of the result. */
    static Tensor add(PlanBuilder plan, List<Tensor> inputs, Activations activation) {
        Tensor sum = inputs.get(0);
        for (int i = 1; i < inputs.size(); i++) {
            boolean last = i == inputs.size() - 1;
            sum = add(plan, sum, inputs.get(i), last ? activation : Activations.IDENTITY);
        }
        return sum;
    }

    private static Tensor add(PlanBuilder plan, Tensor a, Tensor b, Activations activation) {
        if (!Arrays.equals(a.shape, b.shape)) {
            throw new UnsupportedGraphException("a sum of different shapes");
        }
        memory.desc desc = a.desc();
        memory dst = plan.allocate(desc);
        binary.primitive_desc add = new binary.primitive_desc(
                PlanBuilder.CPU,
                algorithm.binary_add,
                desc,
                desc,
                desc,
                Epilogue.of(activation).attributes(desc),
                false);
        plan.forward.add(new Kernel(plan, "add", new binary(add), add)
                .with(DNNL_ARG_SRC_0, a.memory)
                .with(DNNL_ARG_SRC_1, plan.as(plan.forward, b.memory, desc))
                .with(DNNL_ARG_DST, dst));
        Tensor y = new Tensor(dst, a.needsGradient || b.needsGradient, a.shape);
        if (y.needsGradient) {
            plan.onBackward(() -> {
                memory dy = activation.gradient(plan, null, y);
                a.addGradient(dy);
                b.addGradient(dy);
            });
        }
        return y;
    }

    /** Concatenation along the channels. */
    static Tensor merge(PlanBuilder plan, List<Tensor> inputs) {
        long[] shape = inputs.get(0).shape.clone();
        shape[1] = inputs.stream().mapToLong(x -> x.shape[1]).sum();
        memory_desc_vector descs =
                new memory_desc_vector(inputs.stream().map(Tensor::desc).toArray(memory.desc[]::new));
        concat.primitive_desc concat =
                new concat.primitive_desc(PlanBuilder.CPU, 1, descs, PlanBuilder.attributes(), false);
        memory dst = plan.allocate(concat.dst_desc());
        Kernel kernel = new Kernel(plan, "concat", new concat(concat), concat).with(DNNL_ARG_DST, dst);
        for (int i = 0; i < inputs.size(); i++) {
            kernel.with(DNNL_ARG_MULTIPLE_SRC + i, inputs.get(i).memory);
        }
        plan.forward.add(kernel);
        Tensor y = new Tensor(dst, inputs.stream().anyMatch(x -> x.needsGradient), shape);
        if (y.needsGradient) {
            plan.onBackward(() -> split(plan, y, inputs));
        }
        return y;
    }

    private static void split(PlanBuilder plan, Tensor y, List<Tensor> inputs) {
        memory dy = plan.gradient(y, plan.compact(y.shape)); // parts of a blocked layout need not be whole blocks
        long[] offset = new long[y.shape.length];
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

    /** The same numbers in another shape, row by row. */
    static Tensor reshape(PlanBuilder plan, Tensor x, long... shape) {
        memory plain = plan.as(plan.forward, x.memory, plan.compact(x.shape));
        Tensor y = new Tensor(plan.alias(plain, plan.compact(shape)), x.needsGradient, shape);
        if (x.needsGradient) {
            plan.onBackward(() -> {
                memory dy = plan.gradient(y, plan.compact(shape));
                x.addGradient(plan.alias(dy, plan.compact(x.shape)));
            });
        }
        return y;
    }
}
