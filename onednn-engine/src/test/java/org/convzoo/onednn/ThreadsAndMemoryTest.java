package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Several threads on one graph, and memory over many steps. */
class ThreadsAndMemoryTest {
    private static final int THREADS = 4;
    private static final long MEGABYTE = 1 << 20;

    @Test
    void severalThreadsGetTheirOwnResults() throws Exception {
        Twins twins = Twins.of(b -> b);
        List<INDArray> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            expected.add(twins.fast().outputSingle(Twins.pictures(1 + i % 5, i)));
        }
        List<INDArray> inputs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            inputs.add(Twins.pictures(1 + i % 5, i)); // here, as the random generator is one for all
        }
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<INDArray>> results = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                INDArray x = inputs.get(i % 40);
                results.add(pool.submit(() -> twins.fast().outputSingle(x)));
            }
            for (int i = 0; i < 400; i++) {
                assertThat(results.get(i).get()).isEqualTo(expected.get(i % 40));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** A result or an exception, but the process lives. */
    @Test
    void aGraphClosedUnderARunningOne() throws Exception {
        for (int i = 0; i < 20; i++) {
            Twins twins = Twins.of(b -> b);
            INDArray x = Twins.pictures(64, i);
            AtomicInteger done = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Thread thread = new Thread(() -> {
                    while (refused.get() == 0 || done.get() == 0) {
                        try {
                            twins.fast().outputSingle(x);
                            done.incrementAndGet();
                        } catch (RuntimeException e) {
                            refused.incrementAndGet();
                            return;
                        }
                    }
                });
                thread.start();
                threads.add(thread);
            }
            while (done.get() < THREADS) {
                Thread.onSpinWait();
            }
            twins.fast().close();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(refused.get()).isPositive();
        }
    }

    @Test
    @Tag("slow")
    void memoryStaysFlat() throws InterruptedException {
        Twins twins = Twins.of(b -> b);
        DataSet batch = Twins.batch(2, 1);
        Memory before = null;
        for (int i = 1; i <= 10_000; i++) {
            twins.fast().fit(batch);
            if (i % 1_000 == 0) {
                twins.fast().outputSingle(batch.getFeatures());
                Memory now = Memory.now();
                before = i == 1_000 ? now : before;
                assertThat(now.growthSince(before))
                        .as("growth after %d steps", i)
                        .isLessThan(60 * MEGABYTE);
            }
        }
        assertThat(twins.fast().planSteps()).isEqualTo(10_010);
    }

    /**
     * More batch sizes than plans are kept for. Memory grows until oneDNN's own cache of a thousand primitives is full. Another thread
     * may still run a dropped plan, so the garbage collector frees it, which has to be woken where so little garbage is made.
     */
    @Test
    @Tag("slow")
    void droppedPlansAreFreed() throws InterruptedException {
        Twins twins = Twins.of(b -> b);
        Memory before = null;
        for (int i = 0; i < 4_800; i++) {
            twins.fast().outputSingle(Twins.pictures(1 + i % 12, 1));
            if (i % 600 == 0) {
                System.gc();
            }
            if (i == 2_400) {
                before = Memory.now();
            }
        }
        assertThat(Memory.now().growthSince(before)).isLessThan(40 * MEGABYTE);
    }

    /**
     * What the process holds once what nobody needs is gone. Java's heap is a part of it that grows and shrinks as it likes: what counts
     * as growth has to show in the whole, and in the rest without the heap as well.
     */
    private record Memory(long resident, long heap) {
        static Memory now() throws InterruptedException {
            for (int i = 0; i < 3; i++) {
                System.gc();
                Thread.sleep(100); // deallocators have a thread of their own
            }
            return new Memory(Pointer.physicalBytes(), Runtime.getRuntime().totalMemory());
        }

        long growthSince(Memory before) {
            long whole = resident - before.resident;
            return Math.min(whole, whole - (heap - before.heap));
        }
    }
}
