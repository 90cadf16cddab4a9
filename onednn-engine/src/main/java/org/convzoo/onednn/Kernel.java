package org.convzoo.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;

/** A oneDNN primitive with the memory it works on. Holds both strongly: the native side knows addresses only. */
final class Kernel {
    private final String name;
    private final primitive primitive;
    private final Map<Integer, memory> memories = new LinkedHashMap<>();
    private final IntMemoryMap arguments = new IntMemoryMap();

    Kernel(String name, primitive primitive) {
        this.name = name;
        this.primitive = primitive;
    }

    Kernel with(int argument, memory memory) {
        memories.put(argument, memory);
        arguments.put(argument, memory);
        return this;
    }

    /** Keeps memory alive that one of the arguments is a part of. */
    Kernel holding(memory whole) {
        memories.put(-1, whole);
        return this;
    }

    void run(stream stream) {
        primitive.execute(stream, arguments);
    }

    @Override
    public String toString() {
        return name;
    }
}
