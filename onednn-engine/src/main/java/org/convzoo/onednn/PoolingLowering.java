package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** Maximum and average pooling. */
final class PoolingLowering {
    private PoolingLowering() {}

    static Tensor lower(PlanBuilder plan, algorithm kind, Window window, Tensor x) {
        boolean remembers = plan.training && kind == algorithm.pooling_max; // where each maximum was
        pooling_forward.primitive_desc forward = new pooling_forward.primitive_desc(
                PlanBuilder.CPU,
                plan.propagation(),
                kind,
                x.desc(),
                plan.any(x.shape[0], x.shape[1], window.out()[0], window.out()[1]),
                window.stride(),
                window.kernel(),
                window.dilation(),
                window.before(),
                window.after(),
                PlanBuilder.attributes(),
                false);
        memory dst = plan.allocate(forward.dst_desc());
        memory workspace = remembers ? plan.allocate(forward.workspace_desc()) : null;
        Kernel kernel = new Kernel(plan, "pooling", new pooling_forward(forward), forward)
                .with(DNNL_ARG_SRC, x.memory)
                .with(DNNL_ARG_DST, dst);
        if (remembers) {
            kernel.with(DNNL_ARG_WORKSPACE, workspace);
        }
        plan.forward.add(kernel);
        Tensor y = new Tensor(dst, x.needsGradient, x.shape[0], x.shape[1], window.out()[0], window.out()[1]);
        if (x.needsGradient) {
            plan.onBackward(() -> {
                pooling_backward.primitive_desc backward = new pooling_backward.primitive_desc(
                        PlanBuilder.CPU,
                        kind,
                        x.desc(),
                        y.desc(),
                        window.stride(),
                        window.kernel(),
                        window.dilation(),
                        window.before(),
                        window.after(),
                        forward,
                        PlanBuilder.attributes(),
                        false);
                memory dx = plan.allocate(backward.diff_src_desc());
                Kernel back = new Kernel(plan, "pooling backward", new pooling_backward(backward), backward)
                        .with(DNNL_ARG_DIFF_DST, plan.gradient(y, y.desc()))
                        .with(DNNL_ARG_DIFF_SRC, dx);
                if (remembers) {
                    back.with(DNNL_ARG_WORKSPACE, workspace);
                }
                plan.backward.add(back);
                x.addGradient(dx);
            });
        }
        return y;
    }
}
