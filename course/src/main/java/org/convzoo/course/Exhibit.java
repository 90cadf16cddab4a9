package org.convzoo.course;

import java.util.List;
import org.convzoo.core.Explanation.Panel;

/**
 * What a demonstration shows.
 *
 * @param text a short table of numbers, the same on every machine; lines end with {@code \n}
 * @param columns of the picture's panels
 * @param panels of its picture
 */
public record Exhibit(String text, int columns, List<Panel> panels) {
    public Exhibit {
        if (text.isBlank() || panels.isEmpty()) {
            throw new IllegalArgumentException("an exhibit needs a text and panels");
        }
        text = text.replace(System.lineSeparator(), "\n").stripTrailing() + "\n";
        panels = List.copyOf(panels);
    }
}
