package org.convzoo.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What all commands have. A command gives its exit code, or throws: {@link Failures} makes one line of it. */
abstract class BaseCommand implements Callable<Integer> {
    final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Option(names = "--verbose", description = "Show the stack trace of an error.")
    boolean verbose;

    BaseCommand(Console console) {
        this.console = console;
    }
}
