package org.convzoo.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Batches of a split, in a given order, made ahead of time on other threads.
 *
 * <p>A picture goes {@link Preprocessing#prepare} -> augmentation -> {@link Preprocessing#normalize}. The random numbers of
 * picture i depend on seed, epoch and i alone, so neither the number of threads nor the order changes what becomes of it.
 *
 * <p><b>A batch belongs to the caller until the next call of {@link #next}</b>, which gives its arrays to the threads again. Who
 * needs it longer copies it.
 *
 * <p>One thread may iterate; {@link #close} may come from any thread.
 */
public final class BatchLoader implements Iterator<Batch>, AutoCloseable {
    /** The last of the keys of a picture's random numbers: what they are for. */
    private static final long AUGMENT = 1;

    private final Split split;
    private final Preprocessing preprocessing;
    private final List<Transform> augmentation;
    private final int[] order;
    private final int batchSize;
    private final long seed;
    private final int epoch;
    private final int batches;

    // All below is guarded by this. Batch b is made in slot b % slots.length, so a slot's arrays serve again and again.
    private final Slot[] slots;
    private int started; // batches that a thread has taken on
    private int delivered; // batches that next() has given out
    private volatile boolean closed; // read between two pictures without the lock

    private static final class Slot {
        Batch batch;
        boolean ready;
        RuntimeException failure;
    }

    /**
     * Starts the threads.
     *
     * @param split what the pictures come from
     * @param preprocessing what the net wants
     * @param augmentation random transforms, in order, of pictures that are prepared but not normalised; may be empty
     * @param order which pictures, indices into the split; empty gives no batch
     * @param batchSize pictures a batch; the last batch has what is left
     * @param seed of the run
     * @param epoch of the run
     * @param threads that make batches, at least 1
     */
    public BatchLoader(
            Split split,
            Preprocessing preprocessing,
            List<Transform> augmentation,
            int[] order,
            int batchSize,
            long seed,
            int epoch,
            int threads) {
        Check.atLeast(1, "batchSize", batchSize);
        Check.atLeast(1, "threads", threads);
        this.split = split;
        this.preprocessing = preprocessing;
        this.augmentation = List.copyOf(augmentation);
        this.order = order.clone();
        this.batchSize = Math.min(batchSize, Math.max(1, order.length));
        this.seed = seed;
        this.epoch = epoch;
        this.batches = (int) (((long) order.length + this.batchSize - 1) / this.batchSize);
        int workers = Math.min(threads, batches);
        // One batch is with the caller and one ready for it, while each thread makes another.
        this.slots = new Slot[workers + 2];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot();
        }
        for (int i = 0; i < workers; i++) {
            Thread thread = new Thread(this::work, "convzoo-batches-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** How many batches there are in all. */
    public int batches() {
        return batches;
    }

    @Override
    public synchronized boolean hasNext() {
        return delivered < batches && !closed;
    }

    /**
     * The next batch; waits until it is there. The one before must not be used any more.
     *
     * @throws DataException if one of its pictures cannot be read; the loader is closed then
     * @throws NoSuchElementException after the last batch and after {@link #close}
     */
    @Override
    public synchronized Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException(closed ? "the loader is closed" : "there is no batch after the last");
        }
        Slot slot = slots[delivered % slots.length];
        delivered++;
        notifyAll(); // the slot of the batch before is free
        while (!slot.ready) {
            if (closed) {
                throw new NoSuchElementException("the loader was closed");
            }
            await();
        }
        slot.ready = false;
        if (slot.failure != null) {
            close();
            throw slot.failure;
        }
        return slot.batch;
    }

    /** Stops the threads, each after the picture in its hands, and does not wait for them. */
    @Override
    public synchronized void close() {
        // No interrupt: it would close a file channel that other readers of the split share.
        closed = true;
        notifyAll();
    }

    private void work() {
        int index;
        while ((index = take()) >= 0) {
            Slot slot = slots[index % slots.length];
            Batch batch = null;
            RuntimeException failure = null;
            try {
                batch = make(index, slot.batch);
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

    private Batch make(int index, Batch reused) {
        int first = index * batchSize;
        int size = Math.min(batchSize, order.length - first);
        Batch batch = reused != null && reused.size() == size ? reused : Batch.empty(size, preprocessing);
        for (int k = 0; k < size && !closed; k++) {
            int i = order[first + k];
            Image image = picture(i);
            try {
                image = preprocessing.prepare(image);
                image = augmentation.isEmpty() ? image : augmented(image, i);
                preprocessing.normalize(image, batch.features(), k * preprocessing.length());
            } catch (IllegalArgumentException e) { // too small for a crop, as a rule
                throw new DataException("picture " + split.id(i) + " does not suit the net: " + e.getMessage(), e);
            }
            batch.labels()[k] = split.label(i);
            batch.indices()[k] = i;
        }
        return batch;
    }

    private Image picture(int i) {
        try {
            return split.image(i);
        } catch (DataException e) {
            throw e; // names the file
        } catch (RuntimeException e) {
            throw new DataException("cannot read picture " + split.id(i) + ": " + e, e);
        }
    }

    private Image augmented(Image image, int i) {
        var random = Randoms.keyed(seed, epoch, i, AUGMENT);
        for (Transform transform : augmentation) {
            image = transform.apply(image, random);
        }
        return image;
    }
}
