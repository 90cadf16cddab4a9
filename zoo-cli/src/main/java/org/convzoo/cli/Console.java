package org.convzoo.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.convzoo.core.Json;

/**
 * Where a command writes: data to {@code out}, everything else to {@code err}.
 *
 * @param json whether the command line asks for JSON
 */
record Console(PrintStream out, PrintStream err, boolean json) {

    /** A line of data. */
    void print(String line) {
        out.println(line);
    }

    /** Data as JSON, in UTF-8 whatever the locale is. */
    void printJson(Object value) {
        byte[] bytes = (toJson(value, true) + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }

    /** A line for the reader, which is no data. */
    void note(String line) {
        err.println(line);
    }

    /** An error; in the form that {@code --json} promises. */
    void error(String message) {
        err.println(json ? toJson(Map.of("error", message), false) : "error: " + message);
    }

    PrintWriter outWriter() {
        return new PrintWriter(new OutputStreamWriter(out, Charset.defaultCharset()), true);
    }

    PrintWriter errWriter() {
        return new PrintWriter(new OutputStreamWriter(err, Charset.defaultCharset()), true);
    }

    private static String toJson(Object value, boolean indented) {
        try {
            ObjectWriter writer = Json.MAPPER.writer();
            return (indented ? writer : writer.without(SerializationFeature.INDENT_OUTPUT)).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
