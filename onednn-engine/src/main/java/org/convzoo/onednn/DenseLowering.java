package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/** A dense layer, on [N, C] or straight on the [N, C, H, W] of a convolution, with its bias and what rides along. */
final class DenseLowering {
    private static final long LARGE = 1 << 21; // numbers
    private static final long FEW = 2; // pictures: a matrix times a vector, which reads the weights best as they are

    private final PlanBuilder plan;
    private final Tensor x;
    private final Epilogue epilogue;
    private final Parameter weights;
    private final Parameter bias; // null: none
    private final int units;
    private final memory.desc anySource;
    private final memory.desc anyWeights;
    private final memory.desc anyResult;
    private final memory.desc biasDesc; // the empty one without bias

    private DenseLowering(PlanBuilder plan, Parameters parameters, boolean hasBias, Epilogue epilogue, Tensor x) {
        this.plan = plan;
        this.x = x;
        this.epilogue = epilogue;
        this.weights = Parameter.dense(parameters.view("W"), parameters.gradient("W"), x.shape);
        this.bias = hasBias ? parameters.get("b") : null;
        this.units = Math.toIntExact(parameters.view("W").size(1));
        this.anySource = plan.any(x.shape);
        this.anyWeights = staysInPlace() ? weights.desc() : plan.any(weights.shape());
        this.anyResult = plan.any(x.shape[0], units);
        this.biasDesc = hasBias || epilogue.normalization() != null ? PlanBuilder.plain(units) : new memory.desc();
    }

    /** Large weights are read where DL4J has them: a training would copy them twice at each step, an inference does not want them twice. */
    private boolean staysInPlace() {
        return plan.type == memory.data_type.f32
                && epilogue.normalization() == null
                && weights.view().length() >= LARGE;
    }

    static Tensor lower(PlanBuilder plan, Parameters parameters, boolean hasBias, Epilogue epilogue, Tensor x) {
        DenseLowering dense = new DenseLowering(plan, parameters, hasBias, epilogue, x);
        boolean several = !plan.training && x.shape[0] > FEW && epilogue.residual() == null;
        return several && dense.staysInPlace() ? dense.transposed() : dense.forward();
    }

    /**
     * (W x^T)^T: as the left factor the weights are read once and as they lie, where the right one is packed at every step. That is as fast
     * as a copy in the kernels' layout.
     */
    private Tensor transposed() {
        long pictures = x.shape[0], inputs = weights.view().size(0);
        memory rows = plan.as(plan.forward, x.memory, plan.compact(x.shape)); // N x C, or N x C x H x W
        memory.desc columns = plan.strided(new long[] {inputs, pictures}, new long[] {1, inputs});
        memory.desc left = plan.strided(
                new long[] {units, inputs},
                new long[] {weights.view().stride(1), weights.view().stride(0)});
        memory.desc result = plan.compact(units, pictures);
        post_ops after = new post_ops();
        if (bias != null) {
            after.append_binary(algorithm.binary_add, result);
        }
        if (!epilogue.activation().isIdentity()) {
            epilogue.activation().appendTo(after);
        }
        primitive_attr attributes = PlanBuilder.attributes();
        attributes.set_post_ops(after);
        matmul.primitive_desc product =
                new matmul.primitive_desc(PlanBuilder.CPU, left, plan.any(inputs, pictures), result, attributes, false);
        memory y = plan.allocate(result); // units x N
        Kernel kernel = new Kernel(plan, "dense", new matmul(product), product)
                .with(DNNL_ARG_SRC, PlanBuilder.wrap(weights.view(), left))
                .with(DNNL_ARG_WEIGHTS, plan.as(plan.forward, plan.alias(rows, columns), product.weights_desc()))
                .with(DNNL_ARG_DST, y);
        if (bias != null) {
            kernel.with(
                    DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1,
                    plan.weights(bias.key() + " for " + pictures, result, () -> biasFor(pictures)));
        }
        plan.forward.add(kernel);
        memory.desc turned = plan.strided(new long[] {pictures, units}, new long[] {1, pictures});
        return new Tensor(plan.alias(y, turned), false, pictures, units);
    }

