package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.stream;

/** A oneDNN primitive and the memory it works on. */
final class Kernel implements Step {
    private final String vertex;
    private final String name;
    private final String implementation;
    private final primitive primitive;
    private final Map<Integer, memory> arguments = new LinkedHashMap<>();

    /** Its scratchpad is a part of the plan's arena: nothing is allocated while it runs. */
    Kernel(PlanBuilder plan, String name, primitive primitive, primitive_desc_base description) {
        this.vertex = plan.vertexName();
        this.name = name;
        this.primitive = primitive;
        this.implementation = description.impl_info_str().getString();
        memory.desc scratchpad = description.scratchpad_desc();
        if (scratchpad.get_size() > 0) {
            with(DNNL_ARG_SCRATCHPAD, plan.allocate(scratchpad));
        }
    }

    Kernel with(int argument, memory memory) {
        arguments.put(argument, memory);
        return this;
    }

    @Override
    public Collection<memory> memories() {
        return arguments.values();
    }

    @Override
    public Runnable bind(Execution execution) {
        IntMemoryMap bound = new IntMemoryMap();
        arguments.forEach((argument, memory) -> bound.put(argument, execution.placed(memory)));
        stream stream = execution.stream();
        return () -> primitive.execute(stream, bound);
    }

    @Override
    public String vertex() {
        return vertex;
    }

    @Override
    public String implementation() {
        return implementation;
    }

    @Override
    public String toString() {
        return name;
    }
}
