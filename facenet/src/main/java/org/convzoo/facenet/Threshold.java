package org.convzoo.facenet;

import java.util.Comparator;
import java.util.OptionalDouble;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.data.Dataset;

/** The largest distance at which two faces are taken for one person's, as far as weights come with one. */
public final class Threshold {
    /** A card's figure of this name is one. */
    public static final String METRIC = "threshold";

    /** What dlib's author gives for the net that face-api's weights come from: dnn_face_recognition_ex.cpp of dlib 19.3. */
    private static final double FACE_API = 0.6;

    private Threshold() {}

    /** Of weights: what their card says, by preference found on a validation part, else what their origin publishes. */
    public static OptionalDouble of(ModelCard card) {
        return card.metrics().stream()
                .filter(metric -> metric.name().equals(METRIC))
                .min(Comparator.comparing((Metric metric) -> !metric.split().equals(Dataset.VALIDATION)))
                .map(metric -> OptionalDouble.of(metric.value()))
                .orElse(
                        card.provenance().dataset().equals(FaceApiWeights.DATASET)
                                ? OptionalDouble.of(FACE_API)
                                : OptionalDouble.empty());
    }
}
