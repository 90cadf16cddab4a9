package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.Json;

/** What a command did, run in this process. */
record Cli(int exitCode, String out, String err) {

    static Cli zoo(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] args = Arrays.stream(words).map(String::valueOf).toArray(String[]::new);
        int exitCode = Main.execute(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Cli(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The same, where it must succeed. */
    static Cli done(Object... words) {
        Cli run = zoo(words);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    /** Data of a command that must succeed with {@code --json}. */
    static JsonNode json(Object... words) {
        return parse(done(Stream.concat(Stream.of(words), Stream.of("--json")).toArray())
                .out());
    }

    static JsonNode parse(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> errLines() {
        return err.lines().toList();
    }

    /** The one line of a failure. */
    String error() {
        assertThat(exitCode).as(err).isEqualTo(Main.FAILED);
        assertThat(out).isEmpty();
        assertThat(errLines()).hasSize(1);
        assertThat(err).startsWith("error: ");
        return err.substring("error: ".length()).strip();
    }
}
