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

    /** Element-wise sum, the end of a residual block. */
    static Tensor add(PlanBuilder plan, List<Tensor> inputs) {
        Tensor sum = inputs.get(0);
        for (Tensor next : inputs.subList(1, inputs.size())) {
            sum = add(plan, sum, next);
        }
        return sum;
    }

    private static Tensor add(PlanBuilder plan, Tensor a, Tensor b) {
        if (!Arrays.equals(a.shape, b.shape)) {
            throw new UnsupportedGraphException("a sum of different shapes");
        }
        memory.desc desc = a.desc();
        memory dst = PlanBuilder.allocate(desc);
        binary.primitive_desc add = new binary.primitive_desc(
                PlanBuilder.CPU, algorithm.binary_add, desc, desc, desc, PlanBuilder.attributes(), false);
        plan.forward.add(new Kernel("add", new binary(add))
                .with(DNNL_ARG_SRC_0, a.memory)
                .with(DNNL_ARG_SRC_1, plan.as(plan.forward, b.memory, desc))
                .with(DNNL_ARG_DST, dst));
        Tensor y = new Tensor(dst, a.needsGradient || b.needsGradient, a.shape);
        if (y.needsGradient) {
            plan.onBackward(() -> {
                memory dy = plan.gradient(y, desc);
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
        memory dst = PlanBuilder.allocate(concat.dst_desc());
        Kernel kernel = new Kernel("concat", new concat(concat)).with(DNNL_ARG_DST, dst);
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
        memory dy = plan.gradient(y, PlanBuilder.plain(y.shape)); // parts of a blocked layout need not be whole blocks
        long[] offset = new long[y.shape.length];
        for (Tensor x : inputs) {
            memory.desc part = dy.get_desc().submemory_desc(x.shape, offset);
            memory view = new memory(part, PlanBuilder.CPU, dy.get_data_handle());
            memory dx = PlanBuilder.allocate(x.desc());
            plan.backward.add(PlanBuilder.copy(view, dx).holding(dy));
            x.addGradient(dx);
            offset[1] += x.shape[1];
        }
    }
}
