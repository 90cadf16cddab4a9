package org.convzoo.data;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A picture in, a picture out. Transforms are records, so that a model file can carry them as JSON ({@link Transforms}).
 *
 * <p>Deterministic ones (resize, crop, pad) belong to a model's {@link Preprocessing}; random ones (shift, flip, colour) to the
 * augmentation of a training.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public interface Transform {
    /**
     * Applies this transform.
     *
     * @param image not changed
     * @param random only random transforms draw from it; keyed by seed, epoch and picture ({@link Randoms})
     */
    Image apply(Image image, RandomGenerator random);

    /** Where the result lies on a picture of {@code height} x {@code width}; empty where it is no rectangle of it, or a random one. */
    default Optional<Frame> frame(int height, int width) {
        return Optional.empty();
    }
}
