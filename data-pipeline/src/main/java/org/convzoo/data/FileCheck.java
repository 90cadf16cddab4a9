package org.convzoo.data;

import java.nio.file.Path;

/**
 * What {@link Datasets#verify} found of one file.
 *
 * @param file name of the file, or of the data set where it is drawn instead of stored
 * @param place where it lies, or where it should lie
 * @param state whether it is there and right
 * @param expected digest that the catalogue states
 * @param found digest of what is there; empty where nothing is, or where it cannot be read
 */
public record FileCheck(String file, Path place, State state, String expected, String found) {
    /** Whether a file is as it should be. */
    public enum State {
        OK,
        MISSING,
        DAMAGED
    }

    public boolean ok() {
        return state == State.OK;
    }
}
