package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training in a process of its own, killed politely and continued. */
@DisabledOnOs(OS.WINDOWS) // has no SIGTERM
class InterruptionTest {
    private static final int SIGTERM_EXIT = 143;
    private static final int TIMEOUT_SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    void savesACheckpointAndGoesOn() throws Exception {
        for (String name : List.of("thin", "wide")) {
            Files.createDirectories(folder.resolve("bars").resolve(name));
            for (int i = 0; i < 40; i++) {
                Drawing.write(folder.resolve("bars").resolve(name).resolve(i + ".png"), name.equals("thin") ? 2 : 9);
            }
        }
        Path log = folder.resolve("log.txt");
        Process killed = zoo(log, "train", "lenet5", "--data", "bars", "--epochs", "1000000", "--batch-size", "8");
        waitFor("epoch       2/", log, killed);
        killed.destroy();
        assertThat(killed.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(killed.exitValue()).as(Files.readString(log)).isEqualTo(SIGTERM_EXIT);
        assertThat(Files.readString(log))
                .contains("stopped; to go on: zoo train lenet5 --resume --run runs/lenet5-bars-");

        Path run;
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            run = runs.findFirst().orElseThrow();
        }
        int epochs = epochsIn(run) + 2; // some are left, however many the first process had time for
        shorten(run.resolve("args.json"), epochs);
        Path result = folder.resolve("result.json");
        Process resumed = zoo(result, "train", "lenet5", "--resume", "--json");
        assertThat(resumed.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(epochsIn(run)).isEqualTo(epochs);
        JsonNode json = Cli.parse(Files.readString(result)); // stdout alone: no library says a word there
        assertThat(json.get("run").asText()).isEqualTo("runs/" + run.getFileName());
        assertThat(Cli.zoo("evaluate", run.resolve("best.zip")).error())
                .contains("was trained on 'bars'")
                .contains("--data");
    }

    /** Another end than the million epochs that keep the first process busy. */
    private static void shorten(Path args, int epochs) throws IOException {
        Files.writeString(args, Files.readString(args).replace("1000000", Integer.toString(epochs)));
    }

    private static int epochsIn(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.csv")).size() - 1; // without the header
    }

    private Process zoo(Path stdoutAndErr, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.awt.headless=true",
                "org.convzoo.cli.Main"));
        command.addAll(List.of(args));
        boolean json = command.contains("--json");
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(!json)
                .redirectError(json ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.PIPE)
                .redirectOutput(new File(stdoutAndErr.toString()))
                .start();
    }

    private static void waitFor(String text, Path log, Process process) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!Files.readString(log).contains(text)) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(System.nanoTime())
                    .as("in time: " + Files.readString(log))
                    .isLessThan(end);
            Thread.sleep(50);
        }
    }
}
