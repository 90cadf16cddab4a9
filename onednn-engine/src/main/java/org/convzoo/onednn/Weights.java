package org.convzoo.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The weights of a graph's inference plans in the layouts that kernels like, copied again when DL4J's have changed. Plans for different
 * batch sizes share them where they agree on the layout.
 */
final class Weights {
    private final Map<String, List<Entry>> entries = new HashMap<>();
    private final AtomicLong version = new AtomicLong(1); // of DL4J's parameters
    private final AtomicLong frozenVersion = new AtomicLong(1); // of those that no training changes

    /** One parameter, or what is derived from several, in one layout. */
    final class Entry {
        final memory target;
        private final Supplier<memory> source;
        private final boolean frozen;
        private long loaded; // version

        private Entry(memory target, Supplier<memory> source, boolean frozen) {
            this.target = target;
            this.source = source;
            this.frozen = frozen;
        }

        /** Brings it up to date. */
        void load() {
            long now = (frozen ? frozenVersion : version).get();
            if (loaded != now) {
                PlanBuilder.copyNow(source.get(), target);
                loaded = now;
            }
        }
    }

    /** The values of DL4J's parameters are others now. */
    void changed() {
        version.incrementAndGet();
        frozenVersion.incrementAndGet();
    }

    /** A training has moved those that learn. */
    void learned() {
        version.incrementAndGet();
    }

    /**
     * A copy in the layout {@code wanted}.
     *
     * @param key names the source: equal keys, equal sources
     * @param frozen whether no training changes the source
     */
    Entry entry(String key, memory.desc wanted, Supplier<memory> source, boolean frozen) {
        List<Entry> same = entries.computeIfAbsent(key, k -> new ArrayList<>());
        return same.stream()
                .filter(entry -> entry.target.get_desc().equals(wanted))
                .findFirst()
                .orElseGet(() -> {
                    Entry entry = new Entry(new memory(wanted, PlanBuilder.CPU), source, frozen);
                    same.add(entry);
                    return entry;
                });
    }

    long bytes() {
        return entries.values().stream()
                .flatMap(List::stream)
                .mapToLong(entry -> entry.target.get_desc().get_size())
                .sum();
    }

    /** The numbers of a plain float memory. */
    static FloatBuffer floats(memory memory) {
        long count = memory.get_desc().get_size() / Float.BYTES;
        return new FloatPointer(memory.get_data_handle()).capacity(count).asBuffer();
    }

    /** Plain float memory with these numbers. */
    static memory of(float[] values, long... shape) {
        memory memory = new memory(PlanBuilder.plain(shape), PlanBuilder.CPU);
        floats(memory).put(values);
        return memory;
    }
}
