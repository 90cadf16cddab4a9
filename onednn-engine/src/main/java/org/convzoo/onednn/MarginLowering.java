package org.convzoo.onednn;

import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/** Rows and columns put around a picture, or cut off it; each is the other's gradient. */
final class MarginLowering {
    private MarginLowering() {}

    /** @param margins above, below, left and right */
    static Tensor pad(PlanBuilder plan, int[] margins, Tensor x) {
        long[] shape = {
            x.shape[0], x.shape[1], x.shape[2] + margins[0] + margins[1], x.shape[3] + margins[2] + margins[3]
        };
        memory dst = plan.allocate(ChannelsLast.like(plan, x, shape));
        surround(plan, plan.forward, x.memory, x.shape, margins, dst);
        Tensor y = new Tensor(dst, x.needsGradient, shape);
        if (x.needsGradient) {
            plan.onBackward(() -> x.addGradient(inner(plan, plan.gradient(y, y.desc()), x.shape, margins)));
        }
        return y;
    }

    /** @param margins above, below, left and right */
    static Tensor crop(PlanBuilder plan, int[] margins, Tensor x) {
        long[] shape = {
            x.shape[0], x.shape[1], x.shape[2] - margins[0] - margins[1], x.shape[3] - margins[2] - margins[3]
        };
        memory dst = plan.as(plan.forward, inner(plan, x.memory, shape, margins), ChannelsLast.like(plan, x, shape));
        Tensor y = new Tensor(dst, x.needsGradient, shape);
        if (x.needsGradient) {
            plan.onBackward(() -> {
                memory dx = plan.allocate(ChannelsLast.like(plan, x, x.shape));
                surround(plan, plan.backward, plan.gradient(y, y.desc()), shape, margins, dx);
                x.addGradient(dx);
            });
        }
        return y;
    }

    /** The part of a value within the margins, in place. */
    private static memory inner(PlanBuilder plan, memory whole, long[] shape, int[] margins) {
        long[] offset = {0, 0, margins[0], margins[2]};
        return plan.alias(whole, whole.get_desc().submemory_desc(shape, offset));
    }

    /** The arena is used again and again: the zeros are written in each run. */
    private static void surround(
            PlanBuilder plan, List<Step> steps, memory part, long[] shape, int[] margins, memory whole) {
        long bytes = whole.get_desc().get_size();
        steps.add(JavaStep.of(
                "zeros", execution -> Pointer.memset(execution.placed(whole).get_data_handle(), 0, bytes), whole));
        steps.add(plan.copy(part, inner(plan, whole, shape, margins)));
    }
}
