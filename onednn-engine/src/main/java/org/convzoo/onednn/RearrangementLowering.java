package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Layers that repeat or move pixels. */
final class RearrangementLowering {
    private RearrangementLowering() {}

    /** Each pixel becomes a block of {@code size} rows and columns. */
    static Tensor upsample(PlanBuilder plan, int[] size, Tensor x) {
        long[] shape = {x.shape[0], x.shape[1], x.shape[2] * size[0], x.shape[3] * size[1]};
        primitive_desc forward = resampling(plan, x.desc(), plan.any(shape));
        memory dst = plan.allocate(forward.dst_desc(0));
        plan.forward.add(new Kernel(plan, "upsampling", new primitive(forward), forward)
                .with(DNNL_ARG_SRC, x.memory)
                .with(DNNL_ARG_DST, dst));
        Tensor y = new Tensor(dst, x.needsGradient, shape);
        if (x.needsGradient) {
            plan.onBackward(() -> {
                primitive_desc backward = resamplingBackward(x.desc(), y.desc(), forward);
                memory dx = plan.allocate(x.desc());
                plan.backward.add(new Kernel(plan, "upsampling backward", new primitive(backward), backward)
                        .with(DNNL_ARG_DIFF_DST, plan.gradient(y, y.desc()))
                        .with(DNNL_ARG_DIFF_SRC, dx));
                x.addGradient(dx);
            });
        }
        return y;
    }

    // JavaCPP has no constructors for what describes a resampling: by the C interface.

    private static primitive_desc resampling(PlanBuilder plan, memory.desc x, memory.desc y) {
        PointerPointer<Pointer> made = new PointerPointer<>(1);
        try (primitive_attr attributes = PlanBuilder.attributes()) {
            int status = dnnl.dnnl_resampling_forward_primitive_desc_create(
                    made,
                    PlanBuilder.CPU.get(),
                    plan.propagation().value,
                    algorithm.resampling_nearest.value,
                    (float[]) null, // factors: those of the shapes
                    x.get(),
                    y.get(),
                    attributes.get());
            return described(status, made);
        }
    }

    private static primitive_desc resamplingBackward(memory.desc x, memory.desc y, primitive_desc forward) {
        PointerPointer<Pointer> made = new PointerPointer<>(1);
        try (primitive_attr attributes = PlanBuilder.attributes()) {
            int status = dnnl.dnnl_resampling_backward_primitive_desc_create(
                    made,
                    PlanBuilder.CPU.get(),
                    algorithm.resampling_nearest.value,
                    (float[]) null,
                    x.get(),
                    y.get(),
                    forward.get(),
                    attributes.get());
            return described(status, made);
        }
    }

    private static primitive_desc described(int status, PointerPointer<Pointer> made) {
        if (status != dnnl.dnnl_success) {
            throw new UnsupportedGraphException("no resampling: status " + status);
        }
        return new primitive_desc(new dnnl_primitive_desc(made.get(0)));
    }

    /**
     * Blocks of pixels become channels: channel (i b + j) C + c of a pixel is channel c of the pixel in row i and column j of its block
     * of b rows and columns. A copy between two views with a dimension each for i and j.
     */
    static Tensor spaceToDepth(PlanBuilder plan, int block, Tensor x) {
        long rows = x.shape[2] / block;
        long columns = x.shape[3] / block;
        if (rows * block != x.shape[2] || columns * block != x.shape[3]) {
            throw new UnsupportedGraphException("blocks that do not fit");
        }
        long n = x.shape[0];
        long channels = x.shape[1];
        long[] shape = {n, channels * block * block, rows, columns};
        long[] dimensions = {n, block, block, channels, rows, columns};
        memory.desc whole = ChannelsLast.like(plan, x, x.shape);
        memory.desc deep = ChannelsLast.like(plan, x, shape);
        long[] from = strides(whole);
        long[] to = strides(deep);
        memory.desc blocks = plan.strided(
                dimensions, new long[] {from[0], from[2], from[3], from[1], block * from[2], block * from[3]});
        memory.desc parts = plan.strided(
                dimensions, new long[] {to[0], block * channels * to[1], channels * to[1], to[1], to[2], to[3]});
        memory source = plan.as(plan.forward, x.memory, whole);
        memory dst = plan.allocate(deep);
        plan.forward.add(plan.copy(plan.alias(source, blocks), plan.alias(dst, parts)));
        Tensor y = new Tensor(dst, x.needsGradient, shape);
        if (x.needsGradient) {
            plan.onBackward(() -> {
                memory dy = plan.gradient(y, deep);
                memory dx = plan.allocate(whole);
                plan.backward.add(plan.copy(plan.alias(dy, parts), plan.alias(dx, blocks)));
                x.addGradient(dx);
            });
        }
        return y;
    }

    private static long[] strides(memory.desc desc) {
        long[] strides = new long[desc.get_ndims()];
        desc.get_strides().get(strides);
        return strides;
    }
}