    /** [units, pictures]: no kernel repeats a column along its rows. */
    private memory biasFor(long pictures) {
        float[] repeated = new float[Math.toIntExact(units * pictures)];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = bias.view().getFloat(i / pictures);
        }
        return Weights.of(repeated, units, pictures);
    }

    private Tensor forward() {
        memory.desc result = description(anyResult, PlanBuilder.attributes()).dst_desc();
        inner_product_forward.primitive_desc forward = description(result, epilogue.attributes(result));
        memory source = plan.as(plan.forward, x.memory, forward.src_desc());
        memory w = epilogue.weights(plan, weights, forward.weights_desc());
        memory dst = plan.allocate(result);
        Kernel kernel = new Kernel(plan, "dense", new inner_product_forward(forward), forward)
                .with(DNNL_ARG_SRC, source)
                .with(DNNL_ARG_WEIGHTS, w)
                .with(DNNL_ARG_DST, dst);
        epilogue.connectBias(plan, kernel, bias, units);
        epilogue.connect(plan, kernel, result);
        plan.forward.add(kernel);
        Tensor y = new Tensor(dst, x.needsGradient || weights.gradientView() != null, x.shape[0], units);
        if (y.needsGradient) {
            plan.onBackward(() -> {
                memory dz = epilogue.activation().gradient(plan, null, y);
                if (weights.gradientView() != null) {
                    backwardWeights(forward, source, dz);
                }
                if (x.needsGradient) {
                    backwardData(forward, w, dz);
                }
            });
        }
        return y;
    }

    private inner_product_forward.primitive_desc description(memory.desc result, primitive_attr attributes) {
        inner_product_forward.primitive_desc first = first(result, attributes);
        if (staysInPlace()) { // oneDNN's first choice would copy the weights into its layout at every step
            do {
                if (first.impl_info_str().getString().contains("gemm")) {
                    return first;
                }
            } while (first.next_impl());
            return first(result, attributes);
        }
        return first;
    }

    private inner_product_forward.primitive_desc first(memory.desc result, primitive_attr attributes) {
        return new inner_product_forward.primitive_desc(
                PlanBuilder.CPU, plan.propagation(), anySource, anyWeights, biasDesc, result, attributes, false);
    }

    private void backwardWeights(inner_product_forward.primitive_desc forward, memory source, memory dz) {
        inner_product_backward_weights.primitive_desc backward = new inner_product_backward_weights.primitive_desc(
                PlanBuilder.CPU, anySource, anyWeights, biasDesc, anyResult, forward, PlanBuilder.attributes(), false);
        Kernel kernel = new Kernel(
                        plan, "dense backward weights", new inner_product_backward_weights(backward), backward)
                .with(DNNL_ARG_SRC, plan.as(plan.backward, source, backward.src_desc()))
                .with(DNNL_ARG_DIFF_DST, plan.as(plan.backward, dz, backward.diff_dst_desc()))
                .with(DNNL_ARG_DIFF_WEIGHTS, weights.store(plan, backward.diff_weights_desc()));
        if (bias != null) {
            kernel.with(DNNL_ARG_DIFF_BIAS, bias.store(plan, biasDesc));
        }
        plan.backward.add(kernel);
    }

    private void backwardData(inner_product_forward.primitive_desc forward, memory w, memory dz) {
        inner_product_backward_data.primitive_desc backward = new inner_product_backward_data.primitive_desc(
                PlanBuilder.CPU, anySource, anyWeights, anyResult, forward, PlanBuilder.attributes(), false);
        memory dx = plan.allocate(backward.diff_src_desc());
        plan.backward.add(new Kernel(plan, "dense backward data", new inner_product_backward_data(backward), backward)
                .with(DNNL_ARG_DIFF_DST, plan.as(plan.backward, dz, backward.diff_dst_desc()))
                .with(DNNL_ARG_WEIGHTS, plan.as(plan.backward, w, backward.weights_desc()))
                .with(DNNL_ARG_DIFF_SRC, dx));
        x.addGradient(dx);
    }
}
