package org.convzoo.cli;

import java.nio.file.Path;
import java.util.Map;
import org.convzoo.data.BoxDataset;
import org.convzoo.data.BoxDatasets;
import org.convzoo.data.ContactSheet;
import org.convzoo.data.DataHome;
import org.convzoo.data.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo data show}. */
@Command(
        name = "show",
        description =
                "Write a contact sheet: pictures of a data set with their classes or boxes, as one PNG. Prints the file's name.",
        footer = {"", "Example:", "  zoo data show digits --split test --out digits.png"})
final class DataShowCommand extends BaseCommand {
    private static final int ROWS = 8, COLUMNS = 10;
    private static final int BOX_ROWS = 4, BOX_COLUMNS = 5;

    /** What is wrong with boxes, and has been mended, is told up to so many. */
    @Mixin
    JsonOption json;

    @Parameters(
            paramLabel = "NAME|DIR",
            completionCandidates = Choices.Data.class,
            description = "A name that zoo data list shows, a folder with a folder of pictures per class,"
                    + " or one with boxes in the layout of Ultralytics, COCO or Pascal VOC.")
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
        Path file;
        if (BoxDatasets.isOne(name)) {
            BoxDataset data = BoxDatasets.open(name, DataHome.fromEnvironment(), true);
            file = file(data.name());
            ContactSheet.write(data.part(split), data.classes(), BOX_ROWS, BOX_COLUMNS, file);
            DataOption.tellProblems(data, console);
        } else {
            Dataset data = DataOption.open(name, console);
            file = file(data.name());
            ContactSheet.write(data.part(split), data.classes(), ROWS, COLUMNS, file);
        }
        if (console.json()) {
            console.printJson(Map.of("file", file.toString()));
        } else {
            console.print(file.toString());
        }
        return Main.DONE;
    }

    private Path file(String dataset) {
        return out == null ? Path.of(Text.fileName(dataset) + ".png") : out;
    }
}
