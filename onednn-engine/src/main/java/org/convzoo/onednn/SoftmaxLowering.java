package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** Softmax over one dimension, in 32 bits whatever the plan's precision. */
final class SoftmaxLowering {
    private SoftmaxLowering() {}

    static boolean isSoftmax(IActivation activation) {
        return activation.getClass() == ActivationSoftmax.class;
    }

    /**
     * Any activation as a step of its own.
     *
     * @param axis of a softmax
     */
    static Tensor activation(PlanBuilder plan, IActivation activation, int axis, Tensor x) {
        if (isSoftmax(activation)) {
            return lower(plan, axis, x);
        }
        Tensor y = x;
        for (Activations part : Activations.partsOf(activation)) {
            y = part.apply(plan, y);
        }
        return y;
    }

    private static Tensor lower(PlanBuilder plan, int axis, Tensor x) {
        memory.desc desc = PlanBuilder.plain(x.shape);
        softmax_forward.primitive_desc forward = new softmax_forward.primitive_desc(
                PlanBuilder.CPU,
                plan.propagation(),
                algorithm.softmax_accurate,
                desc,
                desc,
                axis,
                PlanBuilder.attributes(),
                false);
        memory dst = plan.allocate(desc);
        plan.forward.add(new Kernel(plan, "softmax", new softmax_forward(forward), forward)
                .with(DNNL_ARG_SRC, plan.as(plan.forward, x.memory, desc))
                .with(DNNL_ARG_DST, dst));
        Tensor y = new Tensor(dst, x.needsGradient, x.shape);
        if (x.needsGradient) {
            plan.onBackward(() -> {
                softmax_backward.primitive_desc backward = new softmax_backward.primitive_desc(
                        PlanBuilder.CPU,
                        algorithm.softmax_accurate,
                        desc,
                        desc,
                        desc,
                        axis,
                        forward,
                        PlanBuilder.attributes(),
                        false);
                memory dx = plan.allocate(desc);
                plan.backward.add(new Kernel(plan, "softmax backward", new softmax_backward(backward), backward)
                        .with(DNNL_ARG_DST, dst)
                        .with(DNNL_ARG_DIFF_DST, plan.gradient(y, desc))
                        .with(DNNL_ARG_DIFF_SRC, dx));
                x.addGradient(dx);
            });
        }
        return y;
    }
}
