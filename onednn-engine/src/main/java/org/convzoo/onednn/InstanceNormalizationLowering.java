package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.convzoo.onednn.InstanceNormalizationParameters.BETA;
import static org.convzoo.onednn.InstanceNormalizationParameters.GAMMA;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/**
 * Instance normalisation as oneDNN's batch normalisation of one picture that has the channels of all pictures, [1, N C, H, W]: the same
 * numbers where they lie.
 *
 * <p>oneDNN 3.8 has group normalisation too, which with as many groups as channels is this. It is no faster where it has a kernel (channels last,
 * forward: 9.1 ms for 1x32x512x512 and 1.3 ms for 1x128x128x128 on two cores with AVX2, batch normalisation 9.7 and 1.4), and it has
 * none for blocked layouts (511 and 130 ms by the reference, batch normalisation 4.7 and 0.7), and none backward (460 to 520 and 93 to 152
 * ms; batch normalisation 7 to 18 and 0.8 to 3).
 */
final class InstanceNormalizationLowering {
    private final PlanBuilder plan;
    private final InstanceNormalization layer;
    private final Parameters parameters;
    private final int flags;
    private final boolean rectified; // a ReLU rides along
    private final Tensor x;
    private final int pictures;
    private final int channels;
    private final memory.desc perRow; // [N C]
    private final memory scale;

    private InstanceNormalizationLowering(
            PlanBuilder plan, InstanceNormalization layer, Parameters parameters, boolean rectified, Tensor x) {
        this.plan = plan;
        this.layer = layer;
        this.parameters = parameters;
        this.rectified = rectified;
        this.x = x;
        this.flags = normalization_flags.use_scale.value
                | normalization_flags.use_shift.value
                | (rectified ? normalization_flags.fuse_norm_relu.value : 0);
        this.pictures = Math.toIntExact(x.shape[0]);
        this.channels = Math.toIntExact(x.shape[1]);
        this.perRow = PlanBuilder.plain((long) pictures * channels);
        this.scale = perPicture(GAMMA);
    }

    static Tensor lower(
            PlanBuilder plan, InstanceNormalization layer, Parameters parameters, boolean rectified, Tensor x) {
        return new InstanceNormalizationLowering(plan, layer, parameters, rectified, x).forward();
    }

    private Tensor forward() {
        memory.desc layout = layout();
        memory.desc wide = wide(layout);
        batch_normalization_forward.primitive_desc forward = description(wide);
        memory source = plan.as(plan.forward, x.memory, layout);
        memory dst = plan.allocate(layout);
        Kernel kernel = new Kernel(plan, "instance normalisation", new batch_normalization_forward(forward), forward)
                .with(DNNL_ARG_SRC, plan.alias(source, wide))
                .with(DNNL_ARG_SCALE, scale)
                .with(DNNL_ARG_SHIFT, perPicture(BETA))
                .with(DNNL_ARG_DST, plan.alias(dst, wide));
        memory mean = null, variance = null, workspace = null; // what a backward pass asks for
        if (plan.training) {
            mean = plan.allocate(perRow);
            variance = plan.allocate(perRow);
            kernel.with(DNNL_ARG_MEAN, mean).with(DNNL_ARG_VARIANCE, variance);
            if (rectified) {
                workspace = plan.allocate(forward.workspace_desc());
                kernel.with(DNNL_ARG_WORKSPACE, workspace);
            }
        }
        plan.forward.add(kernel);
        Tensor y = new Tensor(dst, x.needsGradient || parameters.learn(), x.shape);
        if (y.needsGradient) {
            Kept kept = new Kept(forward, source, mean, variance, workspace);
            plan.onBackward(() -> backward(kept, layout, y));
        }
        return y;
    }

    /** What the forward pass leaves for the backward pass. */
    private record Kept(
            batch_normalization_forward.primitive_desc forward,
            memory source,
            memory mean,
            memory variance,
            memory workspace) {}

