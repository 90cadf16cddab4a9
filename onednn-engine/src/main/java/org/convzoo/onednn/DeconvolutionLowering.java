package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.deconvolution_backward_data;
import org.bytedeco.dnnl.deconvolution_backward_weights;
import org.bytedeco.dnnl.deconvolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Transposed convolution, with its bias and what rides along. DL4J's weights are [in, out, kH, kW], oneDNN's [out, in, kH, kW]. */
final class DeconvolutionLowering {
    private static final algorithm DIRECT = algorithm.deconvolution_direct;

    private final PlanBuilder plan;
    private final Window window;
    private final Epilogue epilogue;
    private final Parameter weights;
    private final Parameter bias; // null: none
    private final Tensor x;
    private final int filters;
    private final long[] outputShape;
    private final memory.desc anySource;
    private final memory.desc anyWeights;
    private final memory.desc anyResult;
    private final memory.desc biasDesc; // the empty one without bias

    private DeconvolutionLowering(
            PlanBuilder plan, Deconvolution2D layer, Parameters parameters, Epilogue epilogue, Tensor x) {
        this.plan = plan;
        this.x = x;
        this.window = Window.transposed(x.shape, layer);
        this.epilogue = epilogue;
        this.weights = weights(parameters);
        this.bias = layer.hasBias() ? parameters.get("b") : null;
        this.filters = Math.toIntExact(weights.shape()[0]);
        this.outputShape = new long[] {x.shape[0], filters, window.out()[0], window.out()[1]};
        this.anySource = plan.any(x.shape);
        this.anyWeights = plan.any(weights.shape());
        this.anyResult = plan.any(outputShape);
        boolean hasBias = bias != null || epilogue.normalization() != null;
        this.biasDesc = hasBias ? PlanBuilder.plain(filters) : new memory.desc();
    }

    static Tensor lower(PlanBuilder plan, Deconvolution2D layer, Parameters parameters, Epilogue epilogue, Tensor x) {
        return new DeconvolutionLowering(plan, layer, parameters, epilogue, x).forward();
    }

    private static Parameter weights(Parameters parameters) {
        INDArray view = parameters.view("W");
        memory.desc desc = PlanBuilder.strided32(
                new long[] {view.size(1), view.size(0), view.size(2), view.size(3)},
                new long[] {view.stride(1), view.stride(0), view.stride(2), view.stride(3)});
        return new Parameter(view, parameters.gradient("W"), desc);
    }

    private Tensor forward() {
        memory.desc result = description(anyResult, PlanBuilder.attributes()).dst_desc();
        deconvolution_forward.primitive_desc forward = description(result, epilogue.attributes(result));
        memory source = plan.as(plan.forward, x.memory, forward.src_desc());
        memory w = epilogue.weights(plan, weights, forward.weights_desc());
        memory dst = plan.allocate(result);
        Kernel kernel = new Kernel(plan, "deconvolution", new deconvolution_forward(forward), forward)
                .with(DNNL_ARG_SRC, source)
                .with(DNNL_ARG_WEIGHTS, w)
                .with(DNNL_ARG_DST, dst);
        epilogue.connectBias(plan, kernel, bias, filters);
        plan.forward.add(kernel);
        Tensor y = new Tensor(dst, x.needsGradient || weights.gradientView() != null, outputShape);
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

    private deconvolution_forward.primitive_desc description(memory.desc result, primitive_attr attributes) {
        return new deconvolution_forward.primitive_desc(
                PlanBuilder.CPU,
                plan.propagation(),
                DIRECT,
                anySource,
                anyWeights,
                biasDesc,
                result,
                window.stride(),
                window.dilation(),
                window.before(),
                window.after(),
                attributes,
                false);
    }

    private void backwardWeights(deconvolution_forward.primitive_desc forward, memory source, memory dz) {
        deconvolution_backward_weights.primitive_desc backward = new deconvolution_backward_weights.primitive_desc(
                PlanBuilder.CPU,
                DIRECT,
                anySource,
                anyWeights,
                biasDesc,
                anyResult,
                window.stride(),
                window.dilation(),
                window.before(),
                window.after(),
                forward,
                PlanBuilder.attributes(),
                false);
        Kernel kernel = new Kernel(
                        plan, "deconvolution backward weights", new deconvolution_backward_weights(backward), backward)
                .with(DNNL_ARG_SRC, plan.as(plan.backward, source, backward.src_desc()))
                .with(DNNL_ARG_DIFF_DST, plan.as(plan.backward, dz, backward.diff_dst_desc()))
                .with(DNNL_ARG_DIFF_WEIGHTS, weights.store(plan, backward.diff_weights_desc()));
        if (bias != null) {
            kernel.with(DNNL_ARG_DIFF_BIAS, bias.store(plan, biasDesc));
        }
        plan.backward.add(kernel);
    }

    private void backwardData(deconvolution_forward.primitive_desc forward, memory w, memory dz) {
        deconvolution_backward_data.primitive_desc backward = new deconvolution_backward_data.primitive_desc(
                PlanBuilder.CPU,
                DIRECT,
                anySource,
                anyWeights,
                anyResult,
                window.stride(),
                window.dilation(),
                window.before(),
                window.after(),
                forward,
                PlanBuilder.attributes(),
                false);
        memory dx = plan.allocate(backward.diff_src_desc());
        plan.backward.add(
                new Kernel(plan, "deconvolution backward data", new deconvolution_backward_data(backward), backward)
                        .with(DNNL_ARG_DIFF_DST, plan.as(plan.backward, dz, backward.diff_dst_desc()))
                        .with(DNNL_ARG_WEIGHTS, plan.as(plan.backward, w, backward.weights_desc()))
                        .with(DNNL_ARG_DIFF_SRC, dx));
        x.addGradient(dx);
    }
}
