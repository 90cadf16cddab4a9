package org.convzoo.weights;

import java.io.IOException;

/** What a reader finds wrong in a file whose name it does not know; {@link WeightsException#reading} adds that. */
final class FormatException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_REASON = 300;

    FormatException(String reason) {
        this(reason, "copy or download it again");
    }

    FormatException(String reason, String advice) {
        super(clipped(reason) + "; " + advice);
    }

    FormatException(String reason, Throwable cause) {
        super(clipped(reason) + "; copy or download it again", cause);
    }

    /** What comes out of a file may be long; the advice must stay. */
    private static String clipped(String reason) {
        return reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) + "..." : reason;
    }
}
