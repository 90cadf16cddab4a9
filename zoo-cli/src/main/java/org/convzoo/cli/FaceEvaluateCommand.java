package org.convzoo.cli;

import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.convzoo.core.ModelCard;
import org.convzoo.facenet.FacePipeline;
import org.convzoo.facenet.FoldedAccuracy;
import org.convzoo.facenet.PairMetrics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code zoo face evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Measure how well faces are told apart, from finding them to the threshold.",
            "zoo evaluate measures the net alone, on pictures that are faces."
        },
        footer = {
            "",
            "Examples:",
            "  zoo face evaluate att-faces",
            "  zoo face evaluate lfw --pairs pairs.txt --json",
            "",
            "With --pairs of several folds the accuracy in LFW's protocol is told too: each fold with the threshold of the others."
        })
final class FaceEvaluateCommand extends BaseCommand {
    @Mixin
    FaceDataOption data;

    @Mixin
    ThresholdOption threshold;

    @Mixin
    FaceOption faces;

    @Mixin
    JsonOption json;

    FaceEvaluateCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        FacePipeline pipeline = faces.pipeline(console);
        ModelCard card = pipeline.embedder().model().card();
        OptionalDouble given = threshold.of(card);
        FaceData measured = data.measure(new FaceReader(pipeline, console));
        PairMetrics metrics = given.isPresent()
                ? PairMetrics.of(measured.distances(), measured.same(), given.getAsDouble())
                : PairMetrics.of(measured.distances(), measured.same());
        FaceResult result = FaceResult.of(measured, metrics, folds(measured), card);
        if (console.json()) {
            console.printJson(result);
        } else {
            console.print(result.toTable());
        }
        return Main.DONE;
    }

    private static FoldedAccuracy folds(FaceData measured) {
        boolean several = IntStream.of(measured.fold()).anyMatch(fold -> fold > 0);
        return several ? FoldedAccuracy.of(measured.distances(), measured.same(), measured.fold()) : null;
    }
}
