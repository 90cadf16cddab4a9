package org.convzoo.onednn;

import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A parameter of DL4J and where a kernel wants it.
 *
 * @param view of DL4J's flat parameters
 * @param gradientView of its flat gradients; null outside a training
 * @param desc shape as oneDNN sees it, with DL4J's strides
 */
record Parameter(INDArray view, INDArray gradientView, memory.desc desc) {

    /** Convolution weights [out, in, kH, kW], biases, scales: the same shape on both sides. */
    static Parameter of(INDArray view, INDArray gradientView) {
        boolean row = view.rank() == 2 && view.size(0) == 1; // biases are [1, n]
        long[] shape = row ? new long[] {view.length()} : view.shape();
        long[] strides = row ? new long[] {view.stride(1)} : view.stride();
        return new Parameter(view, gradientView, PlanBuilder.strided(shape, strides));
    }

    /**
     * Dense weights: DL4J has [in, out] in column order, oneDNN wants [out, in], and [out, C, H, W] after a convolution, which is
     * the same memory read with other strides.
     */
    static Parameter dense(INDArray view, INDArray gradientView, long[] inputShape) {
        long[] shape = inputShape.clone();
        shape[0] = view.size(1);
        long[] strides = new long[shape.length];
        strides[0] = view.stride(1);
        long stride = view.stride(0);
        for (int i = shape.length - 1; i >= 1; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return new Parameter(view, gradientView, PlanBuilder.strided(shape, strides));
    }

    /** The parameter in the layout {@code wanted}, copied before each run of the plan. */
    memory load(PlanBuilder plan, memory.desc wanted) {
        return plan.as(plan.load, PlanBuilder.wrap(view, desc), wanted);
    }

    /** Copies a gradient into DL4J's view after each run of the plan. */
    void store(PlanBuilder plan, memory gradient) {
        plan.store.add(PlanBuilder.copy(gradient, PlanBuilder.wrap(gradientView, desc)));
    }
}
