package org.convzoo.onednn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.dnnl.memory;
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
            return MergeLowering.lower(plan, inputs);
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
