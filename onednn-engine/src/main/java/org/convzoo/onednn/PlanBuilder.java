package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Collects the steps of a plan: lowerings append to it. Values of a run are memory without an address while the plan is built; an {@link
 * Execution} gives them one.
 */
final class PlanBuilder {
    static final engine CPU = new engine(engine.kind.cpu, 0);

    final Mode mode;
    final boolean training; // there are backward steps
    final boolean frozen; // only the input gets a gradient
    final memory.data_type type; // of activations, and of the weights of convolutions and dense layers
    final Weights weights;
    final List<Step> load = new ArrayList<>(); // weights into the layouts of their kernels: a training's
    final List<Step> forward = new ArrayList<>();
    final List<Step> backward = new ArrayList<>();
    final List<Step> store = new ArrayList<>(); // gradients into DL4J's view
    private final List<Weights.Entry> used = new ArrayList<>(); // weights: an inference's
    private final Deque<Runnable> reverse = new ArrayDeque<>(); // makes the backward steps, last layer first
    private final IdentityHashMap<memory, Long> transients =
            new IdentityHashMap<>(); // values of the arena, and their bytes
    private final IdentityHashMap<memory, memory> bases = new IdentityHashMap<>(); // of aliases
    private final Set<memory> externals = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Overwrite> overwrites = new ArrayList<>(); // an inference's
    private ArenaLayout layout;
    private int vertex; // that is being lowered
    private String vertexName;
    private long batch;

    /** A kernel that reads {@code operand} number by number, and one that leaves its result there. */
    private record Overwrite(memory operand, memory result, Kernel kernel, Supplier<Kernel> instead) {}

    PlanBuilder(Mode mode, Precision precision, Weights weights) {
        this.mode = mode;
        this.training = mode.backward();
        this.frozen = mode == Mode.INPUT_GRADIENT;
        this.type = precision.type;
        this.weights = weights;
    }

    /** Pictures of a run. */
    void setBatch(long pictures) {
        batch = pictures;
    }

    long batch() {
        return batch;
    }

    /** What follows belongs to a vertex. */
    void at(int index, String name) {
        vertex = index;
        vertexName = name;
    }

    int vertex() {
        return vertex;
    }

    String vertexName() {
        return vertexName;
    }

    prop_kind propagation() {
        return training ? prop_kind.forward_training : prop_kind.forward_inference;
    }

    /** What each primitive is made with: the same bits in each run, and no memory of its own. */
    static primitive_attr attributes() {
        primitive_attr attributes = new primitive_attr();
        attributes.set_deterministic(true);
        attributes.set_scratchpad_mode(scratchpad_mode.user);
        return attributes;
    }

    /** Of a primitive that adds to its result. */
    static primitive_attr sum() {
        post_ops sum = new post_ops();
        sum.append_sum();
        primitive_attr attributes = attributes();
        attributes.set_post_ops(sum);
        return attributes;
    }

    /** Any layout: oneDNN chooses. */
    memory.desc any(long... shape) {
        return new memory.desc(shape, type, memory.format_tag.any);
    }

    /** In the plan's precision. */
    memory.desc strided(long[] shape, long[] strides) {
        return new memory.desc(shape, type, strides);
    }

    /** DL4J's: 32 bits. */
    static memory.desc strided32(long[] shape, long[] strides) {
        return new memory.desc(shape, memory.data_type.f32, strides);
    }

    /** Row-major, in the plan's precision. */
    memory.desc compact(long... shape) {
        return strided(shape, rowMajor(shape));
    }

    /** [N, C, H, W] with the channels of a pixel side by side, in the plan's precision. */
    memory.desc channelsLast(long... shape) {
        return new memory.desc(shape, type, memory.format_tag.nhwc);
    }

    /** Row-major, 32 bits: [N, C, H, W] is nchw. */
    static memory.desc plain(long... shape) {
        return strided32(shape, rowMajor(shape));
    }

    private static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    /** A value of a run: in the arena from the first step that uses it to the last. */
    memory allocate(memory.desc desc) {
        memory value = new memory(desc, CPU, (Pointer) null);
        transients.put(value, desc.get_size());
        return value;
    }

    /** A value of the caller: {@link Execution#connect} says where it is. */
    memory external(memory.desc desc) {
        memory value = new memory(desc, CPU, (Pointer) null);
        externals.add(value);
        return value;
    }

    /** Another view of a value. */
    memory alias(memory value, memory.desc desc) {
        if (!isTransient(base(value))) {
            return new memory(desc, CPU, value.get_data_handle());
        }
        memory alias = new memory(desc, CPU, (Pointer) null);
        bases.put(alias, base(value));
        return alias;
    }

    memory base(memory value) {
        return bases.getOrDefault(value, value);
    }

    boolean isTransient(memory base) {
        return transients.containsKey(base) || externals.contains(base);
    }

    boolean isExternal(memory base) {
        return externals.contains(base);
    }

    /** Weights of an inference: a copy in the layout {@code wanted}, current when the steps begin. */
    memory weights(String key, memory.desc wanted, Supplier<memory> source) {
        return weights(key, wanted, source, false);
    }

