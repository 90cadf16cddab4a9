package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * What rides along with a convolution or a dense layer: a batch normalisation folded into weights and bias, then a sum with another
 * branch and an activation.
 *
 * @param normalization null: none
 * @param residual the other branch; null: none
 * @param sumLast whether the sum comes after the activation
 */
record Epilogue(FoldedNormalization normalization, Tensor residual, Activations activation, boolean sumLast) {
    static Epilogue of(Activations activation) {
        return new Epilogue(null, null, activation, false);
    }

    /** Attributes of the kernel, whose result has the layout {@code result}. */
    primitive_attr attributes(memory.desc result) {
        return attributes(after -> after.append_binary(algorithm.binary_add, result));
    }

    /** Those of a kernel that finds the other branch where it leaves its result. */
    primitive_attr attributesInPlace() {
        return attributes(post_ops::append_sum);
    }

    private primitive_attr attributes(Consumer<post_ops> sum) {
        post_ops after = new post_ops();
        if (residual != null && !sumLast) {
            sum.accept(after);
        }
        if (!activation.isIdentity()) {
            activation.appendTo(after);
        }
        if (residual != null && sumLast) {
            sum.accept(after);
        }
        primitive_attr attributes = PlanBuilder.attributes();
        attributes.set_post_ops(after);
        return attributes;
    }

    /** The weights in the layout {@code wanted}, with the normalisation in them. */
    memory weights(PlanBuilder plan, Parameter weights, memory.desc wanted) {
        return normalization == null ? weights.load(plan, wanted) : normalization.weights(plan, weights, wanted);
    }

    /**
     * What an inference, or a frozen layer, derives from the weights with the normalisation in them.
     *
     * @param kind names it
     * @param derive gives a memory of its own, or the same; closes what it is given otherwise
     */
    memory derived(PlanBuilder plan, Parameter weights, String kind, memory.desc wanted, UnaryOperator<memory> derive) {
        return normalization == null
                ? plan.weights(weights.key() + kind, wanted, () -> derive.apply(weights.memory()))
                : normalization.derived(plan, weights, kind, wanted, derive);
    }

    /**
     * The bias [channels], with the normalisation in it; null: none.
     *
     * @param bias null: none of its own
     */
    memory bias(PlanBuilder plan, Parameter bias, int channels) {
        if (normalization != null) {
            return normalization.bias(plan, bias, channels);
        }
        return bias == null ? null : bias.load(plan, PlanBuilder.plain(channels));
    }

    /**
     * Hands the kernel its bias, with the normalisation in it.
     *
     * @param bias null: none of its own
     */
    void connectBias(PlanBuilder plan, Kernel kernel, Parameter bias, int channels) {
        memory whole = bias(plan, bias, channels);
        if (whole != null) {
            kernel.with(DNNL_ARG_BIAS, whole);
        }
    }

    /** Hands the kernel the other branch. */
    void connect(PlanBuilder plan, Kernel kernel, memory.desc result) {
        if (residual != null) {
            int place = sumLast ? 2 : 1; // among the post-operations
            kernel.with(
                    place * DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1,
                    plan.as(plan.forward, residual.memory, result));
        }
    }
}
