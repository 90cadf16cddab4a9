package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.lrn_backward;
import org.bytedeco.dnnl.lrn_forward;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;

/**
 * Local response normalisation over channels: y = x (k + alpha sum x'^2)^-beta, the sum over n/2 (rounded down) neighbours on each side.
 * oneDNN divides alpha by the width of the window, DL4J does not; for an even n DL4J's window is n + 1 wide.
 */
final class LocalResponseLowering {
    private static final algorithm ACROSS = algorithm.lrn_across_channels;

    private LocalResponseLowering() {}

    static Tensor lower(PlanBuilder plan, LocalResponseNormalization layer, Tensor x) {
        if (layer.getDataFormat() != CNN2DFormat.NCHW) {
            throw new UnsupportedGraphException("channels last");
        }
        int width = (int) layer.getN() / 2 * 2 + 1;
        float alpha = (float) (layer.getAlpha() * width);
        float beta = (float) layer.getBeta();
        float k = (float) layer.getK();
        memory.desc desc = x.desc();
        lrn_forward.primitive_desc forward = new lrn_forward.primitive_desc(
                PlanBuilder.CPU,
                plan.propagation(),
                ACROSS,
                desc,
                desc,
                width,
                alpha,
                beta,
                k,
                PlanBuilder.attributes(),
                false);
        memory dst = plan.allocate(desc);
        memory workspace = forward.workspace_desc().get_size() > 0 ? plan.allocate(forward.workspace_desc()) : null;
        plan.forward.add(with(
                workspace,
                new Kernel(plan, "local response", new lrn_forward(forward), forward)
                        .with(DNNL_ARG_SRC, x.memory)
                        .with(DNNL_ARG_DST, dst)));
        Tensor y = new Tensor(dst, x.needsGradient, x.shape);
        if (x.needsGradient) {
            plan.onBackward(() -> {
                lrn_backward.primitive_desc backward = new lrn_backward.primitive_desc(
                        PlanBuilder.CPU,
                        ACROSS,
                        desc,
                        desc,
                        desc,
                        width,
                        alpha,
                        beta,
                        k,
                        forward,
                        PlanBuilder.attributes(),
                        false);
                memory dx = plan.allocate(desc);
                plan.backward.add(with(
                        workspace,
                        new Kernel(plan, "local response backward", new lrn_backward(backward), backward)
                                .with(DNNL_ARG_SRC, x.memory)
                                .with(DNNL_ARG_DIFF_DST, plan.gradient(y, desc))
                                .with(DNNL_ARG_DIFF_SRC, dx)));
                x.addGradient(dx);
            });
        }
        return y;
    }

    private static Kernel with(memory workspace, Kernel kernel) {
        return workspace == null ? kernel : kernel.with(DNNL_ARG_WORKSPACE, workspace);
    }
}
