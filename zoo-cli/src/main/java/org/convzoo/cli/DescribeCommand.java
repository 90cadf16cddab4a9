package org.convzoo.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.core.ModelCard.Provenance;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.convzoo.core.ZooException;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.PlanReport;
import org.convzoo.onednn.Precision;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo describe}. */
@Command(
        name = "describe",
        description = "Show a model layer by layer: shapes, parameters, multiply-adds.",
        footer = {"", "Examples:", "  zoo describe lenet5 --input 1x32x32", "  zoo describe lenet5 --plan"})
final class DescribeCommand extends BaseCommand {
    @Mixin
    JsonOption json;

    @Parameters(
            paramLabel = "MODEL",
            completionCandidates = Choices.Models.class,
            description = "An architecture, weights, or a model file.")
    String model;

    @Mixin
    SpecOption size;

    @Option(names = "--classes", paramLabel = "N", description = "Outputs. Default: the paper's.")
    Integer classes;

    @Option(names = "--plan", description = "Also the kernels that an inference of one picture runs on.")
    boolean plan;

    DescribeCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        boolean bare = ModelZoo.architectures().stream().anyMatch(a -> a.id().equals(model));
        ModelCard card = bare ? null : ModelZoo.card(model);
        Architecture architecture = ModelZoo.architecture(bare ? model : card.architecture());
        Spec spec = bare ? architecture.defaultSpec() : card.spec();
        spec = size.in(spec);
        spec = classes == null ? spec : spec.withClasses(classes);
        ModelSummary summary = ModelSummary.of(configuration(architecture, spec), spec);
        PlanReport report = plan ? plan(architecture, spec) : null;
        List<String> notes = architecture.notes(summary);
        if (console.json()) {
            console.printJson(new Description(summary, notes, report));
        } else {
            console.print(architecture.id() + ": " + architecture.summary());
            console.print("Paper: " + architecture.paper());
            if (card != null) {
                print(card);
            }
            console.print("");
            console.print(summary.toTable().stripTrailing());
            notes.forEach(console::print);
            if (report != null) {
                console.print("");
                console.print(table(report).stripTrailing());
            }
        }
        return Main.DONE;
    }

    /** As JSON. */
    record Description(
            @JsonUnwrapped ModelSummary summary,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes,
            @JsonInclude(JsonInclude.Include.NON_NULL) PlanReport plan) {}

    private static PlanReport plan(Architecture architecture, Spec spec) {
        OneDnn.quietVersionWarning();
        if (!OneDnn.isAvailable()) {
            throw new ZooException("there are no plans without oneDNN: " + OneDnn.problem());
        }
        ComputationGraph graph = new ComputationGraph(configuration(architecture, spec));
        graph.init();
        return OneDnn.plan(graph, false, Precision.F32, new long[] {1, spec.channels(), spec.height(), spec.width()});
    }

    private static String table(PlanReport report) {
        Table table = new Table("lll", "VERTEX", "KERNEL", "IMPLEMENTATION");
        report.kernels().forEach(kernel -> table.row(kernel.vertex(), kernel.kind(), kernel.implementation()));
        return table + "\nIslands, which DL4J computes: "
                + (report.islands().isEmpty() ? "none" : String.join(", ", report.islands())) + "\nMemory of a run: "
                + Text.bytes(report.arenaBytes()) + ", of weights in the kernels' layouts: "
                + Text.bytes(report.weightBytes());
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
