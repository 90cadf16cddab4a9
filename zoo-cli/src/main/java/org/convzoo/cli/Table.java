package org.convzoo.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns that line up, for people to read. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final String alignment;

    /**
     * @param alignment a letter per column: l or r
     * @param header null for none
     */
    Table(String alignment, String... header) {
        this.alignment = alignment;
        if (header.length > 0) {
            row((Object[]) header);
        }
    }

    Table row(Object... cells) {
        rows.add(List.of(cells).stream().map(String::valueOf).toList());
        return this;
    }

    /** Without spaces at the ends of lines. */
    @Override
    public String toString() {
        int[] widths = new int[alignment.length()];
        for (List<String> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < row.size(); c++) {
                String padding = " ".repeat(widths[c] - row.get(c).length());
                line.append(c == 0 ? "" : GAP);
                line.append(alignment.charAt(c) == 'r' ? padding + row.get(c) : row.get(c) + padding);
            }
            lines.add(line.toString().stripTrailing());
        }
        return String.join(System.lineSeparator(), lines);
    }
}
