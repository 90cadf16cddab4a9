package org.convzoo.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Locale;
import org.convzoo.core.ModelCard;
import org.convzoo.facenet.FoldedAccuracy;
import org.convzoo.facenet.PairMetrics;

/**
 * How well faces were told apart.
 *
 * @param images that were embedded
 * @param withoutFace further pictures on which no face was found; they are in none of the figures
 * @param folds null unless there were several
 */
record FaceResult(
        String model,
        String data,
        int images,
        int withoutFace,
        @JsonUnwrapped PairMetrics metrics,
        @JsonInclude(JsonInclude.Include.NON_NULL) FoldedAccuracy folds) {

    static FaceResult of(FaceData data, PairMetrics metrics, FoldedAccuracy folds, ModelCard card) {
        return new FaceResult(card.id(), data.data(), data.pictures(), data.withoutFace(), metrics, folds);
    }

    /** For people. */
    String toTable() {
        Table table = new Table("ll")
                .row("model", model)
                .row("data", data)
                .row(
                        "pictures",
                        Text.count(images) + (withoutFace > 0 ? ", " + withoutFace + " more without a face" : ""))
                .row("pairs", Text.count(metrics.pairs()))
                .row("AUC", String.format(Locale.ROOT, "%.4f", metrics.auc()))
                .row("equal error rate", Text.percent(metrics.eer()))
                .row("threshold", String.format(Locale.ROOT, "%.4f", metrics.threshold()))
                .row("  accuracy", Text.percent(metrics.accuracy()))
                .row("  balanced", Text.percent(metrics.balancedAccuracy()))
                .row("  false accepts", Text.percent(metrics.falseAcceptRate()))
                .row("  false rejects", Text.percent(metrics.falseRejectRate()))
                .row("best accuracy", Text.percent(metrics.bestAccuracy()));
        if (folds != null) {
            table.row(
                    folds.folds().size() + " folds",
                    Text.percent(folds.accuracy()) + " +- " + Text.percent(folds.standardError()));
        }
        return table.toString();
    }
}
