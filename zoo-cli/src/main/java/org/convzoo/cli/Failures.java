package org.convzoo.cli;

import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataException;
import org.convzoo.weights.WeightsException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line for whatever goes wrong, and the exit code for it. */
final class Failures {
    private final Console console;
    private final boolean verbose;

    Failures(Console console, boolean verbose) {
        this.console = console;
        this.verbose = verbose;
    }

    /** The command line is not valid: what is wrong, the nearest names, and where help is. */
    int wrongUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String message = firstLine(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            message += " (did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?)";
        }
        String help = "see '" + command.getCommandSpec().qualifiedName() + " --help'";
        if (console.json()) {
            console.error(message + "; " + help);
        } else {
            console.error(message);
            console.note(help);
        }
        printTrace(e);
        return Main.WRONG_USAGE;
    }

    /** The command could not do what it was asked for. */
    int failed(Throwable e) {
        console.error(message(e));
        printTrace(e);
        return Main.FAILED;
    }

    private String message(Throwable e) {
        OutOfMemoryError memory = outOfMemory(e);
        if (memory != null) {
            return "out of memory (" + firstLine(memory.getMessage())
                    + "): try a smaller --batch-size or --input, or more memory, as in ZOO_JAVA_OPTS=-Xmx8g";
        }
        if (isExpected(e)) {
            return firstLine(e.getMessage());
        }
        return "unexpected " + e.getClass().getSimpleName() + ": " + firstLine(e.getMessage())
                + (verbose ? "" : "; run again with --verbose and report it");
    }

    private static boolean isExpected(Throwable e) {
        return e instanceof ZooException
                || e instanceof DataException
                || e instanceof WeightsException
                || e instanceof UncheckedIOException
                || e instanceof InvalidPathException
                || (e instanceof IllegalArgumentException && isOurs(e));
    }

    /** Whether ConvZoo's own code checked a value and refused it; DL4J throws the same class for its own reasons. */
    private static boolean isOurs(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("org.convzoo.");
    }

    private static OutOfMemoryError outOfMemory(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError memory) {
                return memory;
            }
        }
        return null;
    }

    private void printTrace(Throwable e) {
        if (verbose) {
            e.printStackTrace(console.err());
        }
    }

    private static String firstLine(String message) {
        return String.valueOf(message).lines().findFirst().orElse("no details");
    }
}
