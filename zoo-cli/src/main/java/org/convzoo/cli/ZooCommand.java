package org.convzoo.cli;

import java.util.Map;
import org.convzoo.core.RuntimeInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code zoo} alone. */
@Command(
        name = "zoo",
        description = "Convolutional networks to train, evaluate and use.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = ZooCommand.Version.class,
        footer = {
            "",
            "Examples:",
            "  zoo list",
            "  zoo train lenet5",
            "  zoo predict lenet5.mnist digit.png",
            "",
            "Environment: ZOO_HOME (cache of downloads), ZOO_MIRROR (folder or URL that is asked first),",
            "ZOO_OFFLINE=1 (no network), ZOO_JAVA_OPTS (options for Java, as -Xmx8g).",
            "Exit code: 0 done, 1 failed, 2 wrong usage."
        })
final class ZooCommand extends BaseCommand {
    @Spec
    CommandSpec spec;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the versions and exit.")
    boolean version;

    ZooCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing, such as zoo list");
    }

    /** ConvZoo's, DL4J's and Java's. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Map<String, String> versions = RuntimeInfo.versions();
            return new String[] {
                "zoo " + versions.get("convzoo") + " (DL4J " + versions.get("dl4j") + ", Java " + versions.get("java")
                        + ")"
            };
        }
    }
}
