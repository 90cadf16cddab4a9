package org.convzoo.onednn;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/** Some successive channels; the others have no gradient from here. */
final class SubsetLowering {
    private SubsetLowering() {}

    /** @param to inclusive */
    static Tensor lower(PlanBuilder plan, int from, int to, Tensor x) {
        long[] shape = x.shape.clone();
        shape[1] = to - from + 1L;
        long[] offset = new long[shape.length];
        offset[1] = from;
        memory all = plan.as(plan.forward, x.memory, plan.compact(x.shape)); // a part need not be whole blocks
        memory part = plan.alias(all, all.get_desc().submemory_desc(shape, offset));
        memory dst = plan.as(plan.forward, part, plan.compact(shape));
        Tensor y = new Tensor(dst, x.needsGradient, shape);
        if (x.needsGradient) {
            plan.onBackward(() -> {
                memory dy = plan.gradient(y, plan.compact(shape));
                memory dx = plan.allocate(plan.compact(x.shape));
                plan.backward.add(JavaStep.of(
                        "clear",
                        execution -> {
                            memory placed = execution.placed(dx);
                            Pointer.memset(
                                    placed.get_data_handle(),
                                    0,
                                    placed.get_desc().get_size());
                        },
                        dx));
                plan.backward.add(plan.copy(dy, plan.alias(dx, dx.get_desc().submemory_desc(shape, offset))));
                x.addGradient(dx);
            });
        }
        return y;
    }
}