    private void backward(Kept kept, memory.desc layout, Tensor y) {
        memory.desc wide = wide(layout);
        batch_normalization_backward.primitive_desc backward = new batch_normalization_backward.primitive_desc(
                PlanBuilder.CPU,
                prop_kind.backward.value,
                wide,
                wide,
                wide,
                (float) layer.epsilon(),
                flags,
                kept.forward(),
                PlanBuilder.attributes(),
                false);
        memory dx = plan.allocate(layout);
        Kernel kernel = new Kernel(
                        plan, "instance normalisation backward", new batch_normalization_backward(backward), backward)
                .with(DNNL_ARG_SRC, plan.alias(kept.source(), wide))
                .with(DNNL_ARG_MEAN, kept.mean())
                .with(DNNL_ARG_VARIANCE, kept.variance())
                .with(DNNL_ARG_DIFF_DST, plan.alias(plan.gradient(y, layout), wide))
                .with(DNNL_ARG_SCALE, scale)
                .with(DNNL_ARG_DIFF_SRC, plan.alias(dx, wide))
                .with(DNNL_ARG_DIFF_SCALE, gradient(GAMMA))
                .with(DNNL_ARG_DIFF_SHIFT, gradient(BETA));
        if (rectified) {
            kernel.with(DNNL_ARG_WORKSPACE, kept.workspace());
        }
        plan.backward.add(kernel);
        x.addGradient(dx);
    }

    private batch_normalization_forward.primitive_desc description(memory.desc wide) {
        return new batch_normalization_forward.primitive_desc(
                PlanBuilder.CPU,
                plan.propagation().value,
                wide,
                wide,
                (float) layer.epsilon(),
                flags,
                PlanBuilder.attributes(),
                false);
    }

    /** The input's own where that can be seen as one picture and oneDNN has a kernel for it; its reference is 50 times slower. */
    private memory.desc layout() {
        memory.desc eights = blocked(memory.format_tag.nChw8c, x.shape);
        for (memory.desc layout : channels % 8 == 0 ? List.of(x.desc(), eights) : List.of(x.desc())) {
            memory.desc wide = wide(layout);
            if (wide != null && !description(wide).impl_info_str().getString().startsWith("ref")) {
                return layout;
            }
        }
        return plan.compact(x.shape);
    }

    /** [N, C, H, W] seen as [1, N C, H, W]; null where the channels of all pictures do not lie one behind the other. */
    private memory.desc wide(memory.desc layout) {
        if (pictures == 1) {
            return layout;
        }
        long[] shape = {1, (long) pictures * channels, x.shape[2], x.shape[3]};
        if (layout.equals(plan.compact(x.shape))) {
            return plan.compact(shape);
        }
        if (channels % 8 == 0 && layout.equals(blocked(memory.format_tag.nChw8c, x.shape))) {
            return blocked(memory.format_tag.nChw8c, shape);
        }
        return channels % 16 == 0 && layout.equals(blocked(memory.format_tag.nChw16c, x.shape))
                ? blocked(memory.format_tag.nChw16c, shape)
                : null;
    }

    private memory.desc blocked(memory.format_tag tag, long... shape) {
        return new memory.desc(shape, plan.type, tag);
    }

    /** A parameter [C] once for each picture. */
    private memory perPicture(String name) {
        Parameter parameter = parameters.get(name);
        if (pictures == 1) {
            return parameter.load(plan, perRow);
        }
        if (!plan.training) {
            return plan.weights(parameter.key() + " x " + pictures, perRow, () -> {
                float[] values = new float[pictures * channels];
                repeat(parameter, FloatBuffer.wrap(values));
                return Weights.of(values, values.length);
            });
        }
        memory values = plan.allocate(perRow);
        plan.load.add(JavaStep.of(
                "parameters of each picture", execution -> repeat(parameter, execution.floats(values)), values));
        return values;
    }

    private void repeat(Parameter parameter, FloatBuffer into) {
        FloatBuffer values = Weights.floats(parameter.memory());
        for (int i = 0; i < into.capacity(); i++) {
            into.put(i, values.get(i % channels));
        }
    }

    /** Where the kernel leaves the gradient of a parameter, a number for each channel of each picture; their sums are what DL4J wants. */
    private memory gradient(String name) {
        if (!parameters.learn()) {
            return plan.allocate(perRow);
        }
        if (pictures == 1) {
            return parameters.get(name).store(plan, perRow);
        }
        memory each = plan.allocate(perRow);
        memory sums = PlanBuilder.wrap(parameters.gradient(name), PlanBuilder.plain(channels)); // a row: without gaps
        plan.store.add(JavaStep.of(
                "sum over pictures",
                execution -> {
                    FloatBuffer from = execution.floats(each);
                    FloatBuffer to = execution.floats(sums);
                    for (int c = 0; c < channels; c++) {
                        double sum = 0;
                        for (int n = 0; n < pictures; n++) {
                            sum += from.get(n * channels + c);
                        }
                        to.put(c, (float) sum);
                    }
                },
                each,
                sums));
        return each;
    }
}
