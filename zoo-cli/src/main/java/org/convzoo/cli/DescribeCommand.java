package org.convzoo.cli;

import org.convzoo.core.Architecture;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.core.ModelCard.Provenance;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo describe}. */
@Command(
        name = "describe",
        description = "Show a model layer by layer: shapes, parameters, multiply-adds.",
        footer = {"", "Example:", "  zoo describe lenet5 --input 1x32x32"})
final class DescribeCommand extends BaseCommand {
    @Mixin
    JsonOption json;

    @Parameters(
            paramLabel = "MODEL",
            completionCandidates = Choices.Models.class,
            description = "An architecture, weights, or a model file.")
    String model;

    @Option(names = "--input", paramLabel = "CxHxW", description = "Size of the input. Default: the paper's.")
    InputSize input;

    @Option(names = "--width-factor", paramLabel = "X", description = "Factor on filters and hidden units. Default: 1.")
    Double widthFactor;

    @Option(names = "--classes", paramLabel = "N", description = "Outputs. Default: the paper's.")
    Integer classes;

    DescribeCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        boolean bare = ModelZoo.architectures().stream().anyMatch(a -> a.id().equals(model));
        ModelCard card = bare ? null : ModelZoo.card(model);
        Architecture architecture = ModelZoo.architecture(bare ? model : card.architecture());
        Spec spec = bare ? architecture.defaultSpec() : card.spec();
        spec = input == null ? spec : input.in(spec);
        spec = widthFactor == null ? spec : spec.withWidthFactor(widthFactor);
        spec = classes == null ? spec : spec.withClasses(classes);
        ModelSummary summary = ModelSummary.of(configuration(architecture, spec), spec);
        if (console.json()) {
            console.printJson(summary);
        } else {
            console.print(architecture.id() + ": " + architecture.summary());
            console.print("Paper: " + architecture.paper());
            if (card != null) {
                print(card);
            }
            console.print("");
            console.print(summary.toTable().stripTrailing());
        }
        return Main.DONE;
    }

    private void print(ModelCard card) {
        Provenance origin = card.provenance();
        console.print("Weights: " + card.id() + ", " + origin.origin() + ", " + origin.licence());
        console.print("Command: " + origin.command());
        for (Metric metric : card.metrics()) {
            if (metric.name().equals("accuracy")) {
                console.print("Accuracy: " + Text.percent(metric.value()) + " of " + Text.count(metric.images()) + ", "
                        + metric.data() + " " + metric.split());
            }
        }
    }

    /** The net of a spec, without weights; what belongs to a training is left at DL4J's defaults. */
    static ComputationGraphConfiguration configuration(Architecture architecture, Spec spec) {
        return architecture.configure(spec, new NeuralNetConfiguration.Builder());
    }
}