    /** @param frozen whether no training changes them: a training may have a copy too */
    memory weights(String key, memory.desc wanted, Supplier<memory> source, boolean frozen) {
        Weights.Entry entry = weights.entry(key, wanted, source, frozen);
        used.add(entry);
        return entry.target;
    }

    List<Weights.Entry> usedWeights() {
        return used;
    }

    /** Memory that an array already has; the array must outlive the plan. */
    static memory wrap(INDArray array, memory.desc desc) {
        return new memory(desc, CPU, address(array));
    }

    static Pointer address(INDArray array) {
        return new Address(
                array.data().address() + array.offset() * array.data().getElementSize());
    }

    static final class Address extends Pointer {
        Address(long value) {
            address = value;
        }
    }

    /** {@code from} in the layout {@code wanted}: itself, or a copy that {@code steps} make. */
    memory as(List<Step> steps, memory from, memory.desc wanted) {
        if (from.get_desc().equals(wanted)) {
            return from;
        }
        memory to = allocate(wanted);
        steps.add(copy(from, to));
        return to;
    }

    /** A value for the caller, plain and in 32 bits. */
    memory result(memory value, long[] shape) {
        memory.desc plain = plain(shape);
        if (value.get_desc().equals(plain) && transients.remove(value) != null) {
            externals.add(value); // its kernel writes to the caller's memory
            return value;
        }
        memory result = external(plain);
        forward.add(copy(value, result));
        return result;
    }

    Kernel copy(memory from, memory to) {
        reorder.primitive_desc description =
                new reorder.primitive_desc(CPU, from.get_desc(), CPU, to.get_desc(), attributes(), false);
        return new Kernel(this, "reorder", new reorder(description), description)
                .with(DNNL_ARG_SRC, from)
                .with(DNNL_ARG_DST, to);
    }

    /** At once, not as a step. */
    static void copyNow(memory from, memory to) {
        stream stream = new stream(CPU);
        new reorder(from, to).execute(stream, from, to);
        stream._wait();
    }

    /** Run in reverse order once all is lowered: what makes the backward steps of a layer. */
    void onBackward(Runnable make) {
        if (training) {
            int index = vertex;
            String name = vertexName;
            reverse.push(() -> {
                at(index, name);
                make.run();
            });
        }
    }

    /** The gradient of a tensor in the layout {@code wanted}: the sum over its consumers. */
    memory gradient(Tensor tensor, memory.desc wanted) {
        memory sum = null;
        for (memory gradient : tensor.gradients()) {
            memory next = as(backward, gradient, wanted); // the same layout for all: mixed ones fall to a slow kernel
            sum = sum == null ? next : add(sum, next, wanted);
        }
        if (sum == null) {
            throw new UnsupportedGraphException("a vertex whose output nobody reads");
        }
        return sum;
    }

    private memory add(memory a, memory b, memory.desc desc) {
        memory sum = allocate(desc);
        binary.primitive_desc add =
                new binary.primitive_desc(CPU, algorithm.binary_add, desc, desc, desc, attributes(), false);
        backward.add(new Kernel(this, "add", new binary(add), add)
                .with(DNNL_ARG_SRC_0, a)
                .with(DNNL_ARG_SRC_1, b)
                .with(DNNL_ARG_DST, sum));
        return sum;
    }

    /**
     * Where nobody reads an operand any more, a kernel may write over it: memory is read and written once instead of twice.
     *
     * @param operand in the layout of {@code result}
     * @param instead the kernel that finds the operand in its result; null: there is none
     */
    void mayOverwrite(memory operand, memory result, Kernel kernel, Supplier<Kernel> instead) {
        if (!training) {
            overwrites.add(new Overwrite(operand, result, kernel, instead));
        }
    }

    @SuppressWarnings("ReferenceEquality") // a value of a run is its object: it has no address yet
    private void overwrite(Overwrite wanted) {
        memory base = base(wanted.operand());
        if (!transients.containsKey(base) || !transients.containsKey(wanted.result())) {
            return; // weights, or the caller's
        }
        int place = forward.indexOf(wanted.kernel());
        long uses = forward.subList(place, forward.size()).stream()
                .flatMap(step -> step.memories().stream())
                .filter(memory -> base(memory) == base)
                .count();
        Kernel instead = uses == 1 ? wanted.instead().get() : null; // one: as the operand
        if (instead != null) {
            forward.set(place, instead);
            transients.remove(wanted.result());
            bases.replaceAll((alias, of) -> of == wanted.result() ? base : of);
            bases.put(wanted.result(), base);
        }
    }

    /** Once all is lowered: the backward steps, and where each value lives. */
    void finish() {
        overwrites.forEach(this::overwrite);
        while (!reverse.isEmpty()) {
            reverse.pop().run();
        }
        layout = new ArenaLayout(steps(), transients, bases);
    }

    /** All steps of a run, in order. */
    List<Step> steps() {
        List<Step> all = new ArrayList<>();
        List.of(load, forward, backward, store).forEach(all::addAll);
        return all;
    }

    ArenaLayout layout() {
        return layout;
    }
}
