package org.convzoo.cli;

import java.util.OptionalDouble;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ZooException;
import org.convzoo.facenet.Threshold;
import picocli.CommandLine.Option;

/** For commands that decide whether two faces are one person's. */
final class ThresholdOption {
    @Option(
            names = "--threshold",
            paramLabel = "X",
            description = "Largest distance of two pictures of one person. Default: what the weights' card says.")
    Double threshold; // null: not given

    /** What is given, or else known of the weights. */
    OptionalDouble of(ModelCard card) {
        if (threshold == null) {
            return Threshold.of(card);
        }
        if (!(threshold >= 0 && threshold < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("--threshold must be >= 0, got " + threshold);
        }
        return OptionalDouble.of(threshold);
    }

    /** Likewise, where nothing can be done without one. */
    double require(ModelCard card) {
        return of(card).orElseThrow(() -> new ZooException("nothing is known of a threshold for " + card.id()
                + ": find one with zoo face calibrate, and give it with --threshold"));
    }
}
