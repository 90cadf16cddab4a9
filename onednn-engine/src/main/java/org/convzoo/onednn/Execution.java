package org.convzoo.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The steps of a plan on one arena. One run at a time; several threads need an execution each. */
final class Execution {
    private final PlanBuilder plan;
    private final Arena arena;
    private final stream stream = new stream(PlanBuilder.CPU);
    private final IdentityHashMap<memory, memory> placed = new IdentityHashMap<>();
    private final IdentityHashMap<memory, Long> offsets = new IdentityHashMap<>();
    private final IdentityHashMap<memory, List<memory>> views =
            new IdentityHashMap<>(); // of what belongs to the caller
    private memory block; // that the memories point into
    private final List<Runnable> forward;
    private final List<Runnable> backward;

    Execution(PlanBuilder plan, Arena arena) {
        this.plan = plan;
        this.arena = arena;
        place();
        List<Runnable> ahead = bind(plan.load); // a training reads its weights at every step
        ahead.addAll(bind(plan.forward));
        this.forward = ahead;
        this.backward = bind(plan.backward);
        backward.addAll(bind(plan.store));
    }

    private List<Runnable> bind(List<Step> steps) {
        List<Runnable> bound = new ArrayList<>(steps.size());
        steps.forEach(step -> bound.add(step.bind(this)));
        return bound;
    }

    stream stream() {
        return stream;
    }

    /** This run's memory for a value of the plan; weights are the same in all. */
    memory placed(memory value) {
        memory base = plan.base(value);
        if (!plan.isTransient(base)) {
            return value;
        }
        return placed.computeIfAbsent(value, v -> {
            memory memory = new memory(v.get_desc(), PlanBuilder.CPU, (Pointer) null);
            if (plan.isExternal(base)) {
                views.computeIfAbsent(base, b -> new ArrayList<>()).add(memory);
            } else {
                offsets.put(v, plan.layout().offset(base));
                memory.set_data_handle(at(offsets.get(v)));
            }
            return memory;
        });
    }

    private Pointer at(long offset) {
        return new PlanBuilder.Address(block.get_data_handle().address() + offset);
    }

    /** Follows the arena, which may have grown for another plan since. */
    @SuppressWarnings("ReferenceEquality") // another block, not another value
    private void place() {
        memory now = arena.block(plan.layout().bytes());
        if (now != block) {
            block = now;
            offsets.forEach((value, offset) -> placed.get(value).set_data_handle(at(offset)));
        }
    }

    /** Has a value of the caller's read or written during the next run. */
    void connect(memory external, INDArray array) {
        placed(external);
        views.get(external).forEach(view -> view.set_data_handle(PlanBuilder.address(array)));
    }

    void forward() {
        place();
        forward.forEach(Runnable::run);
        stream._wait();
    }

    /** After {@link #forward}. */
    void backward() {
        backward.forEach(Runnable::run);
        stream._wait();
    }

    /** The numbers of a plain float value; a Java step may read and write them. */
    FloatBuffer floats(memory value) {
        memory memory = placed(value);
        long count = memory.get_desc().get_size() / Float.BYTES;
        return new FloatPointer(memory.get_data_handle()).capacity(count).asBuffer();
    }
}
