package org.convzoo.style;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.Lettering;
import org.convzoo.data.Image;

/** Pictures side by side, each with a line below it: the steps of a painting, or paintings by several settings. Needs no display. */
public final class StyleSheet {
    private static final int CELL = 288, GAP = 12, CAPTION = 13, COLUMNS = 4;

    private final List<Image> pictures = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();

    /** One more; pictures are scaled down to a cell. */
    public void add(String caption, Image picture) {
        captions.add(caption);
        pictures.add(picture);
    }

    /** Writes all as PNG, whole or not at all. */
    public void write(Path file) {
        int columns = Math.min(COLUMNS, pictures.size());
        int rows = (pictures.size() + columns - 1) / columns;
        int cellHeight =
                pictures.stream().mapToInt(StyleSheet::shownHeight).max().orElse(0);
        int rowHeight = cellHeight + Lettering.line(CAPTION) + GAP;
        BufferedImage sheet =
                new BufferedImage(columns * (CELL + GAP) + GAP, rows * rowHeight + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        Lettering lettering = new Lettering(Lettering.HAS_FONTS);
        for (int i = 0; i < pictures.size(); i++) {
            int x = GAP + i % columns * (CELL + GAP), y = GAP + i / columns * rowHeight;
            Image picture = pictures.get(i);
            int height = shownHeight(picture),
                    width = (int) Math.round((double) picture.width() * height / picture.height());
            graphics.drawImage(picture.toBufferedImage(), x, y, width, height, null);
            lettering.draw(
                    graphics, captions.get(i), x, y + cellHeight + GAP / 2, CELL, CAPTION, false, Color.DARK_GRAY);
        }
        graphics.dispose();
        AtomicFile.write(file, out -> ImageIO.write(sheet, "png", out));
    }

    private static int shownHeight(Image picture) {
        double scale = Math.min(1, (double) CELL / Math.max(picture.height(), picture.width()));
        return Math.max(1, (int) Math.round(picture.height() * scale));
    }
}
