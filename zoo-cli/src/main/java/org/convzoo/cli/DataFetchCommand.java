package org.convzoo.cli;

import java.nio.file.Path;
import java.util.List;
import org.convzoo.data.DataHome;
import org.convzoo.data.Datasets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zoo data fetch}. */
@Command(
        name = "fetch",
        description = "Download a data set into the cache, and check it. Prints where its files lie.",
        footer = {"", "Example:", "  zoo data fetch mnist"})
final class DataFetchCommand extends BaseCommand {
    @Mixin
    JsonOption json;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Choices.Data.class,
            description = "A name that zoo data list shows.")
    String name;

    DataFetchCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        List<String> places;
        try (DownloadProgress progress = new DownloadProgress(console)) {
            places = Datasets.fetch(name, DataHome.fromEnvironment(), progress).stream()
                    .map(Path::toString)
                    .toList();
        }
        if (console.json()) {
            console.printJson(places);
        } else if (places.isEmpty()) {
            console.note(name + " needs no download: " + Datasets.entry(name).howToGet());
        } else {
            places.forEach(console::print);
        }
        return Main.DONE;
    }
}
