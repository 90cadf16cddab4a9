package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Element-wise activations whose gradient follows from their output, so that they ride along with the kernel before them. */
record Activations(algorithm forward, algorithm backward) {
    static final Activations IDENTITY = new Activations(null, null);

    static Activations of(IActivation activation) {
        Class<?> type = activation.getClass();
        if (type == ActivationIdentity.class) {
            return IDENTITY;
        } else if (type == ActivationTanH.class) {
            return new Activations(algorithm.eltwise_tanh, algorithm.eltwise_tanh_use_dst_for_bwd);
        } else if (type == ActivationSigmoid.class) {
            return new Activations(algorithm.eltwise_logistic, algorithm.eltwise_logistic_use_dst_for_bwd);
        } else if (type == ActivationReLU.class && isPlain((ActivationReLU) activation)) {
            return new Activations(algorithm.eltwise_relu, algorithm.eltwise_relu_use_dst_for_bwd);
        }
        throw new UnsupportedGraphException("activation " + activation);
    }

    private static boolean isPlain(ActivationReLU relu) {
        return relu.equals(new ActivationReLU());
    }

    boolean isIdentity() {
        return forward == null;
    }

    /** Attributes of a kernel that applies this to its result. */
    primitive_attr attributes() {
        primitive_attr attributes = PlanBuilder.attributes();
        if (!isIdentity()) {
            post_ops after = new post_ops();
            after.append_eltwise(forward, 0, 0);
            attributes.set_post_ops(after);
        }
        return attributes;
    }

    /** As a kernel of its own. */
    Tensor apply(PlanBuilder plan, Tensor x) {
        if (isIdentity()) {
            return x;
        }
        memory.desc desc = x.desc();
        memory dst = PlanBuilder.allocate(desc);
        plan.forward.add(new Kernel("activation", new eltwise_forward(description(desc)))
                .with(DNNL_ARG_SRC, x.memory)
                .with(DNNL_ARG_DST, dst));
        Tensor y = new Tensor(dst, x.needsGradient, x.shape);
        if (x.needsGradient) {
            plan.onBackward(() -> x.addGradient(gradient(plan, y)));
        }
        return y;
    }

    /** The gradient before the activation, in the layout of {@code y}, the tensor after it. */
    memory gradient(PlanBuilder plan, Tensor y) {
        memory.desc desc = y.desc();
        memory dy = plan.gradient(y, desc);
        if (isIdentity()) {
            return dy;
        }
        memory dx = PlanBuilder.allocate(desc);
        eltwise_backward.primitive_desc description = new eltwise_backward.primitive_desc(
                PlanBuilder.CPU, backward, desc, desc, desc, 0, 0, description(desc), PlanBuilder.attributes(), false);
        plan.backward.add(new Kernel("activation backward", new eltwise_backward(description))
                .with(DNNL_ARG_DST, y.memory)
                .with(DNNL_ARG_DIFF_DST, dy)
                .with(DNNL_ARG_DIFF_SRC, dx));
        return dx;
    }

    private eltwise_forward.primitive_desc description(memory.desc desc) {
        return new eltwise_forward.primitive_desc(
                PlanBuilder.CPU,
                prop_kind.forward_training,
                forward,
                desc,
                desc,
                0,
                0,
                PlanBuilder.attributes(),
                false);
    }
}
