package org.convzoo.core;

import java.util.Map;
import org.convzoo.data.Preprocessing;

/**
 * A net of another library with the same layers as one of ours, so that its weights fit.
 *
 * @param origin the library
 * @param modules what it calls the layers that have parameters, by our names: {@code conv1_1 -> features.0}
 * @param preprocessing what its published weights were trained with
 * @param epsilon of batch normalisation; 0: ours
 */
public record ForeignNet(
        WeightsOrigin origin, Map<String, String> modules, Preprocessing preprocessing, double epsilon) {
    public ForeignNet {
        modules = Map.copyOf(modules);
        if (!(epsilon >= 0 && epsilon < 1)) {
            throw new IllegalArgumentException("epsilon must be 0 to below 1, got " + epsilon);
        }
    }

    /** One with our epsilon. */
    public static ForeignNet of(WeightsOrigin origin, Map<String, String> modules, Preprocessing preprocessing) {
        return new ForeignNet(origin, modules, preprocessing, 0);
    }
}
