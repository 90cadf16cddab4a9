package org.convzoo.cli;

import java.util.Locale;
import org.convzoo.facenet.FacePipeline;
import org.convzoo.facenet.PairMetrics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zoo face calibrate}. */
@Command(
        name = "calibrate",
        description =
                "Find the threshold that suits your own pictures, from pairs of which it is known whether they show one"
                        + " person.",
        footer = {
            "",
            "Examples:",
            "  zoo face calibrate people --far 0.01",
            "  zoo face calibrate --pairs pairs.txt --data people --json"
        })
final class FaceCalibrateCommand extends BaseCommand {
    @Mixin
    FaceDataOption data;

    @Option(
            names = "--far",
            paramLabel = "X",
            description =
                    "Share of pairs of two people that may be taken for one, as 0.01. Default: what makes both kinds of"
                            + " error together least.")
    Double falseAcceptRate;

    @Mixin
    FaceOption faces;

    @Mixin
    JsonOption json;

    FaceCalibrateCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        if (falseAcceptRate != null && !(falseAcceptRate >= 0 && falseAcceptRate < 1)) {
            throw new IllegalArgumentException("--far must be 0 to below 1, got " + falseAcceptRate);
        }
        FacePipeline pipeline = faces.pipeline(console);
        FaceData measured = data.measure(new FaceReader(pipeline, console));
        double threshold = falseAcceptRate == null
                ? PairMetrics.calibrate(measured.distances(), measured.same())
                : PairMetrics.calibrate(measured.distances(), measured.same(), falseAcceptRate);
        PairMetrics metrics = PairMetrics.of(measured.distances(), measured.same(), threshold);
        FaceResult result = FaceResult.of(
                measured, metrics, null, pipeline.embedder().model().card());
        if (console.json()) {
            console.printJson(result);
        } else {
            console.print(result.toTable());
            console.note(String.format(Locale.ROOT, "give it to the other commands with --threshold %.4f", threshold));
        }
        return Main.DONE;
    }
}
