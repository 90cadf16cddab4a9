package org.convzoo.data;

import java.awt.Graphics2D;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Capital letters of 3 x 5 dots, for captions where Java has no fonts: a bare container has none, and asking for one fails
 * there.
 */
public final class PixelFont {
    private static final int DOT = 2; // pixels
    private static final int ADVANCE = 4 * DOT;

    /** Of a line, in pixels. */
    public static final int HEIGHT = 5 * DOT;

    /** One octal digit a row, from the top; its bits are the three dots, left to right. */
    private static final Map<Character, Integer> GLYPHS = new HashMap<>();

    static {
        int[] letters = {
            025755, 065656, 034443, 065556, 074647, 074644, 034553, 055755, 072227, 011152, 055655, 044447,
                    057755, // A-M
            065555, 025552, 065644, 025573, 065655, 034216, 072222, 055557, 055552, 055775, 055255, 055222,
                    071247 // N-Z
        };
        int[] digits = {075557, 026227, 061247, 061216, 055711, 074616, 034757, 071222, 075757, 075716};
        for (int i = 0; i < letters.length; i++) {
            GLYPHS.put((char) ('A' + i), letters[i]);
        }
        for (int i = 0; i < digits.length; i++) {
            GLYPHS.put((char) ('0' + i), digits[i]);
        }
        GLYPHS.put(' ', 0);
        GLYPHS.put('-', 000700);
        GLYPHS.put('_', 000007);
        GLYPHS.put('.', 000002);
        GLYPHS.put(':', 002020);
        GLYPHS.put('=', 007070);
        GLYPHS.put('+', 002720);
        GLYPHS.put('%', 051245);
        GLYPHS.put(',', 000024);
        GLYPHS.put('/', 011244);
        GLYPHS.put('\'', 022000);
        GLYPHS.put('(', 012221);
        GLYPHS.put(')', 042224);
    }

    private static final int UNKNOWN = 077777; // a box

    private PixelFont() {}

    /** Of a text, in pixels. */
    static int width(String text) {
        return text.length() * ADVANCE;
    }

    /** Draws text in the current colour with its upper left corner at x, y, cut off at {@code width} pixels. */
    public static void draw(Graphics2D graphics, String text, int x, int y, int width) {
        String capitals = text.toUpperCase(Locale.ROOT);
        for (int i = 0; i < capitals.length() && (i + 1) * ADVANCE <= width; i++) {
            int glyph = GLYPHS.getOrDefault(capitals.charAt(i), UNKNOWN);
            for (int bit = 0; bit < 15; bit++) {
                if ((glyph >> (14 - bit) & 1) == 1) {
                    graphics.fillRect(x + i * ADVANCE + bit % 3 * DOT, y + bit / 3 * DOT, DOT, DOT);
                }
            }
        }
    }
}
