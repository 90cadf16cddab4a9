package org.convzoo.onednn;

import java.util.stream.LongStream;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A parameter of DL4J and where a kernel wants it.
 *
 * @param view of DL4J's flat parameters
 * @param gradientView of its flat gradients; null outside a training, and for what is frozen
 * @param desc shape as oneDNN sees it, with DL4J's strides
 */
record Parameter(INDArray view, INDArray gradientView, memory.desc desc) {

    /** Convolution weights [out, in, kH, kW], biases, scales: the same shape on both sides. */
    static Parameter of(INDArray view, INDArray gradientView) {
        boolean row = view.rank() == 2 && view.size(0) == 1; // biases are [1, n]
        long[] shape = row ? new long[] {view.length()} : view.shape();
        long[] strides = row ? new long[] {view.stride(1)} : view.stride();
        return new Parameter(view, gradientView, PlanBuilder.strided32(shape, strides));
    }

    /**
     * Dense weights: DL4J has [in, out] in column order, oneDNN wants [out, in], and [out, C, H, W] after a convolution, which is
     * the same memory read with other strides.
     */
    static Parameter dense(INDArray view, INDArray gradientView, long[] inputShape) {
        long inputs = LongStream.of(inputShape).skip(1).reduce(1, Math::multiplyExact);
        if (inputs != view.size(0)) {
            throw new UnsupportedGraphException(inputs + " inputs for weights of " + view.size(0));
        }
        long[] shape = inputShape.clone();
        shape[0] = view.size(1);
        long[] strides = new long[shape.length];
        strides[0] = view.stride(1);
        long stride = view.stride(0);
        for (int i = shape.length - 1; i >= 1; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return new Parameter(view, gradientView, PlanBuilder.strided32(shape, strides));
    }

    /** Names it among the graph's parameters. */
    String key() {
        return String.valueOf(view.offset());
    }

    /** As oneDNN sees it. */
    long[] shape() {
        long[] shape = new long[desc.get_ndims()];
        desc.get_dims().get(shape);
        return shape;
    }

    /** DL4J's own memory. */
    memory memory() {
        return PlanBuilder.wrap(view, desc);
    }

    /** The parameter in the layout {@code wanted}, current at each run of the plan. */
    memory load(PlanBuilder plan, memory.desc wanted) {
        memory own = memory();
        if ((plan.training && !plan.frozen) || desc.equals(wanted)) {
            return plan.as(plan.load, own, wanted);
        }
        return plan.weights(key(), wanted, this::memory);
    }

    /** Where a kernel is to leave a gradient that it makes in the layout {@code made}; ends in DL4J's view after each run. */
    memory store(PlanBuilder plan, memory.desc made) {
        memory own = PlanBuilder.wrap(gradientView, desc);
        if (desc.equals(made)) {
            return own;
        }
        memory gradient = plan.allocate(made);
        plan.store.add(plan.copy(gradient, own));
        return gradient;
    }
}
