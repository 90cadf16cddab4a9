package org.convzoo.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code zoo face} alone. */
@Command(
        name = "face",
        description = "Tell whose faces are on pictures.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  zoo face verify one.jpg other.jpg"})
final class FaceCommand extends BaseCommand {
    @Spec
    CommandSpec spec;

    FaceCommand(Console console) {
        super(console);
    }

    /** With its own commands. */
    static CommandLine commandLine(Console console) {
        return new CommandLine(new FaceCommand(console))
                .addSubcommand(new FaceVerifyCommand(console))
                .addSubcommand(new FaceIdentifyCommand(console))
                .addSubcommand(new FaceEnrollCommand(console))
                .addSubcommand(new FaceRemoveCommand(console))
                .addSubcommand(new FaceEmbedCommand(console))
                .addSubcommand(new FaceAlignCommand(console))
                .addSubcommand(new FaceCalibrateCommand(console))
                .addSubcommand(new FaceEvaluateCommand(console));
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing, such as zoo face verify one.jpg other.jpg");
    }
}
