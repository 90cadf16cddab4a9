package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MULTIPLE_SRC;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.dnnl.concat;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory_desc_vector;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;

/** Vertices without a layer. */
final class VertexLowerings {
    private VertexLowerings() {}

    /**
     * A vertex without a layer.
     *
     * @throws UnsupportedGraphException if it has no lowering
     */
    static Tensor lower(PlanBuilder plan, GraphVertex vertex, List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        if (vertex instanceof ElementWiseVertex elementWise) {
            return ElementWiseLowering.lower(plan, elementWise.getOp(), inputs);
        } else if (vertex instanceof MergeVertex merge && merge.getMergeAxis() == 1) {
            return merge(plan, inputs);
        } else if (vertex instanceof SubsetVertex subset) {
            return SubsetLowering.lower(plan, subset.getFrom(), subset.getTo(), x);
        } else if (vertex instanceof ScaleVertex scale) {
            return Activations.linear(scale.getScaleFactor(), 0).apply(plan, x);
        } else if (vertex instanceof ShiftVertex shift) {
            return Activations.linear(1, shift.getShiftFactor()).apply(plan, x);
        } else if (vertex instanceof ReshapeVertex reshape && reshape.getReshapeOrder() == 'c') {
            return reshape(plan, x, resolve(reshape.getNewShape(), x.shape));
        } else if (vertex instanceof L2NormalizeVertex normalize && isByRow(normalize.getDimension(), x)) {
            return L2NormalizeLowering.lower(plan, normalize.getEps(), x);
        }
        throw new UnsupportedGraphException(vertex.getClass().getSimpleName());
    }

    private static boolean isByRow(int[] dimension, Tensor x) { // of pictures DL4J has none: its own throws
        boolean columns = dimension == null || dimension.length == 0 || Arrays.equals(dimension, new int[] {1});
        return columns && x.shape.length == 2;
    }

    /** A new shape in which one dimension may be -1: what is left. */
    private static long[] resolve(int[] wanted, long[] shape) {
        long left = LongStream.of(shape).reduce(1, Math::multiplyExact);
        for (int size : wanted) {
            left = size == -1 ? left : left / size;
        }
        long rest = left;
        return IntStream.of(wanted).mapToLong(size -> size == -1 ? rest : size).toArray();
    }

    /** Concatenation along the channels. */
    static Tensor merge(PlanBuilder plan, List<Tensor> inputs) {
        if (inputs.size() == 1) {
            return inputs.get(0);
        }
        long[] shape = inputs.get(0).shape.clone();
        shape[1] = inputs.stream().mapToLong(x -> x.shape[1]).sum();
        memory[] sources = inputs.stream()
                .map(x -> isInPrecision(plan, x) ? x.memory : plan.as(plan.forward, x.memory, plan.compact(x.shape)))
                .toArray(memory[]::new);
        memory_desc_vector descs =
                new memory_desc_vector(Stream.of(sources).map(memory::get_desc).toArray(memory.desc[]::new));
        concat.primitive_desc concat =
                new concat.primitive_desc(PlanBuilder.CPU, 1, descs, PlanBuilder.attributes(), false);
        memory dst = plan.allocate(concat.dst_desc());
        Kernel kernel = new Kernel(plan, "concat", new concat(concat), concat).with(DNNL_ARG_DST, dst);
        for (int i = 0; i < sources.length; i++) {
            kernel.with(DNNL_ARG_MULTIPLE_SRC + i, sources[i]);
        }
        plan.forward.add(kernel);
        Tensor y = new Tensor(dst, inputs.stream().anyMatch(x -> x.needsGradient), shape);
        if (y.needsGradient) {
            plan.onBackward(() -> split(plan, y, inputs));
        }
        return y;
    }

    /** What an island or a softmax leaves is in 32 bits always, and oneDNN joins equal types only. */
    private static boolean isInPrecision(PlanBuilder plan, Tensor x) {
        return x.desc().get_data_type() == plan.type;
    }

    private static void split(PlanBuilder plan, Tensor y, List<Tensor> inputs) {
        memory dy = plan.gradient(y, plan.compact(y.shape)); // parts of a blocked layout need not be whole blocks
        long[] offset = new long[y.shape.length];
        for (Tensor x : inputs) {
            if (x.needsGradient) {
                memory part = plan.alias(dy, dy.get_desc().submemory_desc(x.shape, offset));
                memory dx = plan.allocate(x.desc());
                plan.backward.add(plan.copy(part, dx));
                x.addGradient(dx);
            }
            offset[1] += x.shape[1];
        }
    }

    /** The same numbers in another shape, row by row. */
    static Tensor reshape(PlanBuilder plan, Tensor x, long... shape) {
        if (LongStream.of(shape).reduce(1, Math::multiplyExact)
                != LongStream.of(x.shape).reduce(1, Math::multiplyExact)) {
            throw new UnsupportedGraphException(Arrays.toString(x.shape) + " as " + Arrays.toString(shape));
        }
        memory plain = plan.as(plan.forward, x.memory, plan.compact(x.shape));
        Tensor y = new Tensor(plan.alias(plain, plan.compact(shape)), x.needsGradient, shape);
        if (x.needsGradient) {
            plan.onBackward(() -> {
                memory dy = plan.gradient(y, plan.compact(shape));
                x.addGradient(plan.alias(dy, plan.compact(x.shape)));
            });
        }
        return y;
    }
}
