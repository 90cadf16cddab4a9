package org.convzoo.cli;

import java.util.List;
import org.convzoo.data.CatalogEntry;
import org.convzoo.data.DataHome;
import org.convzoo.data.Datasets;
import org.convzoo.data.FileCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zoo data verify}. */
@Command(
        name = "verify",
        description =
                "Check the SHA-256 of a data set's files, without fetching any. Exit code 1 if one is missing or damaged.",
        footer = {"", "Example:", "  zoo data verify mnist"})
final class DataVerifyCommand extends BaseCommand {
    @Mixin
    JsonOption json;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Choices.Data.class,
            description = "A name that zoo data list shows.")
    String name;

    DataVerifyCommand(Console console) {
        super(console);
    }

    /** One file, as it was found. */
    record Row(String file, String state, String place, String expected, String found) {
        static Row of(FileCheck check) {
            return new Row(
                    check.file(),
                    Choices.name(check.state()),
                    check.place().toString(),
                    check.expected(),
                    check.found());
        }
    }

    @Override
    public Integer call() {
        List<FileCheck> checks = Datasets.verify(name, DataHome.fromEnvironment());
        if (console.json()) {
            console.printJson(checks.stream().map(Row::of).toList());
        } else {
            Table table = new Table("lll", "FILE", "STATE", "PLACE");
            checks.stream().map(Row::of).forEach(row -> table.row(row.file(), row.state(), row.place()));
            console.print(table.toString());
        }
        long bad = checks.stream().filter(check -> !check.ok()).count();
        if (bad > 0) {
            CatalogEntry entry = Datasets.entry(name);
            String remedy = entry.files().isEmpty() ? entry.howToGet() : "zoo data fetch " + name;
            console.error(bad + " of " + checks.size() + " files are missing or damaged: " + remedy);
            return Main.FAILED;
        }
        return Main.DONE;
    }
}
