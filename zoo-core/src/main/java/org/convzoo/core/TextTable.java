package org.convzoo.core;

import java.util.List;

/** Columns of text, aligned for a terminal. */
public final class TextTable {
    private TextTable() {}

    /**
     * Lines with two spaces between columns and none at their ends.
     *
     * @param rows all of one length; the first is the heading
     * @param leftAligned so many columns from the left are texts, the others numbers
     */
    public static String format(List<List<String>> rows, int leftAligned) {
        int columns = rows.get(0).size();
        int[] width = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                width[c] = Math.max(width[c], row.get(c).length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                String blank = " ".repeat(width[c] - row.get(c).length());
                line.append(c == 0 ? "" : "  ").append(c < leftAligned ? row.get(c) + blank : blank + row.get(c));
            }
            out.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return out.toString();
    }
}
