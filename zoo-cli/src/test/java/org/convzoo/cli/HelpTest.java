package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
    static Stream<CommandLine> commands() {
        return withSubcommands(Main.commandLine(new Console(System.out, System.err, false)));
    }

    private static Stream<CommandLine> withSubcommands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::withSubcommands));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void hasAnExampleThatParses(CommandLine command) {
        List<String> lines = command.getUsageMessage().lines().toList();
        assertThat(lines).containsAnyOf("Example:", "Examples:");
        lines.stream().filter(line -> line.startsWith("  zoo ")).forEach(line -> {
            String[] words = line.replace("'", "").strip().split(" +");
            String[] args = List.of(words).subList(1, words.length).toArray(String[]::new);
            CommandLine zoo = Main.commandLine(new Console(System.out, System.err, false));
            assertThatCode(() -> zoo.parseArgs(args)).as(line).doesNotThrowAnyException();
        });
    }

    @Test
    void isPrintedToStdout() {
        Cli help = Cli.done("train", "--help");
        assertThat(help.out())
                .startsWith("Usage: zoo train")
                .contains("--epochs")
                .contains("sgd, adam, adamw");
        assertThat(help.err()).isEmpty();
        assertThat(Cli.done("--help").out()).doesNotContain("warm-up");
    }

    @Test
    void versionNamesTheLibraries() {
        assertThat(Cli.done("--version").out()).matches("zoo \\S+ \\(DL4J 1\\.0\\.0-M2\\.1, Java \\S+\\)\\R");
    }

    @Test
    void completionKnowsCommandsModelsAndDataSets() {
        assertThat(Cli.done("completion").out())
                .startsWith("#!/usr/bin/env bash")
                .contains("--batch-size", "lenet5-relu", "fashion-mnist", "five-crop");
    }
}
