package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.Arrays;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/** Two-dimensional convolution, dilated or not, in groups or not, with its bias and what rides along. */
final class ConvolutionLowering {
    private static final algorithm DIRECT = algorithm.convolution_direct;
    private static final int BLOCK = 16; // channels

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

    private ConvolutionLowering(
            PlanBuilder plan, Window window, Parameter weights, Parameter bias, Epilogue epilogue, Tensor x) {
        this.plan = plan;
        this.x = x;
        this.window = window;
        this.epilogue = epilogue;
        this.weights = weights;
        this.bias = bias;
        long[] shape = weights.shape(); // [out, in, kH, kW] or [groups, out, in, kH, kW]
        this.filters = Math.toIntExact(shape.length == 5 ? shape[0] * shape[1] : shape[0]);
        this.outputShape = new long[] {x.shape[0], filters, window.out()[0], window.out()[1]};
        this.anySource = plan.any(x.shape);
        this.anyWeights = plan.any(shape);
        this.anyResult = plan.any(outputShape);
        boolean hasBias = bias != null || epilogue.normalization() != null;
        this.biasDesc = hasBias ? PlanBuilder.plain(filters) : new memory.desc();
    }

    /**
     * A convolution.
     *
     * @param weights [out, in, kH, kW], or [groups, out, in, kH, kW] where a group of inputs has outputs of its own
     * @param bias null: none
     */
    static Tensor lower(
            PlanBuilder plan, Window window, Parameter weights, Parameter bias, Epilogue epilogue, Tensor x) {
        return WinogradLowering.suits(plan, window, weights, epilogue, x)
                ? WinogradLowering.lower(plan, window, weights, bias, epilogue, x)
                : new ConvolutionLowering(plan, window, weights, bias, epilogue, x).forward();
    }

