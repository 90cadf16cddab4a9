package org.convzoo.weights;

import java.io.IOException;
import java.io.InputStream;

/** Bytes of a file that are not read yet. */
interface Source {
    /** How many. */
    long length();

    /** From the first one on; several streams may be open at once, each with a position of its own. */
    InputStream open() throws IOException;
}
