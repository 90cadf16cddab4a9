package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.prelu_backward;
import org.bytedeco.dnnl.prelu_forward;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Parametric ReLU (He et al. 2015): max(0, x) + a min(0, x) with learned a, one per number of an example or shared along some of its
 * dimensions.
 */
final class PReLULowering {
    private PReLULowering() {}

    static Tensor lower(PlanBuilder plan, Parameters parameters, Tensor x) {
        Parameter slopes = slopes(parameters, x);
        checkShared(plan, slopes.shape(), x.shape);
        memory.desc anySlopes = plan.any(slopes.shape());
        prelu_forward.primitive_desc forward = new prelu_forward.primitive_desc(
                PlanBuilder.CPU, plan.propagation(), x.desc(), anySlopes, x.desc(), PlanBuilder.attributes(), false);
        memory dst = plan.allocate(x.desc());
        memory a = slopes.load(plan, forward.weights_desc());
        plan.forward.add(new Kernel(plan, "prelu", new prelu_forward(forward), forward)
                .with(DNNL_ARG_SRC, x.memory)
                .with(DNNL_ARG_WEIGHTS, a)
                .with(DNNL_ARG_DST, dst));
        Tensor y = new Tensor(dst, x.needsGradient || slopes.gradientView() != null, x.shape);
        if (y.needsGradient) {
            plan.onBackward(() -> backward(plan, forward, slopes, a, x, y));
        }
        return y;
    }

    private static void backward(
            PlanBuilder plan, prelu_forward.primitive_desc forward, Parameter slopes, memory a, Tensor x, Tensor y) {
        prelu_backward.primitive_desc backward = new prelu_backward.primitive_desc(
                PlanBuilder.CPU,
                x.desc(),
                forward.weights_desc(),
                x.desc(),
                plan.any(slopes.shape()),
                y.desc(),
                forward,
                PlanBuilder.attributes(),
                false);
        memory dx = plan.allocate(x.desc());
        memory.desc made = backward.diff_weights_desc();
        plan.backward.add(new Kernel(plan, "prelu backward", new prelu_backward(backward), backward)
                .with(DNNL_ARG_SRC, x.memory)
                .with(DNNL_ARG_WEIGHTS, a)
                .with(DNNL_ARG_DIFF_DST, plan.gradient(y, y.desc()))
                .with(DNNL_ARG_DIFF_SRC, dx)
                .with(
                        DNNL_ARG_DIFF_WEIGHTS,
                        slopes.gradientView() != null ? slopes.store(plan, made) : plan.allocate(made)));
        x.addGradient(dx);
    }

    /** oneDNN 3.8 gives NaN for the gradient of slopes that are shared along some of the rows and columns only. */
    private static void checkShared(PlanBuilder plan, long[] slopes, long[] input) {
        long shared = IntStream.range(2, input.length)
                .filter(i -> slopes[i] != input[i])
                .count();
        if (plan.training && shared > 0 && shared < input.length - 2) {
            throw new UnsupportedGraphException("slopes shared along rows or columns only");
        }
    }

    /** As many dimensions as the input has, the first of them 1: examples share the slopes. */
    private static Parameter slopes(Parameters parameters, Tensor x) {
        INDArray view = parameters.view("W");
        int rank = x.shape.length;
        if (view.rank() != rank - 1) {
            throw new UnsupportedGraphException("slopes of shape " + Arrays.toString(view.shape()));
        }
        long[] shape = new long[rank];
        long[] strides = new long[rank];
        shape[0] = 1;
        strides[0] = view.length();
        for (int i = 1; i < rank; i++) {
            shape[i] = view.size(i - 1);
            strides[i] = view.stride(i - 1);
        }
        return new Parameter(view, parameters.gradient("W"), PlanBuilder.strided32(shape, strides));
    }
}
