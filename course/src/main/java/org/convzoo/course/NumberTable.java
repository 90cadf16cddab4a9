package org.convzoo.course;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.convzoo.core.TextTable;

/** A table of a demonstration, row by row. */
public final class NumberTable {
    private final List<List<String>> rows = new ArrayList<>();
    private final int leftAligned;

    private NumberTable(int leftAligned) {
        this.leftAligned = leftAligned;
    }

    /**
     * An empty one.
     *
     * @param leftAligned so many columns from the left are texts, the others numbers
     */
    public static NumberTable of(int leftAligned, String... heading) {
        NumberTable table = new NumberTable(leftAligned);
        table.rows.add(List.of(heading));
        return table;
    }

    /** One more row: texts, whole numbers with separators, others with two decimals. */
    public NumberTable row(Object... cells) {
        rows.add(List.of(cells).stream().map(NumberTable::text).toList());
        return this;
    }

    /** As it is printed. */
    public String text() {
        return TextTable.format(rows, leftAligned);
    }

    private static String text(Object cell) {
        if (cell instanceof Integer || cell instanceof Long) {
            return String.format(Locale.ROOT, "%,d", ((Number) cell).longValue());
        }
        if (cell instanceof Double number) {
            return decimals(number, 2);
        }
        return cell.toString();
    }

    /** A number with so many decimals; what rounds to zero has no sign. */
    public static String decimals(double number, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", number);
        return text.matches("-0\\.0*") ? text.substring(1) : text;
    }
}
