package org.convzoo.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.convzoo.data.BoxBatch.Origin;

/**
 * Batches of pictures with boxes, in a given order, made ahead of time on other threads: what {@link BatchLoader} is for pictures with
 * classes.
 *
 * <p>A picture goes {@link BoxAugmentation#draw}, or {@link Preprocessing#prepare} where there is none -> the other transforms -> {@link
 * Preprocessing#normalize}, and its boxes go with it. The random numbers of picture i depend on seed, epoch and i alone, so neither the number
 * of threads nor the order changes what becomes of it.
 *
 * <p><b>A batch belongs to the caller until the next call of {@link #next}</b>, which gives its arrays to the threads again. Who
 * needs it longer copies it.
 *
 * <p>One thread may iterate; {@link #close} may come from any thread.
 */
public final class BoxBatchLoader implements Iterator<BoxBatch>, AutoCloseable {
    private final List<BoxPicture> pictures;
    private final Preprocessing preprocessing;
    private final Optional<BoxAugmentation> boxes;
    private final List<Transform> others;
    private final int[] order;
    private final long seed;
    private final int epoch;
    private final Prefetcher<BoxBatch> prefetcher;

    /**
     * Starts the threads.
     *
     * @param pictures all of them; a mosaic takes from all
     * @param preprocessing what the net wants
     * @param augmentation transforms, in order, of pictures that are prepared but not normalised; may be empty. A {@link BoxAugmentation} comes first,
     *     and any other must tell where it moves what ({@link Transform#frame}), as those of colour do
     * @param order which pictures, indices into the list; empty gives no batch
     * @param batchSize pictures a batch; the last batch has what is left
     * @param seed of the run
     * @param epoch of the run
     * @param threads that make batches, at least 1
     * @throws IllegalArgumentException if a transform, or a step of the preprocessing, does not tell where it moves what
     */
    public BoxBatchLoader(
            List<BoxPicture> pictures,
            Preprocessing preprocessing,
            List<Transform> augmentation,
            int[] order,
            int batchSize,
            long seed,
            int epoch,
            int threads) {
        this.pictures = List.copyOf(pictures);
        this.preprocessing = preprocessing;
        this.boxes = augmentation.stream()
                .limit(1)
                .filter(BoxAugmentation.class::isInstance)
                .map(BoxAugmentation.class::cast)
                .findFirst();
        this.others = List.copyOf(augmentation.subList(boxes.isPresent() ? 1 : 0, augmentation.size()));
        preprocessing.steps().forEach(this::checkTells);
        others.forEach(this::checkTells);
        this.order = order.clone();
        this.seed = seed;
        this.epoch = epoch;
        this.prefetcher = new Prefetcher<>(order.length, batchSize, threads, this::make); // last: it calls this loader
    }

    private void checkTells(Transform transform) {
        if (transform.frame(preprocessing.height(), preprocessing.width()).isEmpty()) {
            throw new IllegalArgumentException(transform + " does not tell where it moves what, so the boxes would be"
                    + " wrong; a BoxAugmentation as the first transform scales, shifts and mirrors them too");
        }
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
    public BoxBatch next() {
        return prefetcher.next();
    }

    /** Stops the threads, each after the picture in its hands, and does not wait for them. */
    @Override
    public void close() {
        prefetcher.close();
    }

    private BoxBatch make(int first, int size, BoxBatch reused, BooleanSupplier closed) {
        boolean fits = reused != null && reused.size() == size;
        float[] features = fits ? reused.features() : new float[Math.multiplyExact(size, preprocessing.length())];
        int[] indices = fits ? reused.indices() : new int[size];
        List<List<LabelledBox>> things = new ArrayList<>(size);
        List<Origin> origins = new ArrayList<>(size);
        for (int k = 0; k < size; k++) {
            if (closed.getAsBoolean()) {
                return reused;
            }
            int i = order[first + k];
            try {
                MarkedImage picture = marked(i, origins);
                preprocessing.normalize(picture.image(), features, k * preprocessing.length());
                things.add(picture.things());
            } catch (IllegalArgumentException e) { // not of the net's size
                throw pictures.get(i).unsuited(e);
            }
            indices[k] = i;
        }
        return new BoxBatch(
                size,
                preprocessing.channels(),
                preprocessing.height(),
                preprocessing.width(),
                features,
                things,
                indices,
                boxes.isPresent() || !others.isEmpty() ? List.of() : origins);
    }

    private MarkedImage marked(int i, List<Origin> origins) {
        RandomGenerator random = Randoms.keyed(seed, epoch, i, BatchLoader.AUGMENT);
        MarkedImage picture = boxes.isPresent()
                ? boxes.get().draw(pictures, i, preprocessing, random)
                : prepared(pictures.get(i), origins);
        for (Transform transform : others) {
            Image image = picture.image();
            Frame frame = transform.frame(image.height(), image.width()).orElseThrow();
            picture = picture.turnedInto(transform.apply(image, random), frame);
        }
        return picture;
    }

    private MarkedImage prepared(BoxPicture file, List<Origin> origins) {
        MarkedImage picture = file.read();
        try {
            Frame frame = preprocessing.frame(picture.image()).orElseThrow(); // all steps tell
            origins.add(new Origin(picture.image().height(), picture.image().width(), frame));
            return picture.turnedInto(preprocessing.prepare(picture.image()), frame);
        } catch (DataException | IllegalArgumentException e) { // too small for a crop, too long to be scaled
            throw file.unsuited(e);
        }
    }
}
