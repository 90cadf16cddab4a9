package org.convzoo.course.casestudies;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.convzoo.core.Lettering;

/** Pictures in rows on white, each with a line below it, as one panel: for pictures that are smaller than the others of a sheet. */
final class Strip {
    private static final int GAP = 12, LETTERS = 12;
    private static final Color TEXT = new Color(0x1c2430);

    private Strip() {}

    /**
     * The panel.
     *
     * @param columns in each row, as wide as the widest picture or {@code least}
     * @param least width of a column, for the text
     * @param captions one per picture
     */
    static BufferedImage of(int columns, int least, List<BufferedImage> pictures, List<String> captions) {
        int cell = Math.max(
                least, pictures.stream().mapToInt(BufferedImage::getWidth).max().orElseThrow());
        int high = pictures.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow();
        int rows = (pictures.size() + columns - 1) / columns, line = Lettering.line(LETTERS);
        BufferedImage strip = new BufferedImage(
                GAP + columns * (cell + GAP), GAP + rows * (high + 4 + line + GAP), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = strip.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, strip.getWidth(), strip.getHeight());
        Lettering lettering = new Lettering(Lettering.HAS_FONTS);
        for (int i = 0; i < pictures.size(); i++) {
            int x = GAP + i % columns * (cell + GAP), y = GAP + i / columns * (high + 4 + line + GAP);
            graphics.drawImage(pictures.get(i), x, y, null);
            lettering.draw(graphics, captions.get(i), x, y + high + 4, cell, LETTERS, false, TEXT);
        }
        graphics.dispose();
        return strip;
    }
}