    private Tensor forward() {
        if (readsPictures()) {
            Tensor y = ofPictures();
            if (y != null) {
                return y;
            }
        }
        memory.desc result = description(anyResult, PlanBuilder.attributes()).dst_desc();
        if (epilogue.residual() != null && !Arrays.equals(epilogue.residual().shape, outputShape)) {
            throw new UnsupportedGraphException("a sum of different shapes");
        }
        convolution_forward.primitive_desc forward = description(result, epilogue.attributes(result));
        memory source = plan.as(plan.forward, x.memory, forward.src_desc());
        memory w = epilogue.weights(plan, weights, forward.weights_desc());
        memory dst = plan.allocate(result);
        Kernel kernel = kernel(forward, source, w, dst);
        epilogue.connect(plan, kernel, result);
        plan.forward.add(kernel);
        if (epilogue.residual() != null && epilogue.residual().desc().equals(result)) {
            plan.mayOverwrite(epilogue.residual().memory, dst, kernel, () -> inPlace(forward, source, w, dst));
        }
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

    private Kernel kernel(convolution_forward.primitive_desc forward, memory source, memory w, memory dst) {
        Kernel kernel = new Kernel(plan, "convolution", new convolution_forward(forward), forward)
                .with(DNNL_ARG_SRC, source)
                .with(DNNL_ARG_WEIGHTS, w)
                .with(DNNL_ARG_DST, dst);
        epilogue.connectBias(plan, kernel, bias, filters);
        return kernel;
    }

    /** The same kernel, which adds to what lies in its result; null: oneDNN would take another one. */
    private Kernel inPlace(convolution_forward.primitive_desc forward, memory source, memory w, memory dst) {
        convolution_forward.primitive_desc adds = description(dst.get_desc(), epilogue.attributesInPlace());
        boolean same =
                adds.impl_info_str().getString().equals(forward.impl_info_str().getString())
                        && adds.src_desc().equals(forward.src_desc())
                        && adds.weights_desc().equals(forward.weights_desc());
        return same ? kernel(adds, source, w, dst) : null;
    }

    /** Whether it is a net's first one, with few filters, in an inference. */
    private boolean readsPictures() {
        return !plan.training
                && filters == BLOCK
                && x.shape[1] <= 3
                && epilogue.residual() == null
                && x.desc().equals(PlanBuilder.plain(x.shape));
    }

    /**
     * Plain pictures into one block of channels, which is channels last, by an older kernel: no reorder before it (0.13 instead of 0.23 ms for
     * 3 x 416 x 416). Null: there is none.
     */
    private Tensor ofPictures() {
        memory.desc block = new memory.desc(outputShape, plan.type, memory.format_tag.nChw16c);
        convolution_forward.primitive_desc description =
                older(PlanBuilder.plain(x.shape), block, epilogue.attributes(block));
        if (description == null) {
            return null;
        }
        memory y = plan.allocate(plan.channelsLast(outputShape));
        Kernel kernel = new Kernel(plan, "convolution", new convolution_forward(description), description)
                .with(DNNL_ARG_SRC, x.memory)
                .with(DNNL_ARG_WEIGHTS, epilogue.weights(plan, weights, description.weights_desc()))
                .with(DNNL_ARG_DST, plan.alias(y, block));
        epilogue.connectBias(plan, kernel, bias, filters);
        plan.forward.add(kernel);
        return new Tensor(y, false, outputShape);
    }

    /**
     * The kernel. For an inference oneDNN's first choice are small matrix products, which pay on few filters of few channels least of
     * all (LeNet-5's first layer took 1.8 times as long): there its older kernels are asked for, on channels last.
     */
    private convolution_forward.primitive_desc description(memory.desc result, primitive_attr attributes) {
        boolean narrow = !plan.training && x.shape[1] < BLOCK && filters <= BLOCK;
        convolution_forward.primitive_desc older =
                narrow ? older(plan.channelsLast(x.shape), plan.channelsLast(outputShape), attributes) : null;
        return older == null ? description(anySource, result, attributes) : older;
    }

    /** One of oneDNN's older kernels; null: there is none. */
    private convolution_forward.primitive_desc older(
            memory.desc source, memory.desc result, primitive_attr attributes) {
        convolution_forward.primitive_desc description = description(source, result, attributes, true);
        boolean found = description.get(true) != null;
        while (found && !description.impl_info_str().getString().startsWith("jit:")) {
            found = description.next_impl();
        }
        return found ? description : null;
    }

    private convolution_forward.primitive_desc description(
            memory.desc source, memory.desc result, primitive_attr attributes) {
        return description(source, result, attributes, false);
    }

    private convolution_forward.primitive_desc description(
            memory.desc source, memory.desc result, primitive_attr attributes, boolean orEmpty) {
        return new convolution_forward.primitive_desc(
                PlanBuilder.CPU,
                plan.propagation(),
                DIRECT,
                source,
                anyWeights,
                biasDesc,
                result,
                window.stride(),
                window.dilation(),
                window.before(),
                window.after(),
                attributes,
                orEmpty);
    }

    private void backwardWeights(convolution_forward.primitive_desc forward, memory source, memory dz) {
        convolution_backward_weights.primitive_desc backward = new convolution_backward_weights.primitive_desc(
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
                        plan, "convolution backward weights", new convolution_backward_weights(backward), backward)
                .with(DNNL_ARG_SRC, plan.as(plan.backward, source, backward.src_desc()))
                .with(DNNL_ARG_DIFF_DST, plan.as(plan.backward, dz, backward.diff_dst_desc()))
                .with(DNNL_ARG_DIFF_WEIGHTS, weights.store(plan, backward.diff_weights_desc()));
        if (bias != null) {
            kernel.with(DNNL_ARG_DIFF_BIAS, bias.store(plan, biasDesc));
        }
        plan.backward.add(kernel);
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
        memory dx = plan.allocate(backward.diff_src_desc());
        memory turned = plan.frozen // no copy at each step
                ? epilogue.weights(plan, weights, backward.weights_desc())
                : plan.as(plan.backward, w, backward.weights_desc());
        plan.backward.add(
                new Kernel(plan, "convolution backward data", new convolution_backward_data(backward), backward)
                        .with(DNNL_ARG_DIFF_DST, plan.as(plan.backward, dz, backward.diff_dst_desc()))
                        .with(DNNL_ARG_WEIGHTS, turned)
                        .with(DNNL_ARG_DIFF_SRC, dx));
        x.addGradient(dx);
    }
}
