package org.convzoo.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;

/** Element-wise sum, mean, difference, product and maximum of branches; a branch of, say, [N, C, 1, 1] is spread over [N, C, H, W]. */
final class ElementWiseLowering {
    private ElementWiseLowering() {}

    static Tensor lower(PlanBuilder plan, Op operation, List<Tensor> inputs) {
        if (inputs.size() == 1) {
            return inputs.get(0);
        }
        return switch (operation) {
            case Add -> add(plan, inputs, Activations.IDENTITY);
            case Average -> add(plan, inputs, Activations.linear(1.0 / inputs.size(), 0));
            case Subtract -> subtract(plan, inputs.get(0), inputs.get(1));
            case Product -> {
                List<Tensor> ordered = fullFirst(inputs);
                Tensor product = ordered.get(0);
                for (Tensor next : ordered.subList(1, ordered.size())) {
                    product = multiply(plan, product, next);
                }
                yield product;
            }
            case Max -> {
                Tensor max = inputs.get(0);
                for (Tensor next : inputs.subList(1, inputs.size())) {
                    max = max(plan, max, next);
                }
                yield max;
            }
        };
    }

    /** The sum, the end of a residual block, and the activation of the result. */
    static Tensor add(PlanBuilder plan, List<Tensor> inputs, Activations activation) {
        List<Tensor> ordered = fullFirst(inputs);
        Tensor sum = ordered.get(0);
        for (int i = 1; i < ordered.size(); i++) {
            boolean last = i == ordered.size() - 1;
            sum = add(plan, sum, ordered.get(i), last ? activation : Activations.IDENTITY);
        }
        return sum;
    }

    private static Tensor add(PlanBuilder plan, Tensor a, Tensor b, Activations activation) {
        memory.desc desc = Binary.layout(plan, a, b);
        memory first = plan.as(plan.forward, a.memory, desc);
        memory second = Binary.second(plan, b, a.shape, desc);
        memory dst = Binary.apply(plan, plan.forward, algorithm.binary_add, first, second, desc, activation);
        Tensor y = new Tensor(dst, a.needsGradient || b.needsGradient, a.shape);
        if (y.needsGradient) {
            plan.onBackward(() -> {
                memory dy = activation.gradient(plan, null, y);
                a.addGradient(dy);
                Binary.addGradient(plan, b, dy, y.shape);
            });
        }
        return y;
    }

    private static Tensor subtract(PlanBuilder plan, Tensor a, Tensor b) {
        boolean swap = !Binary.spreads(b.shape, a.shape);
        Tensor full = swap ? b : a;
        Tensor other = swap ? a : b;
        requireSpreads(other, full);
        memory.desc desc = Binary.layout(plan, full, other);
        Activations minus = Activations.linear(-1, 0);
        memory dst = Binary.apply(
                plan,
                plan.forward,
                algorithm.binary_sub,
                plan.as(plan.forward, full.memory, desc),
                Binary.second(plan, other, full.shape, desc),
                desc,
                swap ? minus : Activations.IDENTITY);
        Tensor y = new Tensor(dst, a.needsGradient || b.needsGradient, full.shape);
        if (y.needsGradient) {
            plan.onBackward(() -> {
                memory dy = plan.gradient(y, desc);
                Binary.addGradient(plan, a, dy, y.shape);
                if (b.needsGradient) {
                    Binary.addGradient(plan, b, minus.forward(plan, plan.backward, dy), y.shape);
                }
            });
        }
        return y;
    }

    private static Tensor multiply(PlanBuilder plan, Tensor a, Tensor b) {
        memory.desc desc = Binary.layout(plan, a, b);
        memory first = plan.as(plan.forward, a.memory, desc);
        memory second = Binary.second(plan, b, a.shape, desc);
        memory dst = Binary.apply(plan, plan.forward, algorithm.binary_mul, first, second, desc);
        Tensor y = new Tensor(dst, a.needsGradient || b.needsGradient, a.shape);
        if (y.needsGradient) {
            plan.onBackward(() -> {
                memory dy = plan.gradient(y, desc);
                if (a.needsGradient) {
                    a.addGradient(Binary.apply(plan, plan.backward, algorithm.binary_mul, dy, second, desc));
                }
                if (b.needsGradient) {
                    memory db = Binary.apply(plan, plan.backward, algorithm.binary_mul, dy, first, desc);
                    Binary.addGradient(plan, b, db, y.shape);
                }
            });
        }
        return y;
    }

    /** The gradient goes to the largest; of equal ones, as often after rectifiers, to the first, as DL4J has it. */
    private static Tensor max(PlanBuilder plan, Tensor a, Tensor b) {
        if (!Arrays.equals(a.shape, b.shape)) {
            throw new UnsupportedGraphException("a maximum of different shapes");
        }
        memory.desc desc = a.desc();
        memory second = Binary.second(plan, b, a.shape, desc);
        memory dst = Binary.apply(plan, plan.forward, algorithm.binary_max, a.memory, second, desc);
        Tensor y = new Tensor(dst, a.needsGradient || b.needsGradient, a.shape);
        if (y.needsGradient) {
            plan.onBackward(() -> {
                memory dy = plan.gradient(y, desc);
                chosen(plan, algorithm.binary_ge, a, a.memory, second, dy);
                chosen(plan, algorithm.binary_lt, b, a.memory, second, dy);
            });
        }
        return y;
    }

    /** The gradient of {@code x}, which was taken where {@code a comparison b}. */
    private static void chosen(PlanBuilder plan, algorithm comparison, Tensor x, memory a, memory b, memory dy) {
        if (x.needsGradient) {
            memory.desc desc = dy.get_desc();
            memory taken = Binary.apply(plan, plan.backward, comparison, a, b, desc); // 1 or 0
            x.addGradient(Binary.apply(plan, plan.backward, algorithm.binary_mul, dy, taken, desc));
        }
    }

    /** The same with a branch ahead that has the shape of the result; the order of sums and products does not matter. */
    private static List<Tensor> fullFirst(List<Tensor> inputs) {
        Tensor full = inputs.stream()
                .filter(x -> inputs.stream().allMatch(other -> Binary.spreads(other.shape, x.shape)))
                .findFirst()
                .orElseThrow(() -> new UnsupportedGraphException("branches of different shapes"));
        List<Tensor> ordered = new ArrayList<>(inputs);
        ordered.remove(full);
        ordered.add(0, full);
        return ordered;
    }

    private static void requireSpreads(Tensor small, Tensor full) {
        if (!Binary.spreads(small.shape, full.shape)) {
            throw new UnsupportedGraphException("branches of different shapes");
        }
    }
}
