package org.convzoo.data;

import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;

/**
 * Makes batches of pictures ahead of time on threads of its own, and gives them out in order. At most threads + 2 are there at a time, and
 * each is made of what is left of an earlier one.
 *
 * <p>One thread may take batches; {@link #close} may come from any thread.
 *
 * @param <B> a batch
 */
final class Prefetcher<B> {
    /** Makes one batch; called from several threads. */
    interface Maker<B> {
        /**
         * Makes the batch of some pictures.
         *
         * @param first the first picture's place in the order
         * @param size how many pictures
         * @param reused an earlier batch that nobody needs any more, or null
         * @param closed true once nobody wants the batch any more
         * @return the batch; once closed, anything
         */
        B make(int first, int size, B reused, BooleanSupplier closed);
    }

    private final Maker<B> maker;
    private final int pictures;
    private final int batchSize;
    private final int batches;

    // All below is guarded by this. Batch b is made in slot b % slots.length, so a slot's batch serves again and again.
    private final Slot<B>[] slots;
    private int started; // batches that a thread has taken on
    private int delivered; // batches that next() has given out
    private volatile boolean closed; // read between two pictures without the lock

    private static final class Slot<B> {
        B batch;
        boolean ready;
        RuntimeException failure;
    }

    /**
     * Starts the threads; whatever the maker reads is set before.
     *
     * @param pictures in all
     * @param batchSize pictures a batch; the last batch has what is left
     * @param threads at least 1
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic class
    Prefetcher(int pictures, int batchSize, int threads, Maker<B> maker) {
        Check.atLeast(1, "batchSize", batchSize);
        Check.atLeast(1, "threads", threads);
        this.maker = maker;
        this.pictures = pictures;
        this.batchSize = Math.min(batchSize, Math.max(1, pictures));
        this.batches = (int) (((long) pictures + this.batchSize - 1) / this.batchSize);
        int workers = Math.min(threads, batches);
        // One batch is with the caller and one ready for it, while each thread makes another.
        this.slots = new Slot[workers + 2];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot<>();
        }
        for (int i = 0; i < workers; i++) {
            Thread thread = new Thread(this::work, "convzoo-batches-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    int batches() {
        return batches;
    }

    synchronized boolean hasNext() {
        return delivered < batches && !closed;
    }

    /** The next batch; waits until it is there. A failure to make it is thrown here, and closes. */
    synchronized B next() {
        if (!hasNext()) {
            throw new NoSuchElementException(closed ? "the loader is closed" : "there is no batch after the last");
        }
        Slot<B> slot = slots[delivered % slots.length];
        delivered++;
        notifyAll(); // the slot of the batch before is free
        while (!slot.ready && !closed) {
            await();
        }
        if (closed) { // a batch that is ready may be half made
            throw new NoSuchElementException("the loader was closed");
        }
        slot.ready = false;
        if (slot.failure != null) {
            close();
            throw slot.failure;
        }
        return slot.batch;
    }

    /** Stops the threads, each after the picture in its hands, and does not wait for them. */
    synchronized void close() {
        // No interrupt: it would close a file channel that other readers of the pictures share.
        closed = true;
        notifyAll();
    }

    private void work() {
        int index;
        while ((index = take()) >= 0) {
            Slot<B> slot = slots[index % slots.length];
            B batch = null;
            RuntimeException failure = null;
            try {
                int first = index * batchSize;
                batch = maker.make(first, Math.min(batchSize, pictures - first), slot.batch, () -> closed);
            } catch (RuntimeException e) {
                failure = e;
            } catch (OutOfMemoryError e) {
                failure = new DataException(
                        "a batch of " + batchSize + " pictures does not fit into memory; take fewer, or raise -Xmx", e);
            } catch (Throwable e) { // else the caller would wait for ever
                failure = new IllegalStateException("making a batch failed: " + e, e);
            }
            synchronized (this) {
                slot.batch = batch;
                slot.failure = failure;
                slot.ready = true;
                notifyAll();
            }
        }
    }

    /** The number of the next batch to make, once its slot is free; -1 if there is nothing left to do. */
    private synchronized int take() {
        // The caller holds batch delivered - 1; all before it are free.
        while (!closed && started < batches && started - (delivered - 1) >= slots.length) {
            await();
        }
        return closed || started == batches ? -1 : started++;
    }

    @SuppressWarnings("WaitNotInLoop") // both callers are loops
    private void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        }
    }
}
