package org.convzoo.cli;

import java.nio.file.Path;
import org.convzoo.core.FeatureFile;
import org.convzoo.core.Model;
import org.convzoo.data.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo features}. */
@Command(
        name = "features",
        description = {
            "Write what a layer says of each picture of a data set, with labels, for NumPy and others: an .npz with"
                    + " train_features [N,d] and train_labels [N] for each part, and meta.json.",
            "To train a head on them there is zoo train --from --freeze-up-to, which computes them once by itself."
        },
        footer = {"", "Example:", "  zoo features lenet5.mnist --data digits --layer f6 --out f6.npz"})
final class FeaturesCommand extends BaseCommand {
    @Parameters(
            paramLabel = "MODEL|FILE",
            completionCandidates = Choices.Weights.class,
            description = "Weights that zoo list shows, or a model file.")
    String model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "NAME|DIR",
            completionCandidates = Choices.Data.class,
            description = "A name that zoo data list shows, or a folder with a folder of pictures per class.")
    String data;

    @Option(names = "--layer", required = true, paramLabel = "LAYER", description = "A name that zoo describe shows.")
    String layer;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write.")
    Path out;

    @Mixin
    InferenceOption engine;

    @Mixin
    JsonOption json;

    FeaturesCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Model loaded = engine.load(model, console);
        Dataset dataset = DataOption.open(data, console);
        long pictures = dataset.parts().stream()
                .mapToLong(part -> dataset.part(part).size())
                .sum();
        FeatureFile.Meta meta;
        try (Progress progress = new Progress(console, "features", "images", 1, pictures)) {
            meta = FeatureFile.write(out, loaded, layer, dataset, progress::at);
        }
        if (console.json()) {
            console.printJson(meta);
            return Main.DONE;
        }
        Table table = new Table("ll");
        meta.parts().forEach((part, images) -> table.row(part, Text.count(images) + " pictures"));
        console.print(table.row(
                        "shape",
                        String.join(
                                "x", meta.shape().stream().map(String::valueOf).toList()))
                .row("file", out)
                .toString());
        return Main.DONE;
    }
}
