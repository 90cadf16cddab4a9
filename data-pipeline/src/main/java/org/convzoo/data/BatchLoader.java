package org.convzoo.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

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
    static final long AUGMENT = 1;

    private final Split split;
    private final Preprocessing preprocessing;
    private final IntFunction<List<Transform>> augmentation;
    private final int[] order;
    private final long seed;
    private final int epoch;
    private final Prefetcher<Batch> prefetcher;

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
        this(split, preprocessing, always(List.copyOf(augmentation)), order, batchSize, seed, epoch, threads);
    }

    /** The same with random transforms that depend on the picture, given its index; they may be asked for on several threads. */
    public BatchLoader(
            Split split,
            Preprocessing preprocessing,
            IntFunction<List<Transform>> augmentation,
            int[] order,
            int batchSize,
            long seed,
            int epoch,
            int threads) {
        this.split = split;
        this.preprocessing = preprocessing;
        this.augmentation = augmentation;
        this.order = order.clone();
        this.seed = seed;
        this.epoch = epoch;
        this.prefetcher = new Prefetcher<>(order.length, batchSize, threads, this::make); // last: it calls this loader
    }

    private static IntFunction<List<Transform>> always(List<Transform> transforms) {
        return i -> transforms;
    }

    /** How many batches there are in all. */
    public int batches() {
        return prefetcher.batches();
    }

    @Override
    public boolean hasNext() {
        return prefetcher.hasNext();
    }

    /**
     * The next batch; waits until it is there. The one before must not be used any more.
     *
     * @throws DataException if one of its pictures cannot be read; the loader is closed then
     * @throws NoSuchElementException after the last batch and after {@link #close}
     */
    @Override
    public Batch next() {
        return prefetcher.next();
    }

    /** Stops the threads, each after the picture in its hands, and does not wait for them. */
    @Override
    public void close() {
        prefetcher.close();
    }

    private Batch make(int first, int size, Batch reused, BooleanSupplier closed) {
        Batch batch = reused != null && reused.size() == size ? reused : Batch.empty(size, preprocessing);
        for (int k = 0; k < size && !closed.getAsBoolean(); k++) {
            int i = order[first + k];
            Image image = picture(i);
            try {
                image = preprocessing.prepare(image);
                image = augmented(image, i);
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
        for (Transform transform : augmentation.apply(i)) {
            image = transform.apply(image, random);
        }
        return image;
    }
}
