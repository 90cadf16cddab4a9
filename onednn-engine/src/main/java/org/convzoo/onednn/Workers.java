package org.convzoo.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Threads in each of which oneDNN's kernels run alone, so that Java's work and the kernels' on the same block of numbers follow each other in
 * one core's cache. As many as OpenMP has for the thread that asks.
 */
final class Workers {
    private static final ExecutorService POOL = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(() -> {
            ops().setOmpNumThreads(1); // for this thread
            task.run();
        });
        thread.setDaemon(true);
        thread.setName("onednn-worker");
        return thread;
    });

    private Workers() {}

    interface Task {
        /**
         * Does one.
         *
         * @param worker from 0 on: no two run at once with the same one
         */
        void run(int worker, int task);
    }

    /** How many there are. */
    static int count() {
        return Math.max(1, ops().ompGetMaxThreads());
    }

    private static NativeOps ops() {
        Nd4j.getExecutioner(); // ND4J has to be there first
        return NativeOpsHolder.getInstance().getDeviceNativeOps();
    }

    /** Runs tasks 0 to {@code tasks - 1} on at most so many workers and waits for them. */
    static void run(int workers, int tasks, Task task) {
        if (workers == 1) {
            for (int i = 0; i < tasks; i++) {
                task.run(0, i);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int w = 0; w < Math.min(workers, tasks); w++) {
            int worker = w;
            running.add(POOL.submit(() -> {
                for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                    task.run(worker, i);
                }
            }));
        }
        // All have to end, whatever one of them throws: they write to memory of the caller.
        List<Throwable> failures =
                running.stream().map(Workers::join).filter(Objects::nonNull).toList();
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.get(0));
        }
    }

    /** Waits for it and gives what it threw; null: nothing. */
    private static Throwable join(Future<?> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get();
                    return null;
                } catch (InterruptedException e) {
                    interrupted = true; // half a result is of no use to anybody
                } catch (ExecutionException e) {
                    return e.getCause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
