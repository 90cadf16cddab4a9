package org.convzoo.data;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * More people for those who learn to tell people apart: each picture of another data set counts as one more person, of whom the net sees several
 * views in a batch. Who they are need not be known; that two of them may be one person matters little.
 *
 * <p>As a transform of one picture it changes nothing; the task that trains an embedding looks for it.
 *
 * @param data name or folder of the data set, of which all parts serve
 * @param share of a batch that shows strangers, below 1
 * @param views random transforms, in order, that make the views of a stranger, in place of those of known people
 */
public record Strangers(String data, float share, List<Transform> views) implements Transform {
    private static final float MOST = 0.99f;

    public Strangers {
        if (data == null || data.isBlank()) {
            throw new IllegalArgumentException("strangers need a data set's name or folder");
        }
        Check.between(0, MOST, "share", share);
        views = List.copyOf(views);
    }

    /** Those that an augmentation has. */
    public static Optional<Strangers> of(List<Transform> augmentation) {
        return augmentation.stream()
                .filter(Strangers.class::isInstance)
                .map(Strangers.class::cast)
                .findFirst();
    }

    /** An augmentation with another share of them. */
    public static List<Transform> withShare(List<Transform> augmentation, float share) {
        return augmentation.stream()
                .map(one -> one instanceof Strangers some ? new Strangers(some.data, share, some.views) : one)
                .toList();
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        return image;
    }
}
