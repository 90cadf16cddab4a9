package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Collects the kernels of a plan: lowerings append to it. */
final class PlanBuilder {
    static final engine CPU = new engine(engine.kind.cpu, 0);
    private static final memory.data_type FLOAT = memory.data_type.f32;

    final boolean training;
    final List<Kernel> load = new ArrayList<>(); // weights into the layouts of their kernels
    final List<Kernel> forward = new ArrayList<>();
    final List<Kernel> backward = new ArrayList<>();
    final List<Kernel> store = new ArrayList<>(); // gradients into DL4J's view
    final List<Runnable> beforeForward = new ArrayList<>(); // Java's part: what is derived from weights
    final List<Runnable> afterBackward = new ArrayList<>(); // and running statistics
    private final Deque<Runnable> reverse = new ArrayDeque<>(); // makes the backward kernels, last layer first

    PlanBuilder(boolean training) {
        this.training = training;
    }

    prop_kind propagation() {
        return training ? prop_kind.forward_training : prop_kind.forward_inference;
    }

    /** What each primitive is made with: the same bits in each run. */
    static primitive_attr attributes() {
        primitive_attr attributes = new primitive_attr();
        attributes.set_deterministic(true);
        return attributes;
    }

    /** Any layout: oneDNN chooses. */
    static memory.desc any(long... shape) {
        return new memory.desc(shape, FLOAT, memory.format_tag.any);
    }

    static memory.desc strided(long[] shape, long[] strides) {
        return new memory.desc(shape, FLOAT, strides);
    }

    /** Row-major: [N, C, H, W] is nchw. */
    static memory.desc plain(long... shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strided(shape, strides);
    }

    static memory allocate(memory.desc desc) {
        return new memory(desc, CPU);
    }

    /** Memory that an array already has; the array must outlive the plan. */
    static memory wrap(INDArray array, memory.desc desc) {
        long address = array.data().address() + array.offset() * array.data().getElementSize();
        return new memory(desc, CPU, new Address(address));
    }

    static final class Address extends Pointer {
        Address(long value) {
            address = value;
        }
    }

    /** {@code from} in the layout {@code wanted}: itself, or a copy that {@code kernels} makes. */
    memory as(List<Kernel> kernels, memory from, memory.desc wanted) {
        if (from.get_desc().equals(wanted)) {
            return from;
        }
        memory to = allocate(wanted);
        kernels.add(copy(from, to));
        return to;
    }

    static Kernel copy(memory from, memory to) {
        return new Kernel("reorder", new reorder(from, to))
                .with(DNNL_ARG_SRC, from)
                .with(DNNL_ARG_DST, to);
    }

    /** Run in reverse order once all is lowered: what makes the backward kernels of a layer. */
    void onBackward(Runnable make) {
        if (training) {
            reverse.push(make);
        }
    }

    void makeBackward() {
        while (!reverse.isEmpty()) {
            reverse.pop().run();
        }
    }

    /** The gradient of a tensor in the layout {@code wanted}: the sum over its consumers. */
    memory gradient(Tensor tensor, memory.desc wanted) {
        memory sum = null;
        for (memory gradient : tensor.gradients()) {
            memory next = as(backward, gradient, wanted); // the same layout for all: mixed ones fall to a slow kernel
            sum = sum == null ? next : add(backward, sum, next, wanted);
        }
        if (sum == null) {
            throw new UnsupportedGraphException("a vertex whose output nobody reads");
        }
        return sum;
    }

    private static memory add(List<Kernel> kernels, memory a, memory b, memory.desc desc) {
        memory sum = allocate(desc);
        binary.primitive_desc add =
                new binary.primitive_desc(CPU, algorithm.binary_add, desc, desc, desc, attributes(), false);
        kernels.add(new Kernel("add", new binary(add))
                .with(DNNL_ARG_SRC_0, a)
                .with(DNNL_ARG_SRC_1, b)
                .with(DNNL_ARG_DST, sum));
        return sum;
    }
}
