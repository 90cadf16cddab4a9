package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;

/** A dense layer, on [N, C] or straight on the [N, C, H, W] of a convolution, with its bias and activation. */
final class DenseLowering {
    private final PlanBuilder plan;
    private final Tensor x;
    private final Activations activation;
    private final Parameter weights;
    private final Parameter bias; // null: none
    private final memory.desc anySource;
    private final memory.desc anyWeights;
    private final memory.desc anyResult;
    private final memory.desc biasDesc;

    private DenseLowering(PlanBuilder plan, Parameters parameters, boolean hasBias, Activations activation, Tensor x) {
        this.plan = plan;
        this.x = x;
        this.activation = activation;
        this.weights = Parameter.dense(parameters.view("W"), parameters.gradient("W"), x.shape);
        this.bias = hasBias ? parameters.get("b") : null;
        long units = parameters.view("W").size(1);
        long[] weightShape = x.shape.clone();
        weightShape[0] = units;
        this.anySource = PlanBuilder.any(x.shape);
        this.anyWeights = PlanBuilder.any(weightShape);
        this.anyResult = PlanBuilder.any(x.shape[0], units);
        this.biasDesc = hasBias ? PlanBuilder.plain(units) : null;
    }

    static Tensor lower(PlanBuilder plan, Parameters parameters, boolean hasBias, Activations activation, Tensor x) {
        return new DenseLowering(plan, parameters, hasBias, activation, x)
                .forward(parameters.view("W").size(1));
    }

    private Tensor forward(long units) {
        inner_product_forward.primitive_desc forward = bias == null
                ? new inner_product_forward.primitive_desc(
                        PlanBuilder.CPU,
                        plan.propagation(),
                        anySource,
                        anyWeights,
                        anyResult,
                        activation.attributes(),
                        false)
                : new inner_product_forward.primitive_desc(
                        PlanBuilder.CPU,
                        plan.propagation(),
                        anySource,
                        anyWeights,
                        biasDesc,
                        anyResult,
                        activation.attributes(),
                        false);
        memory source = plan.as(plan.forward, x.memory, forward.src_desc());
        memory w = weights.load(plan, forward.weights_desc());
        memory dst = PlanBuilder.allocate(forward.dst_desc());
        Kernel kernel = new Kernel("dense", new inner_product_forward(forward))
                .with(DNNL_ARG_SRC, source)
                .with(DNNL_ARG_WEIGHTS, w)
                .with(DNNL_ARG_DST, dst);
        if (bias != null) {
            kernel.with(DNNL_ARG_BIAS, bias.load(plan, biasDesc));
        }
        plan.forward.add(kernel);
        Tensor y = new Tensor(dst, true, x.shape[0], units);
        plan.onBackward(() -> {
            memory dz = activation.gradient(plan, y);
            backwardWeights(forward, source, dz);
            if (x.needsGradient) {
                backwardData(forward, w, dz);
            }
        });
        return y;
    }

    private void backwardWeights(inner_product_forward.primitive_desc forward, memory source, memory dz) {
        inner_product_backward_weights.primitive_desc backward = bias == null
                ? new inner_product_backward_weights.primitive_desc(
                        PlanBuilder.CPU, anySource, anyWeights, anyResult, forward, PlanBuilder.attributes(), false)
                : new inner_product_backward_weights.primitive_desc(
                        PlanBuilder.CPU,
                        anySource,
                        anyWeights,
                        biasDesc,
                        anyResult,
                        forward,
                        PlanBuilder.attributes(),
                        false);
        memory dw = PlanBuilder.allocate(backward.diff_weights_desc());
        Kernel kernel = new Kernel("dense backward weights", new inner_product_backward_weights(backward))
                .with(DNNL_ARG_SRC, plan.as(plan.backward, source, backward.src_desc()))
                .with(DNNL_ARG_DIFF_DST, plan.as(plan.backward, dz, backward.diff_dst_desc()))
                .with(DNNL_ARG_DIFF_WEIGHTS, dw);
        if (bias != null) {
            memory db = PlanBuilder.allocate(biasDesc);
            kernel.with(DNNL_ARG_DIFF_BIAS, db);
            bias.store(plan, db);
        }
        plan.backward.add(kernel);
        weights.store(plan, dw);
    }

    private void backwardData(inner_product_forward.primitive_desc forward, memory w, memory dz) {
        inner_product_backward_data.primitive_desc backward = new inner_product_backward_data.primitive_desc(
                PlanBuilder.CPU, anySource, anyWeights, anyResult, forward, PlanBuilder.attributes(), false);
        memory dx = PlanBuilder.allocate(backward.diff_src_desc());
        plan.backward.add(new Kernel("dense backward data", new inner_product_backward_data(backward))
                .with(DNNL_ARG_DIFF_DST, plan.as(plan.backward, dz, backward.diff_dst_desc()))
                .with(DNNL_ARG_WEIGHTS, plan.as(plan.backward, w, backward.weights_desc()))
                .with(DNNL_ARG_DIFF_SRC, dx));
        x.addGradient(dx);
    }
}
