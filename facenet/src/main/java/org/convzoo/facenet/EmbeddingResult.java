package org.convzoo.facenet;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Locale;
import org.convzoo.core.Evaluation;
import org.convzoo.core.ModelCard.Metric;

/**
 * How well an embedding tells people apart: all pairs of the pictures of a part.
 *
 * @param model id
 * @param data name of the data set
 * @param split part of it
 * @param images pictures
 * @param people who are on them
 * @param measuredLoss what the training makes small, mean per picture, in batches of the pictures as they come
 * @param pairs told of one person or of two
 */
public record EmbeddingResult(
        String model,
        String data,
        String split,
        int images,
        int people,
        @JsonProperty("loss") double measuredLoss,
        @JsonUnwrapped PairMetrics pairs)
        implements Evaluation {

    @Override
    public double score() {
        return pairs.auc();
    }

    @Override
    public double loss() {
        return measuredLoss;
    }

    @Override
    @JsonIgnore
    public List<Metric> metrics() {
        return List.of(
                new Metric(data, split, EmbeddingTask.MEASURE, pairs.auc(), images),
                new Metric(data, split, "eer", pairs.eer(), images),
                new Metric(data, split, Threshold.METRIC, pairs.threshold(), images));
    }

    /** For people. */
    public String toTable() {
        return String.format(
                Locale.ROOT,
                "model              %s%n"
                        + "data               %s, %s, %,d pictures of %,d people%n"
                        + "pairs              %,d%n"
                        + "AUC                %.4f%n"
                        + "equal error rate   %.2f %%%n"
                        + "threshold          %.3f, with the best balanced accuracy on these pairs%n"
                        + "  accuracy         %.2f %%%n"
                        + "  balanced         %.2f %%%n"
                        + "  false accepts    %.2f %%%n"
                        + "  false rejects    %.2f %%%n",
                model,
                data,
                split,
                images,
                people,
                pairs.pairs(),
                pairs.auc(),
                100 * pairs.eer(),
                pairs.threshold(),
                100 * pairs.accuracy(),
                100 * pairs.balancedAccuracy(),
                100 * pairs.falseAcceptRate(),
                100 * pairs.falseRejectRate());
    }
}
