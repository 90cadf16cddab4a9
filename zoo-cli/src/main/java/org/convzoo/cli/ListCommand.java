package org.convzoo.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsEntry;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zoo list}. */
@Command(
        name = "list",
        description = "List the architectures, and the weights for them.",
        footer = {"", "Example:", "  zoo list 'lenet*'"})
final class ListCommand extends BaseCommand {
    @Mixin
    JsonOption json;

    @Parameters(arity = "0..1", paramLabel = "GLOB", description = "Only these names; * and ? as in file names.")
    String glob = "*";

    ListCommand(Console console) {
        super(console);
    }

    /**
     * One line.
     *
     * @param kind architecture or weights
     * @param bytes of the model file; null for an architecture, as is all that follows
     * @param metric the most telling one
     * @param state shipped, cached, remote, or unverified where nobody has tried the download yet
     * @param command that trains it again
     * @param threads native ones that it was trained with
     */
    record Row(
            String name,
            String kind,
            long parameters,
            Long bytes,
            String dataset,
            Metric metric,
            String licence,
            String state,
            String command,
            Integer threads) {}

    @Override
    public Integer call() {
        Set<String> wanted = new TreeSet<>(ModelZoo.list(glob));
        if (wanted.isEmpty()) {
            throw new ZooException("no model matches " + glob + ": zoo list shows all");
        }
        List<Row> rows = new ArrayList<>();
        for (Architecture architecture : ModelZoo.architectures()) {
            if (wanted.contains(architecture.id())) {
                rows.add(row(architecture));
            }
        }
        DataHome home = DataHome.fromEnvironment();
        for (WeightsEntry weights : ModelZoo.weights()) {
            if (wanted.contains(weights.id())) {
                rows.add(row(weights, home));
            }
        }
        if (console.json()) {
            console.printJson(rows);
        } else {
            console.print(table(rows));
        }
        return Main.DONE;
    }

    private static Row row(Architecture architecture) {
        return new Row(
                architecture.id(),
                "architecture",
                parameters(architecture, architecture.defaultSpec()),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Row row(WeightsEntry weights, DataHome home) {
        Optional<ModelCard> card = weights.card(home); // empty until downloaded
        Architecture architecture = ModelZoo.architecture(weights.architecture());
        return new Row(
                weights.id(),
                "weights",
                parameters(architecture, card.map(ModelCard::spec).orElse(architecture.defaultSpec())),
                weights.bytes(),
                weights.dataset(),
                card.flatMap(ListCommand::score).orElse(null),
                weights.licence(),
                Choices.name(weights.state(home)),
                card.map(c -> c.provenance().command()).orElse(null),
                card.map(c -> c.provenance().threads()).orElse(null));
    }

    /** A classifier's accuracy, a detector's mean average precision, an embedding's area under the ROC curve. */
    private static Optional<Metric> score(ModelCard card) {
        String name = ModelZoo.architecture(card.architecture()).kind() == Architecture.Kind.EMBEDDING ? "auc" : "";
        List<Metric> scores = card.metrics().stream()
                .filter(m -> m.name().equals("accuracy")
                        || m.name().equals("map50")
                        || m.name().equals(name))
                .toList();
        return scores.stream()
                .filter(m -> m.split().equals(Dataset.TEST))
                .findFirst()
                .or(() -> scores.stream().findFirst()); // published weights have been measured on the validation part
    }

    private static long parameters(Architecture architecture, Spec spec) {
        return ModelSummary.trainableParameters(DescribeCommand.configuration(architecture, spec));
    }

    private static String table(List<Row> rows) {
        Table table = new Table("lrrllll", "NAME", "PARAMETERS", "SIZE", "DATA", "METRIC", "LICENCE", "STATE");
        for (Row row : rows) {
            table.row(
                    row.name(),
                    Text.count(row.parameters()),
                    row.bytes() == null || row.bytes() < 0 ? "-" : Text.bytes(row.bytes()),
                    row.dataset() == null ? "-" : row.dataset(),
                    row.metric() == null ? "-" : metric(row.metric()),
                    row.licence() == null ? "-" : row.licence(),
                    row.state() == null ? "-" : row.state());
        }
        return table.toString();
    }

    private static String metric(Metric metric) {
        return String.format(Locale.ROOT, "%s %s (%s)", metric.name(), Text.percent(metric.value()), metric.split());
    }
}
