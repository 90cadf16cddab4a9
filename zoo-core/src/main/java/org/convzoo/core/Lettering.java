package org.convzoo.core;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import org.convzoo.data.PixelFont;

/** Text on pictures: with a font of the machine, or with {@link PixelFont} where it has none, as in a bare container. */
public final class Lettering {
    /** Whether Java can draw text here; it finds out by failing, in several ways. */
    public static final boolean HAS_FONTS = hasFonts();

    private final boolean fonts;

    /** @param fonts whether to use those of the machine, {@link #HAS_FONTS} */
    public Lettering(boolean fonts) {
        this.fonts = fonts;
    }

    private static boolean hasFonts() {
        Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            return graphics.getFontMetrics(font(12, false)).stringWidth("a") > 0;
        } catch (RuntimeException | LinkageError | InternalError e) { // no fontconfig, no libfreetype
            return false;
        } finally {
            graphics.dispose();
        }
    }

    private static Font font(int size, boolean bold) {
        return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size);
    }

    /** Height of a line of text. */
    public static int line(int size) {
        return size * 7 / 5;
    }

    /**
     * Draws a line with its upper left corner at x, y; what is wider than {@code width} is cut off.
     *
     * @param size of the letters, in pixels
     */
    public void draw(Graphics2D graphics, String text, int x, int y, int width, int size, boolean bold, Color color) {
        graphics.setColor(color);
        if (!fonts) {
            PixelFont.draw(graphics, text, x, y + (line(size) - PixelFont.HEIGHT) / 2, width);
            return;
        }
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(font(size, bold));
        FontMetrics metrics = graphics.getFontMetrics();
        graphics.drawString(fitting(text, metrics, width), x, y + size);
    }

    private static String fitting(String text, FontMetrics metrics, int width) {
        if (metrics.stringWidth(text) <= width) {
            return text;
        }
        int end = text.length();
        while (end > 0 && metrics.stringWidth(text.substring(0, end) + "\u2026") > width) {
            end--;
        }
        return text.substring(0, end) + "\u2026";
    }
}
