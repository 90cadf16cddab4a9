package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import java.util.List;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * Element-wise activations.
 *
 * @param forward null: the identity
 * @param backward the gradient from the result if {@code fromResult}, else from the argument
 * @param alpha oneDNN's parameters
 */
record Activations(algorithm forward, algorithm backward, float alpha, float beta, boolean fromResult) {
    static final Activations IDENTITY = new Activations(null, null, 0, 0, true);

    /**
     * The lowering of an activation function.
     *
     * @throws UnsupportedGraphException if it has none
     */
    static Activations of(IActivation activation) {
        Class<?> type = activation.getClass();
        if (type == ActivationIdentity.class) {
            return IDENTITY;
        } else if (type == ActivationTanH.class) {
            return fromResult(algorithm.eltwise_tanh, algorithm.eltwise_tanh_use_dst_for_bwd, 0, 0);
        } else if (type == ActivationSigmoid.class) {
            return fromResult(algorithm.eltwise_logistic, algorithm.eltwise_logistic_use_dst_for_bwd, 0, 0);
        } else if (type == ActivationReLU.class) {
            return rectifier((ActivationReLU) activation);
        } else if (type == ActivationLReLU.class && ((ActivationLReLU) activation).getAlpha() >= 0) {
            double slope = ((ActivationLReLU) activation).getAlpha();
            return fromResult(algorithm.eltwise_relu, algorithm.eltwise_relu_use_dst_for_bwd, slope, 0);
        } else if (type == ActivationELU.class && ((ActivationELU) activation).getAlpha() >= 0) {
            double alpha = ((ActivationELU) activation).getAlpha();
            return fromResult(algorithm.eltwise_elu, algorithm.eltwise_elu_use_dst_for_bwd, alpha, 0);
        } else if (type == ActivationReLU6.class && activation.equals(new ActivationReLU6())) {
            return fromResult(algorithm.eltwise_clip_v2, algorithm.eltwise_clip_v2_use_dst_for_bwd, 0, 6);
        } else if (type == ActivationHardTanH.class) {
            return fromResult(algorithm.eltwise_clip_v2, algorithm.eltwise_clip_v2_use_dst_for_bwd, -1, 1);
        } else if (type == ActivationSoftPlus.class) {
            return fromArgument(algorithm.eltwise_soft_relu, 1, 0);
        } else if (type == ActivationSwish.class) {
            return fromArgument(algorithm.eltwise_swish, 1, 0);
        } else if (type == ActivationHardSigmoid.class) {
            return fromArgument(algorithm.eltwise_hardsigmoid, 0.2, 0.5);
        } else if (type == ActivationGELU.class && !((ActivationGELU) activation).isPrecise()) {
            // x sigmoid(1.702 x); the one that DL4J calls precise has (0.044715 x)^3 for 0.044715 x^3
            return fromArgument(algorithm.eltwise_swish, 1.702, 0);
        } else if (type == ActivationMish.class) {
            return fromArgument(algorithm.eltwise_mish, 0, 0);
        } else if (type == ActivationCube.class) {
            return fromArgument(algorithm.eltwise_pow, 1, 3);
        }
        throw new UnsupportedGraphException("activation " + activation);
    }

    /** The rectifier; from a maximum on it is constant. */
    private static Activations rectifier(ActivationReLU relu) {
        double slope = valueOf(relu.getNegativeSlope());
        if (valueOf(relu.getThreshold()) != 0 || slope < 0 || (slope != 0 && relu.getMax() != null)) {
            throw new UnsupportedGraphException("activation " + relu);
        }
        return relu.getMax() == null
                ? fromResult(algorithm.eltwise_relu, algorithm.eltwise_relu_use_dst_for_bwd, slope, 0)
                : fromResult(algorithm.eltwise_clip_v2, algorithm.eltwise_clip_v2_use_dst_for_bwd, 0, relu.getMax());
    }

    private static double valueOf(Double option) {
        return option == null ? 0 : option;
    }

    /** Whether it takes two kernels. */
    static boolean isPair(IActivation activation) {
        return activation.getClass() == ActivationSELU.class || activation.getClass() == ActivationRectifiedTanh.class;
    }

    /** The kernels of an activation function, one after the other. */
    static List<Activations> partsOf(IActivation activation) {
        if (activation.getClass() == ActivationSELU.class) { // Klambauer et al. 2017: lambda elu(x, alpha)
            return List.of(
                    fromResult(algorithm.eltwise_elu, algorithm.eltwise_elu_use_dst_for_bwd, 1.6732632423543772, 0),
                    linear(1.0507009873554805, 0));
        } else if (activation.getClass() == ActivationRectifiedTanh.class) { // max(0, tanh x)
            return List.of(of(new ActivationReLU()), of(new ActivationTanH()));
        }
        return List.of(of(activation));
    }

    /** alpha x + beta. Its gradient needs neither argument nor result. */
    static Activations linear(double alpha, double beta) {
        return fromResult(algorithm.eltwise_linear, algorithm.eltwise_linear, alpha, beta);
    }

    private static Activations fromResult(algorithm forward, algorithm backward, double alpha, double beta) {
        return new Activations(forward, backward, (float) alpha, (float) beta, true);
    }

    private static Activations fromArgument(algorithm forward, double alpha, double beta) {
        return new Activations(forward, forward, (float) alpha, (float) beta, false);
    }

    boolean isIdentity() {
        return forward == null;
    }

    boolean isRelu() {
        return forward == algorithm.eltwise_relu && alpha == 0;
    }

    /** Whether it can ride along with the kernel before it: nobody else needs the argument. */
    boolean fuses(boolean training) {
        return fromResult || !training;
    }

    void appendTo(post_ops after) {
        after.append_eltwise(forward, alpha, beta);
    }

    /** As a kernel of its own. */
    Tensor apply(PlanBuilder plan, Tensor x) {
        if (isIdentity()) {
            return x;
        }
        memory dst = forward(plan, plan.forward, x.memory);
        Tensor y = new Tensor(dst, x.needsGradient, x.shape);
        if (x.needsGradient) {
            plan.onBackward(() -> x.addGradient(gradient(plan, x, y)));
        }
        return y;
    }

    /** A kernel of its own without a gradient. */
    memory forward(PlanBuilder plan, List<Step> steps, memory x) {
        memory dst = plan.allocate(x.get_desc());
        eltwise_forward.primitive_desc description = description(x.get_desc());
        steps.add(new Kernel(plan, "activation", new eltwise_forward(description), description)
                .with(DNNL_ARG_SRC, x)
                .with(DNNL_ARG_DST, dst));
        return dst;
    }

    /**
     * The gradient before the activation, in the layout of the tensor after it.
     *
     * @param x before the activation; may be null if the gradient follows from the result
     */
    memory gradient(PlanBuilder plan, Tensor x, Tensor y) {
        memory.desc desc = y.desc();
        memory dy = plan.gradient(y, desc);
        if (isIdentity()) {
            return dy;
        }
        memory dx = plan.allocate(desc);
        eltwise_backward.primitive_desc description = new eltwise_backward.primitive_desc(
                PlanBuilder.CPU,
                backward,
                desc,
                desc,
                desc,
                alpha,
                beta,
                description(desc),
                PlanBuilder.attributes(),
                false);
        plan.backward.add(new Kernel(plan, "activation backward", new eltwise_backward(description), description)
                .with(backward == forward ? DNNL_ARG_SRC : DNNL_ARG_DST, fromResult ? y.memory : x.memory)
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
                alpha,
                beta,
                PlanBuilder.attributes(),
                false);
    }
}
