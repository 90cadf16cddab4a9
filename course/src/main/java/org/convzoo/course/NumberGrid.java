package org.convzoo.course;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.convzoo.core.Lettering;

/** A matrix as a picture: a cell per number, coloured by a group, such as those under the filter. */
public final class NumberGrid {
    /** Groups of cells; after the first there are three more for windows side by side. */
    public static final int PLAIN = 0, PADDING = 1, FIRST = 2;

    private static final Color[] PAPER = {
        Color.WHITE,
        new Color(0xe4e7ec),
        new Color(0xffe08a),
        new Color(0xb8e0d2),
        new Color(0xd6c8f0),
        new Color(0xf6c5b8)
    };
    private static final int CELL = 36, LETTERS = 13;

    private NumberGrid() {}

    /**
     * In white cells.
     *
     * @param values [rows][columns]
     */
    public static BufferedImage of(double[][] values) {
        return of(values, new int[values.length][values[0].length]);
    }

    /**
     * With coloured cells.
     *
     * @param values [rows][columns]
     * @param groups of the same shape: {@link #PLAIN}, ...
     */
    public static BufferedImage of(double[][] values, int[][] groups) {
        int rows = values.length, columns = values[0].length;
        BufferedImage picture = new BufferedImage(columns * CELL + 1, rows * CELL + 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        Lettering lettering = new Lettering(Lettering.HAS_FONTS);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int x = j * CELL, y = i * CELL;
                graphics.setColor(PAPER[groups[i][j]]);
                graphics.fillRect(x, y, CELL, CELL);
                graphics.setColor(Color.GRAY);
                graphics.drawRect(x, y, CELL, CELL);
                String text = text(values[i][j]);
                lettering.draw(
                        graphics,
                        text,
                        x + Math.max(2, (CELL - 8 * text.length()) / 2),
                        y + 9,
                        CELL - 3,
                        LETTERS,
                        false,
                        Color.BLACK);
            }
        }
        graphics.dispose();
        return picture;
    }

    /** Groups with a window of f x f in one of them, the other cells plain. */
    public static int[][] window(int rows, int columns, int top, int left, int f) {
        int[][] groups = new int[rows][columns];
        for (int i = top; i < top + f; i++) {
            for (int j = left; j < left + f; j++) {
                groups[i][j] = FIRST;
            }
        }
        return groups;
    }

    /** Groups of four squares of half x half each: the windows of a pooling that do not overlap. */
    public static int[][] quarters(int half) {
        int[][] groups = new int[2 * half][2 * half];
        for (int i = 0; i < 2 * half; i++) {
            for (int j = 0; j < 2 * half; j++) {
                groups[i][j] = FIRST + 2 * (i / half) + j / half;
            }
        }
        return groups;
    }

    private static String text(double value) {
        return value == Math.rint(value)
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.2f", value).replaceAll("0$", "");
    }
}
