package org.convzoo.core;

/**
 * An expected failure: an unknown model, a damaged model file, options that contradict each other. The message is one line that
 * says what is wrong and what to do next, fit to be shown to a user without a stack trace.
 */
public class ZooException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ZooException(String message) {
        super(message);
    }

    public ZooException(String message, Throwable cause) {
        super(message, cause);
    }
}
