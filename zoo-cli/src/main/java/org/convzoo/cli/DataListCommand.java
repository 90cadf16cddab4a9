package org.convzoo.cli;

import java.util.List;
import java.util.Map;
import org.convzoo.data.BoxDatasets;
import org.convzoo.data.CatalogEntry;
import org.convzoo.data.Datasets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code zoo data list}. */
@Command(
        name = "list",
        description = "List the data sets that are known by name.",
        footer = {"", "Example:", "  zoo data list"})
final class DataListCommand extends BaseCommand {
    @Mixin
    JsonOption json;

    DataListCommand(Console console) {
        super(console);
    }

    /** One line; a field more for those who want to know all. */
    record Row(
            String name,
            String title,
            int classes,
            boolean boxes,
            Map<String, Integer> images,
            List<Integer> shape,
            String licence,
            String origin,
            String digest,
            String howToGet) {
        static Row of(CatalogEntry entry) {
            return new Row(
                    entry.name(),
                    entry.title(),
                    entry.classes().size(),
                    BoxDatasets.isOne(entry.name()),
                    entry.images(),
                    entry.shape(),
                    entry.licence(),
                    entry.origin(),
                    entry.digest(),
                    entry.howToGet());
        }
    }

    @Override
    public Integer call() {
        List<Row> rows = Datasets.catalogue().stream().map(Row::of).toList();
        if (console.json()) {
            console.printJson(rows);
            return Main.DONE;
        }
        Table table = new Table("lrllll", "NAME", "CLASSES", "IMAGES", "SIZE", "LICENCE", "HOW TO GET IT");
        for (Row row : rows) {
            String images = String.join(
                    ", ",
                    row.images().entrySet().stream()
                            .map(part -> part.getKey() + " " + Text.count(part.getValue()))
                            .toList());
            String shape =
                    String.join("x", row.shape().stream().map(String::valueOf).toList());
            table.row(row.name(), row.classes(), images, shape, row.licence(), row.howToGet());
        }
        console.print(table.toString());
        return Main.DONE;
    }
}
