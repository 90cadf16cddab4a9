package org.convzoo.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights of a graph's inference plans in the layouts that kernels like, copied again when DL4J's have changed. Plans for different
 * batch sizes share them where they agree on the layout.
 */
final class Weights {
    private static final long PART = 1 << 22; // bytes that one thread looks at

    private final Map<String, List<Entry>> entries = new HashMap<>();
    private final AtomicLong version = new AtomicLong(1); // of DL4J's parameters
    private final AtomicLong frozenVersion = new AtomicLong(1); // of those that no training changes
    private long checksum; // of DL4J's parameters

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
                memory value = source.get();
                PlanBuilder.copyNow(value, target);
                value.close(); // now: it may be large, and the garbage collector does not see how large
                loaded = now;
            }
        }
    }

    /** The values of DL4J's parameters are others now. */
    void changed() {
        version.incrementAndGet();
        frozenVersion.incrementAndGet();
    }

    /**
     * Looks whether they have changed, for a graph that does not say so: to read them once takes a part of what laying them out anew does.
     *
     * @param parameters of the graph, flat
     */
    void compare(INDArray parameters) {
        long now = checksum(parameters);
        if (now != checksum) {
            checksum = now;
            changed();
        }
    }

    private static long checksum(INDArray parameters) {
        long address = PlanBuilder.address(parameters).address();
        long bytes = parameters.length() * Float.BYTES;
        return LongStream.range(0, (bytes + PART - 1) / PART)
                .parallel()
                .map(part -> {
                    long from = part * PART;
                    CRC32C sum = new CRC32C();
                    sum.update(new BytePointer(new PlanBuilder.Address(address + from))
                            .capacity(Math.min(PART, bytes - from))
                            .asByteBuffer());
                    return sum.getValue() * (2 * part + 1); // parts do not change places unnoticed
                })
                .sum();
    }

    /** A training has moved those that learn. */
    void learned() {
        version.incrementAndGet();
    }

    /**
     * A copy in the layout {@code wanted}.
     *
     * @param key names the source: equal keys, equal sources
     * @param source gives a memory of its own each time, which is closed when it has been copied
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
