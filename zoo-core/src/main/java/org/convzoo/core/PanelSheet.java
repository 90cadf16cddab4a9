package org.convzoo.core;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.core.Explanation.Legend;
import org.convzoo.core.Explanation.Panel;

/**
 * Pictures with captions on one sheet: title, facts, the panels in a grid, legend. Needs no display.
 *
 * @param title in large letters
 * @param facts lines below it
 * @param columns of the grid, at most
 * @param panels one or more, as large as they are shown
 * @param legend of the colours; null where there is none
 */
public record PanelSheet(String title, List<String> facts, int columns, List<Panel> panels, Legend legend) {
    private static final int MARGIN = 24, GAP = 16, TITLE = 22, FACT = 15, CAPTION = 13;
    private static final int LEAST_WIDTH = 480; // for the text
    private static final int BAR_WIDTH = 220, BAR_HEIGHT = 12;
    private static final Color PAPER = Color.WHITE,
            TEXT = new Color(0x1c2430),
            MUTED = new Color(0x5d6878),
            LINE = new Color(0xdde2e9);

    public PanelSheet {
        if (columns < 1 || panels.isEmpty()) {
            throw new IllegalArgumentException("a sheet needs columns and panels");
        }
        facts = List.copyOf(facts);
        panels = List.copyOf(panels);
    }

    /**
     * Writes it as PNG, whole or not at all.
     *
     * @throws ZooException if the file cannot be written
     */
    public void write(Path file) {
        byte[] bytes = png();
        AtomicFile.write(file, out -> out.write(bytes));
    }

    /** As PNG. */
    byte[] png() {
        return png(draw(new Lettering(Lettering.HAS_FONTS)));
    }

    static byte[] png(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The sheet, with letters as they can be drawn here. */
    BufferedImage draw(Lettering lettering) {
        return new Drawing(this, lettering).draw();
    }

    /** All colours from left to right. */
    static BufferedImage bar() {
        BufferedImage bar = new BufferedImage(BAR_WIDTH, BAR_HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < BAR_WIDTH; x++) {
            for (int y = 0; y < BAR_HEIGHT; y++) {
                bar.setRGB(x, y, ColorMap.of(x / (BAR_WIDTH - 1.0)));
            }
        }
        return bar;
    }

    /** One drawing of a sheet: what it has to know to lay everything out. */
    private static final class Drawing {
        private final PanelSheet sheet;
        private final Lettering lettering;
        private final int cellWidth;
        private final int captionHeight;
        private final int width;

        Drawing(PanelSheet sheet, Lettering lettering) {
            this.sheet = sheet;
            this.lettering = lettering;
            this.cellWidth = sheet.panels.stream()
                    .mapToInt(panel -> panel.picture().getWidth())
                    .max()
                    .orElseThrow();
            this.captionHeight = sheet.panels.stream()
                            .mapToInt(panel -> panel.caption().size())
                            .max()
                            .orElseThrow()
                    * Lettering.line(CAPTION);
            int columns = Math.min(sheet.columns, sheet.panels.size());
            this.width = Math.max(LEAST_WIDTH, columns * (cellWidth + GAP) - GAP);
        }

        BufferedImage draw() {
            BufferedImage picture = new BufferedImage(width + 2 * MARGIN, height(), BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = picture.createGraphics();
            graphics.setColor(PAPER);
            graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
            int y = MARGIN;
            lettering.draw(graphics, sheet.title, MARGIN, y, width, TITLE, true, TEXT);
            y += Lettering.line(TITLE);
            for (String fact : sheet.facts) {
                lettering.draw(graphics, fact, MARGIN, y, width, FACT, false, MUTED);
                y += Lettering.line(FACT);
            }
            y += GAP;
            for (List<Panel> row : rows()) {
                drawRow(graphics, row, y);
                y += rowHeight(row);
            }
            if (sheet.legend != null) {
                drawLegend(graphics, sheet.legend, y);
            }
            graphics.dispose();
            return picture;
        }

        private int height() {
            return 2 * MARGIN
                    + Lettering.line(TITLE)
                    + sheet.facts.size() * Lettering.line(FACT)
                    + GAP
                    + rows().stream().mapToInt(this::rowHeight).sum()
                    + (sheet.legend == null ? -GAP : Lettering.line(CAPTION));
        }

        private List<List<Panel>> rows() {
            List<Panel> panels = sheet.panels;
            int columns = sheet.columns;
            return IntStream.iterate(0, i -> i < panels.size(), i -> i + columns)
                    .mapToObj(i -> panels.subList(i, Math.min(panels.size(), i + columns)))
                    .toList();
        }

        private static int pictureHeight(List<Panel> row) {
            return row.stream()
                    .mapToInt(panel -> panel.picture().getHeight())
                    .max()
                    .orElseThrow();
        }

        private int rowHeight(List<Panel> row) {
            return pictureHeight(row) + 4 + captionHeight + GAP;
        }

        private void drawRow(Graphics2D graphics, List<Panel> row, int top) {
            int x = MARGIN;
            for (Panel panel : row) {
                graphics.drawImage(panel.picture(), x, top, null);
                graphics.setColor(LINE); // a white picture needs an edge
                graphics.drawRect(
                        x - 1,
                        top - 1,
                        panel.picture().getWidth() + 1,
                        panel.picture().getHeight() + 1);
                int y = top + pictureHeight(row) + 4;
                for (String line : panel.caption()) {
                    lettering.draw(graphics, line, x, y, cellWidth, CAPTION, false, TEXT);
                    y += Lettering.line(CAPTION);
                }
                x += cellWidth + GAP;
            }
        }

        /** low, bar, high, meaning. */
        private void drawLegend(Graphics2D graphics, Legend legend, int y) {
            int x = MARGIN;
            lettering.draw(graphics, legend.low(), x, y, 80, CAPTION, false, TEXT);
            x += 80;
            graphics.drawImage(bar(), x, y + (Lettering.line(CAPTION) - BAR_HEIGHT) / 2, null);
            x += BAR_WIDTH + 8;
            lettering.draw(graphics, legend.high(), x, y, 80, CAPTION, false, TEXT);
            x += 80;
            lettering.draw(graphics, legend.meaning(), x, y, width + MARGIN - x, CAPTION, false, MUTED);
        }
    }
}
