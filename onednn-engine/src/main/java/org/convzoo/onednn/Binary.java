package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reduction;

/** Element-wise kernels of two values, the second of which may be spread over dimensions in which it has one element only. */
final class Binary {
    private Binary() {}

    /** {@code a op b}, in the layout {@code result}, which is {@code a}'s. */
    static memory apply(
            PlanBuilder plan, List<Step> steps, algorithm operation, memory a, memory b, memory.desc result) {
        return apply(plan, steps, operation, a, b, result, Activations.IDENTITY);
    }

    /** The same with an activation of the result. */
    static memory apply(
            PlanBuilder plan,
            List<Step> steps,
            algorithm operation,
            memory a,
            memory b,
            memory.desc result,
            Activations activation) {
        binary.primitive_desc description = new binary.primitive_desc(
                PlanBuilder.CPU,
                operation,
                a.get_desc(),
                b.get_desc(),
                result,
                Epilogue.of(activation).attributes(result),
                false);
        memory dst = plan.allocate(result);
        String name = operation.toString().replace("binary_", "");
        steps.add(new Kernel(plan, name, new binary(description), description)
                .with(DNNL_ARG_SRC_0, a)
                .with(DNNL_ARG_SRC_1, b)
                .with(DNNL_ARG_DST, dst));
        return dst;
    }

    /** Whether a value of shape {@code small} can be spread over the shape {@code full}. */
    static boolean spreads(long[] small, long[] full) {
        if (small.length != full.length) {
            return false;
        }
        for (int i = 0; i < full.length; i++) {
            if (small[i] != full[i] && small[i] != 1) {
                return false;
            }
        }
        return true;
    }

    /** What to compute in: {@code a}'s layout; if {@code b} is spread, a plain one, for others fall to a kernel 1000 times slower. */
    static memory.desc layout(PlanBuilder plan, Tensor a, Tensor b) {
        return Arrays.equals(a.shape, b.shape) ? a.desc() : plan.compact(a.shape);
    }

    /** The second value as a kernel likes it whose first one has the layout {@code first}. */
    static memory second(PlanBuilder plan, Tensor b, long[] shape, memory.desc first) {
        boolean same = Arrays.equals(b.shape, shape);
        return plan.as(plan.forward, b.memory, same ? first : plan.compact(b.shape));
    }

    /** Adds to the gradient of {@code x}, which may have been spread: then it is the sum over where it went. */
    static void addGradient(PlanBuilder plan, Tensor x, memory gradient, long[] shape) {
        if (!x.needsGradient) {
            return;
        }
        if (Arrays.equals(x.shape, shape)) {
            x.addGradient(gradient);
            return;
        }
        memory plain = plan.as(plan.backward, gradient, plan.compact(shape));
        memory.desc desc = plan.compact(x.shape);
        reduction.primitive_desc description = new reduction.primitive_desc(
                PlanBuilder.CPU,
                algorithm.reduction_sum,
                plain.get_desc(),
                desc,
                0,
                0,
                PlanBuilder.attributes(),
                false);
        memory sum = plan.allocate(desc);
        plan.backward.add(new Kernel(plan, "sum", new reduction(description), description)
                .with(DNNL_ARG_SRC, plain)
                .with(DNNL_ARG_DST, sum));
        x.addGradient(sum);
    }
}
