package org.convzoo.data;

/**
 * An expected failure: a file is missing, damaged, too large or not what it claims to be. The message is one line that says
 * what is wrong and what to do next, fit to be shown to a user without a stack trace.
 */
public class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
