package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/** Two-dimensional convolution, dilated or not, with its bias and activation. */
final class ConvolutionLowering {
    private static final algorithm DIRECT = algorithm.convolution_direct;

    private final PlanBuilder plan;
    private final Window window;
    private final Activations activation;
    private final Parameter weights;
    private final Parameter bias; // null: none
    private final Tensor x;
    private final memory.desc anySource;
    private final memory.desc anyWeights;
    private final memory.desc anyResult;
    private final memory.desc biasDesc;

    private ConvolutionLowering(PlanBuilder plan, ConvolutionLayer layer, Parameters parameters, Tensor x) {
        if (layer.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
            throw new UnsupportedGraphException("channels last");
        }
        this.plan = plan;
        this.x = x;
        this.window = Window.of(
                x.shape,
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode());
        this.activation = Activations.of(layer.getActivationFn());
        this.weights = parameters.get("W");
        this.bias = layer.hasBias() ? parameters.get("b") : null;
        this.anySource = PlanBuilder.any(x.shape);
        this.anyWeights = PlanBuilder.any(layer.getNOut(), x.shape[1], window.kernel()[0], window.kernel()[1]);
        this.anyResult = PlanBuilder.any(x.shape[0], layer.getNOut(), window.out()[0], window.out()[1]);
        this.biasDesc = bias == null ? null : PlanBuilder.plain(layer.getNOut());
    }

    static Tensor lower(PlanBuilder plan, ConvolutionLayer layer, Parameters parameters, Tensor x) {
        return new ConvolutionLowering(plan, layer, parameters, x).forward(layer.getNOut());
    }

    private Tensor forward(long filters) {
        primitive_attr attributes = activation.attributes();
        convolution_forward.primitive_desc forward = bias == null
                ? new convolution_forward.primitive_desc(
                        PlanBuilder.CPU,
                        plan.propagation(),
                        DIRECT,
                        anySource,
                        anyWeights,
                        anyResult,
                        window.stride(),
                        window.dilation(),
                        window.before(),
                        window.after(),
                        attributes,
                        false)
                : new convolution_forward.primitive_desc(
                        PlanBuilder.CPU,
                        plan.propagation(),
                        DIRECT,
                        anySource,
                        anyWeights,
                        biasDesc,
                        anyResult,
                        window.stride(),
                        window.dilation(),
                        window.before(),
                        window.after(),
                        attributes,
                        false);
        memory source = plan.as(plan.forward, x.memory, forward.src_desc());
        memory w = weights.load(plan, forward.weights_desc());
        memory dst = PlanBuilder.allocate(forward.dst_desc());
        Kernel kernel = new Kernel("convolution", new convolution_forward(forward))
                .with(DNNL_ARG_SRC, source)
                .with(DNNL_ARG_WEIGHTS, w)
                .with(DNNL_ARG_DST, dst);
        if (bias != null) {
            kernel.with(DNNL_ARG_BIAS, bias.load(plan, biasDesc));
        }
        plan.forward.add(kernel);
        Tensor y = new Tensor(dst, true, x.shape[0], filters, window.out()[0], window.out()[1]);
        plan.onBackward(() -> {
            memory dz = activation.gradient(plan, y);
            backwardWeights(forward, source, dz);
            if (x.needsGradient) {
                backwardData(forward, w, dz);
            }
        });
        return y;
    }

    private void backwardWeights(convolution_forward.primitive_desc forward, memory source, memory dz) {
        convolution_backward_weights.primitive_desc backward = bias == null
                ? new convolution_backward_weights.primitive_desc(
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
                        false)
                : new convolution_backward_weights.primitive_desc(
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
        memory dw = PlanBuilder.allocate(backward.diff_weights_desc());
        Kernel kernel = new Kernel("convolution backward weights", new convolution_backward_weights(backward))
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

    private void backwardData(convolution_forward.primitive_desc forward, memory w, memory dz) {
        convolution_backward_data.primitive_desc backward = new convolution_backward_data.primitive_desc(
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
        memory dx = PlanBuilder.allocate(backward.diff_src_desc());
        plan.backward.add(new Kernel("convolution backward data", new convolution_backward_data(backward))
                .with(DNNL_ARG_DIFF_DST, plan.as(plan.backward, dz, backward.diff_dst_desc()))
                .with(DNNL_ARG_WEIGHTS, plan.as(plan.backward, w, backward.weights_desc()))
                .with(DNNL_ARG_DIFF_SRC, dx));
        x.addGradient(dx);
    }
}
