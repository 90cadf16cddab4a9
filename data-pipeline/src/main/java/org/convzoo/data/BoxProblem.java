package org.convzoo.data;

import java.nio.file.Path;

/**
 * Something wrong with marked boxes.
 *
 * @param file where it stands
 * @param line counted from 1; 0 where the whole file is meant
 * @param problem what is wrong, and what was done about it
 */
public record BoxProblem(Path file, int line, String problem) {
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + problem;
    }
}
