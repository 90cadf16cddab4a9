package org.convzoo.cli;

import java.util.Optional;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsEntry;
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
            description = "An architecture, or weights.")
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
        Optional<ModelCard> card = ModelZoo.weights().stream()
                .filter(weights -> weights.id().equals(model))
                .findFirst()
                .map(WeightsEntry::card);
        Architecture architecture =
                ModelZoo.architecture(card.map(ModelCard::architecture).orElse(model));
        Spec spec = card.map(ModelCard::spec).orElse(architecture.defaultSpec());
        spec = input == null ? spec : input.in(spec);
        spec = widthFactor == null ? spec : spec.withWidthFactor(widthFactor);
        spec = classes == null ? spec : spec.withClasses(classes);
        ModelSummary summary = ModelSummary.of(configuration(architecture, spec), spec);
        if (console.json()) {
            console.printJson(summary);
        } else {
            console.print(architecture.id() + ": " + architecture.summary());
            console.print("Paper: " + architecture.paper());
            console.print("");
            console.print(summary.toTable().stripTrailing());
        }
        return Main.DONE;
    }

    /** The net of a spec, without weights; what belongs to a training is left at DL4J's defaults. */
    static ComputationGraphConfiguration configuration(Architecture architecture, Spec spec) {
        return architecture.configure(spec, new NeuralNetConfiguration.Builder());
    }
}
