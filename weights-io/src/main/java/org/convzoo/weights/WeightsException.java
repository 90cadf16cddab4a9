package org.convzoo.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * An expected failure: a weight file is missing, damaged, hostile or not what it claims to be, or has no such tensor. The message is
 * one line that names the file, says what is wrong and what to do next, fit to be shown to a user without a stack trace.
 */
public class WeightsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 1000;

    public WeightsException(String message) {
        super(oneLine(message));
    }

    public WeightsException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /** What went wrong while {@code file} was read. */
    static WeightsException reading(Path file, Throwable e) {
        return new WeightsException("cannot read " + file + ": " + reason(e), e);
    }

    private static String reason(Throwable e) {
        if (e instanceof FormatException) {
            return e.getMessage();
        }
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof OutOfMemoryError) {
            return "it needs more memory than Java may take, or it is damaged; raise -Xmx if it is not";
        }
        String again = "; copy or download it again";
        if (e instanceof EOFException) {
            return "it ends too early" + again;
        }
        if (e instanceof ZipException || !(e instanceof IOException)) {
            return "it is damaged" + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")") + again;
        }
        return String.valueOf(e.getMessage());
    }

    /** Names come out of untrusted files and may hold anything. */
    private static String oneLine(String message) {
        String line = message.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", "?");
        return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "..." : line;
    }
}
