package org.convzoo.cli;

import java.util.List;
import org.convzoo.core.EvaluationResult;
import org.convzoo.core.Evaluator;
import org.convzoo.core.Model;
import org.convzoo.core.Tta;
import org.convzoo.data.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo evaluate}. */
@Command(
        name = "evaluate",
        description =
                "Measure how well weights do on a part of a data set. Several are an ensemble: the mean of their probabilities.",
        footer = {"", "Example:", "  zoo evaluate lenet5.mnist --tta five-crop"})
final class EvaluateCommand extends BaseCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "MODEL|FILE",
            completionCandidates = Choices.Weights.class,
            description = "Weights that zoo list shows, or a model file such as a run's best.zip.")
    List<String> models;

    @Option(
            names = "--data",
            paramLabel = "NAME|DIR",
            completionCandidates = Choices.Data.class,
            description = "A name that zoo data list shows, or a folder with a folder of pictures per class."
                    + " Default: what the model was trained on.")
    String data;

    @Option(names = "--split", paramLabel = "PART", description = "train, validation or test. Default: test.")
    String split = Dataset.TEST;

    @Option(
            names = "--tta",
            paramLabel = "VIEWS",
            completionCandidates = Choices.Ttas.class,
            description = "Views of each picture to average over: ${COMPLETION-CANDIDATES}. Default: none.")
    Tta tta = Tta.NONE;

    @Mixin
    InferenceOption engine;

    @Mixin
    JsonOption json;

    EvaluateCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        List<Model> loaded =
                models.stream().map(name -> engine.load(name, console)).toList();
        Dataset dataset = DataOption.open(
                data == null ? DataOption.trainedOn(loaded.get(0).card()) : data, console);
        long pictures =
                (long) Evaluator.passes(loaded, tta) * dataset.part(split).size();
        EvaluationResult result;
        try (Progress progress = new Progress(console, "evaluating", "images", 1, pictures)) {
            result = Evaluator.evaluate(loaded, dataset, split, tta, progress::at);
        }
        if (console.json()) {
            console.printJson(result);
        } else {
            console.print(result.toTable().stripTrailing());
        }
        return Main.DONE;
    }
}
