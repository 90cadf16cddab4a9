package org.convzoo.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.bytedeco.dnnl.memory;

/**
 * Where each value of a plan lies in the arena: values whose lives do not overlap share bytes. Large ones are placed first, each at the
 * lowest offset that is free for its whole life.
 */
final class ArenaLayout {
    private static final long ALIGNMENT = 64; // a cache line, which is a vector of AVX-512 too

    private static final class Life {
        final int first;
        final long bytes;
        int last;
        long offset;

        Life(int first, long bytes) {
            this.first = first;
            this.bytes = bytes;
        }

        boolean meets(Life other) {
            return first <= other.last && other.first <= last;
        }
    }

    private final IdentityHashMap<memory, Life> lives = new IdentityHashMap<>();
    private long bytes;

    /**
     * @param bytesOf what is to be placed, and its size
     * @param base of an alias, the value that it is another view of
     */
    ArenaLayout(List<Step> steps, IdentityHashMap<memory, Long> bytesOf, IdentityHashMap<memory, memory> base) {
        for (int i = 0; i < steps.size(); i++) {
            for (memory used : steps.get(i).memories()) {
                memory value = base.getOrDefault(used, used);
                if (bytesOf.containsKey(value)) {
                    int now = i;
                    lives.computeIfAbsent(value, v -> new Life(now, bytesOf.get(v))).last = now;
                }
            }
        }
        place();
    }

    private void place() {
        List<Life> bySize = new ArrayList<>(lives.values());
        bySize.sort(Comparator.<Life>comparingLong(life -> -life.bytes)
                .thenComparingInt(life -> life.first)
                .thenComparingInt(life -> life.last));
        List<Life> placed = new ArrayList<>(); // by offset
        for (Life life : bySize) {
            long offset = 0;
            for (Life other : placed) {
                if (life.meets(other)) {
                    if (offset + life.bytes <= other.offset) {
                        break;
                    }
                    offset = Math.max(offset, align(other.offset + other.bytes));
                }
            }
            life.offset = offset;
            bytes = Math.max(bytes, align(offset + life.bytes));
            int at = 0;
            while (at < placed.size() && placed.get(at).offset <= offset) {
                at++;
            }
            placed.add(at, life);
        }
    }

    private static long align(long value) {
        return (value + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Bytes of all. */
    long bytes() {
        return bytes;
    }

    /** Where a value begins; 0 for one that no step uses. */
    long offset(memory value) {
        Life life = lives.get(value);
        return life == null ? 0 : life.offset;
    }
}
