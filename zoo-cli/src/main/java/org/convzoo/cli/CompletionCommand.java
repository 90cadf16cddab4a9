package org.convzoo.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code zoo completion}. */
@Command(
        name = "completion",
        description = "Print a script that makes bash or zsh complete commands, options, models and data sets.",
        footer = {"", "Example:", "  source <(zoo completion)"})
final class CompletionCommand extends BaseCommand {
    CompletionCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        console.print(AutoComplete.bash("zoo", Main.commandLine(console)));
        return Main.DONE;
    }
}
