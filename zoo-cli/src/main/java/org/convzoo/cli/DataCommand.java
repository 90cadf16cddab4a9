package org.convzoo.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code zoo data} alone. */
@Command(
        name = "data",
        description = "List, fetch, check and show data sets.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  zoo data show digits --out digits.png"})
final class DataCommand extends BaseCommand {
    @Spec
    CommandSpec spec;

    DataCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing, such as zoo data list");
    }
}
