package org.convzoo.core;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a method found out about a net, as pictures with text.
 *
 * @param method {@code grad-cam}, ...
 * @param model id of the weights
 * @param label the class that is explained; null where none is
 * @param probability of that class, for the whole picture; null where there is no class
 * @param layer that was looked at; null where none was
 * @param notes what else to know, a line each
 * @param columns of the panels
 * @param panels the pictures
 * @param legend of the colours; null where colours are the picture's own
 */
public record Explanation(
        String method,
        String model,
        String label,
        Double probability,
        String layer,
        List<String> notes,
        int columns,
        List<Panel> panels,
        Legend legend) {
    /**
     * A picture with what it shows.
     *
     * @param picture as large as it is to be shown
     * @param caption lines below it
     */
    public record Panel(BufferedImage picture, List<String> caption) {
        public Panel {
            caption = List.copyOf(caption);
        }
    }

    /**
     * What the colours say.
     *
     * @param low what the darkest colour stands for
     * @param high what the lightest colour stands for
     * @param meaning of the numbers
     */
    public record Legend(String low, String high, String meaning) {}

    public Explanation {
        if (columns < 1 || panels.isEmpty()) {
            throw new IllegalArgumentException("an explanation needs columns and panels");
        }
        notes = List.copyOf(notes);
        panels = List.copyOf(panels);
    }

    String title() {
        return model + ": " + method;
    }

    /** Lines below the title. */
    List<String> facts() {
        List<String> lines = new ArrayList<>();
        if (label != null) {
            lines.add("class " + label + ", probability " + String.format(Locale.ROOT, "%.4f", probability));
        }
        lines.addAll(notes);
        return lines;
    }

    /**
     * Writes a self-contained page if the name ends in {@code .html}, else a PNG sheet; whole or not at all.
     *
     * @throws ZooException if the file cannot be written, or its name ends otherwise
     */
    public void write(Path file) {
        requireFormat(file);
        byte[] bytes = isPage(file)
                ? ExplanationPage.of(this)
                : new PanelSheet(title(), facts(), columns, panels, legend).png();
        AtomicFile.write(file, out -> out.write(bytes));
    }

    /**
     * Checks a name before anything is computed.
     *
     * @throws ZooException if it ends neither in .png nor in .html
     */
    public static void requireFormat(Path file) {
        if (!isPage(file) && !name(file).endsWith(".png")) {
            throw new ZooException("an explanation is written as .png or .html, got " + file);
        }
    }

    private static boolean isPage(Path file) {
        return name(file).endsWith(".html");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }
}
