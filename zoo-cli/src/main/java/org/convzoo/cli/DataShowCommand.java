package org.convzoo.cli;

import java.nio.file.Path;
import java.util.Map;
import org.convzoo.data.ContactSheet;
import org.convzoo.data.Dataset;
import org.convzoo.data.Split;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo data show}. */
@Command(
        name = "show",
        description =
                "Write a contact sheet: pictures of a data set with their classes, as one PNG. Prints the file's name.",
        footer = {"", "Example:", "  zoo data show digits --split test --out digits.png"})
final class DataShowCommand extends BaseCommand {
    private static final int ROWS = 8, COLUMNS = 10;

    @Mixin
    JsonOption json;

    @Parameters(
            paramLabel = "NAME|DIR",
            completionCandidates = Choices.Data.class,
            description = "A name that zoo data list shows, or a folder with a folder of pictures per class.")
    String name;

    @Option(names = "--split", paramLabel = "PART", description = "train, validation or test. Default: train.")
    String split = Dataset.TRAIN;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write. Default: NAME.png.")
    Path out;

    DataShowCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Dataset data = DataOption.open(name, console);
        Split part = data.part(split);
        Path file = out == null ? Path.of(Text.fileName(data.name()) + ".png") : out;
        ContactSheet.write(part, data.classes(), ROWS, COLUMNS, file);
        if (console.json()) {
            console.printJson(Map.of("file", file.toString()));
        } else {
            console.print(file.toString());
        }
        return Main.DONE;
    }
}
