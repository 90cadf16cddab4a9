package org.convzoo.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.convzoo.core.BinomialInterval;
import org.convzoo.core.CurveChart;
import org.convzoo.core.Json;
import org.convzoo.core.RunComparison;
import org.convzoo.core.RunComparison.Mean;
import org.convzoo.core.RunComparison.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo compare}. */
@Command(
        name = "compare",
        description = "Put trainings side by side: what they reached, and their curves as a picture.",
        footer = {
            "",
            "Examples:",
            "  zoo compare runs/*",
            "  zoo compare runs/plain20 runs/resnet20 --out curves.png",
            "  zoo compare runs/fold1 runs/fold2 runs/fold3 runs/fold4 runs/fold5 --mean",
            "",
            "The test error is that of the weights with the best validation accuracy, with Wilson's 95 %% interval."
        })
final class CompareCommand extends BaseCommand {
    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders that zoo train left.")
    List<Path> folders;

    @Option(names = "--out", paramLabel = "FILE", description = "Also draw the curves into this .png file.")
    Path out;

    @Option(names = "--mean", description = "Also the mean of the test accuracies, as of folds or of several seeds.")
    boolean mean;

    @Mixin
    JsonOption json;

    CompareCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        if (out != null) {
            CurveChart.requirePng(out);
        }
        RunComparison comparison = RunComparison.of(folders);
        Mean average = mean ? comparison.mean() : null; // what it refuses is said before a file is written
        if (out != null) {
            CurveChart.write(comparison, out);
        }
        if (console.json()) {
            console.printJson(asJson(comparison, average));
        } else {
            console.print(table(comparison).toString());
            if (average != null) {
                console.print("");
                console.print(text(average));
            }
        }
        return Main.DONE;
    }

    private static Table table(RunComparison comparison) {
        Table table = new Table(
                "lllrrrrl",
                "RUN",
                "MODEL",
                "DATA",
                "PARAMETERS",
                "EPOCHS",
                "VALIDATION ERROR",
                "TEST ERROR",
                "95 % INTERVAL");
        for (Row row : comparison.rows()) {
            BinomialInterval interval = row.interval();
            table.row(
                    row.name(),
                    row.run().architecture(),
                    row.run().data(),
                    String.format(Locale.ROOT, "%,d", row.parameters()),
                    row.history().size(),
                    Text.percent(1 - row.best().validationScore()),
                    interval == null ? "-" : Text.percent(1 - row.test().value()),
                    interval == null
                            ? "-"
                            : String.format(
                                    Locale.ROOT,
                                    "%.2f to %.2f",
                                    100 * (1 - interval.high()),
                                    100 * (1 - interval.low())));
        }
        return table;
    }

    private static String text(Mean mean) {
        return String.format(
                Locale.ROOT,
                "mean test accuracy of %d runs: %.2f %%, 95 %% interval %.2f to %.2f (Student's t), standard deviation %.2f",
                mean.runs(),
                100 * mean.accuracy(),
                100 * mean.low(),
                100 * mean.high(),
                100 * mean.standardDeviation());
    }

    private ObjectNode asJson(RunComparison comparison, Mean average) {
        ObjectNode all = Json.MAPPER.createObjectNode();
        if (average != null) {
            all.set("mean", Json.MAPPER.valueToTree(average));
        }
        ArrayNode array = all.putArray("runs");
        for (Row row : comparison.rows()) {
            ObjectNode object = array.addObject()
                    .put("run", row.name())
                    .put("model", row.run().architecture())
                    .put("data", row.run().data())
                    .put("parameters", row.parameters())
                    .put("epochs", row.history().size())
                    .put("validationAccuracy", row.best().validationScore());
            if (row.test() != null) {
                object.put("testAccuracy", row.test().value())
                        .put("testImages", row.test().images())
                        .set("testInterval", Json.MAPPER.valueToTree(row.interval()));
            }
            object.set("history", Json.MAPPER.valueToTree(row.history()));
        }
        return all;
    }
}
