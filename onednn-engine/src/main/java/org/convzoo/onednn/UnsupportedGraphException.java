package org.convzoo.onednn;

/** The graph has something that no lowering knows; it runs on the stock path then. */
final class UnsupportedGraphException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedGraphException(String what) {
        super(what);
    }
}
