package org.convzoo.onednn;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.dnnl.memory;

/**
 * A step that Java does itself, on what the kernels before it left.
 *
 * @param memories what it reads and writes
 */
record JavaStep(String name, Collection<memory> memories, Consumer<Execution> action) implements Step {
    static JavaStep of(String name, Consumer<Execution> action, memory... memories) {
        return new JavaStep(name, List.of(memories), action);
    }

    @Override
    public Runnable bind(Execution execution) {
        return () -> {
            execution.stream()._wait();
            action.accept(execution);
        };
    }

    @Override
    public String vertex() {
        return "";
    }

    @Override
    public String implementation() {
        return "java";
    }

    @Override
    public String toString() {
        return name;
    }
}
