package org.convzoo.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.core.ZooException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code zoo bench}. The measuring is done by the module {@code benchmarks} in a process of its own: the rivals' libraries are on
 * its class path and never on this one.
 */
@Command(
        name = "bench",
        description =
                "Compare the speed with stock DL4J, libtorch and ONNX Runtime (their libraries are downloaded once).",
        footer = {"", "Examples:", "  zoo bench --filter 'lenet5*'", "  zoo bench --profile --filter resnet50-train-8"})
final class BenchCommand extends BaseCommand {
    /** Property that the launcher sets: where it has built the benchmarks. */
    private static final String FOLDER = "zoo.benchmarks";

    @Spec
    CommandSpec spec;

    @Mixin
    JsonOption json;

    @Option(
            names = "--filter",
            paramLabel = "GLOB",
            description = "Only this work, as 'lenet5-*-64' or '*-infer-*'; * and ? as in file names.")
    String filter = "*";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Measure each engine so many times (default: ${DEFAULT-VALUE}).")
    int rounds = 5;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Go through all work so many times, with those rounds each time: for machines whose speed"
                    + " changes by the hour (default: ${DEFAULT-VALUE}).")
    int repeats = 1;

    @Option(
            names = "--profile",
            description = "Instead: where the time of ConvZoo's own steps goes, by kind of kernel (as text).")
    boolean profile;

    BenchCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        atLeastOne("--rounds", rounds);
        atLeastOne("--repeats", repeats);
        String folder = System.getProperty(FOLDER);
        if (folder == null) {
            throw new ZooException("the benchmarks are built by the launcher: start them with ./zoo bench");
        }
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(Path.of(folder)),
                        "org.convzoo.benchmarks.Main",
                        filter,
                        String.valueOf(rounds),
                        String.valueOf(repeats),
                        profile ? "profile" : console.json() ? "json" : "table"))
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // it ends with this one
        return process.waitFor() == 0 ? Main.DONE : Main.FAILED;
    }

    private void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), option + " must be at least 1, got " + value);
        }
    }

    private static String classPath(Path folder) throws IOException {
        String others = Files.readString(folder.resolve("zoo.classpath")).strip();
        return folder.resolve("benchmarks.jar") + File.pathSeparator + others;
    }
}
