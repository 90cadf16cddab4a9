package org.convzoo.facenet;

import java.util.List;
import java.util.Optional;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.ZooException;
import org.convzoo.data.Dataset;
import org.convzoo.data.Image;
import org.convzoo.data.Lookalikes;
import org.convzoo.data.Randoms;
import org.convzoo.data.Split;
import org.convzoo.data.Strangers;
import org.convzoo.data.Transform;

/**
 * Whom the epochs of a training show: known people, {@link Lookalikes} made of them, and {@link Strangers}, each of whom has one picture that
 * is seen several times. All of it depends on seed and epoch alone.
 */
final class Crowd {
    /** Pictures of a person that stand together in a batch. */
    static final int TOGETHER = 5;

    private static final int GROUPS = 5, STRANGERS = 7; // what random numbers are for

    private final Split known;
    private final TrainingOptions options;
    private final Optional<Lookalikes> lookalikes;
    private final Strangers made; // null: there are none
    private final Pool pool; // null likewise
    private final int strangersPerBatch;

    /**
     * People of a training.
     *
     * @param known the training part
     * @param strangers the data set that the options name; null where they name none
     * @throws ZooException if a batch has no room for both
     */
    Crowd(Split known, TrainingOptions options, Dataset strangers) {
        this.known = known;
        this.options = options;
        this.lookalikes = options.augmentation().stream()
                .filter(Lookalikes.class::isInstance)
                .map(Lookalikes.class::cast)
                .findFirst();
        this.made = Strangers.of(options.augmentation()).orElse(null);
        this.pool = made == null
                ? null
                : new Pool(strangers.parts().stream().map(strangers::part).toList());
        int batch = options.batchSize(), room = (batch - 1) / TOGETHER;
        this.strangersPerBatch =
                made == null ? 0 : TOGETHER * Math.min(room, Math.round(made.share() * batch / TOGETHER));
        if (made != null && strangersPerBatch == 0) {
            throw new ZooException("a batch of " + batch + " has no room for strangers, each of whom has " + TOGETHER
                    + " places: take larger ones, or another share");
        }
    }

    /** Pictures of an epoch: as many of known people as there are, with lookalikes among them, and strangers in their share of each batch. */
    int size() {
        int whole = known.size() / knownPerBatch(), rest = known.size() % knownPerBatch();
        return whole * options.batchSize() + rest + strangersBeside(rest);
    }

    private int knownPerBatch() {
        return options.batchSize() - strangersPerBatch;
    }

    /** Places of strangers in a batch with so many known people's. */
    private int strangersBeside(int places) {
        return places * strangersPerBatch / knownPerBatch() / TOGETHER * TOGETHER;
    }

    /** The pictures of an epoch, and of people who have no turn in it. */
    Split pictures(int epoch) {
        Split people =
                lookalikes.map(some -> some.of(known, options.seed(), epoch)).orElse(known);
        return pool == null
                ? people
                : new Shown(people, pool, Randoms.permutation(pool.size(), options.seed(), epoch, STRANGERS));
    }

    /** The order of an epoch, as indices into its {@link #pictures}: the first {@link #size} of them are shown. */
    int[] order(int epoch) {
        Split pictures = pictures(epoch);
        if (!(pictures instanceof Shown shown)) {
            return People.inGroups(pictures, TOGETHER, options.seed(), epoch, GROUPS);
        }
        int[] groups = People.inGroups(shown.people, TOGETHER, options.seed(), epoch, GROUPS);
        int[] order = new int[size()];
        int at = 0, slot = shown.people.size();
        for (int from = 0; from < known.size(); from += knownPerBatch()) {
            int count = Math.min(knownPerBatch(), known.size() - from);
            System.arraycopy(groups, from, order, at, count);
            at += count;
            for (int end = at + strangersBeside(count); at < end; at++) {
                order[at] = slot++;
            }
        }
        return order;
    }

    /** Random transforms of a picture of {@link #pictures}. */
    List<Transform> augmentation(int picture) {
        int people = known.size() * (1 + lookalikes.map(Lookalikes::others).orElse(0));
        return picture < people ? options.augmentation() : made.views();
    }

    /** Pictures of all parts. */
    private record Pool(List<Split> parts) {
        int size() {
            return parts.stream().mapToInt(Split::size).sum();
        }

        Place place(int picture) {
            int left = picture;
            for (Split part : parts) {
                if (left < part.size()) {
                    return new Place(part, left);
                }
                left -= part.size();
            }
            throw new IndexOutOfBoundsException(picture);
        }
    }

    private record Place(Split part, int picture) {}

    /** Known people and lookalikes, then the strangers of an epoch, {@value #TOGETHER} times each. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Shown(Split people, Pool pool, int[] drawn) implements Split {
        @Override
        public int size() {
            return Math.addExact(people.size(), Math.multiplyExact(TOGETHER, drawn.length));
        }

        /** Of few strangers some have several turns. */
        private int stranger(int i) {
            return drawn[(i - people.size()) / TOGETHER % drawn.length];
        }

        @Override
        public Image image(int i) {
            if (i < people.size()) {
                return people.image(i);
            }
            Place place = pool.place(stranger(i));
            return place.part().image(place.picture());
        }

        /** Below 0 for strangers: nobody known is meant. */
        @Override
        public int label(int i) {
            return i < people.size() ? people.label(i) : -1 - stranger(i);
        }

        @Override
        public String id(int i) {
            if (i < people.size()) {
                return people.id(i);
            }
            Place place = pool.place(stranger(i));
            return place.part().id(place.picture());
        }
    }
}
