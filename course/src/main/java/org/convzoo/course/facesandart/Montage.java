package org.convzoo.course.facesandart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Pictures of one size in rows, as one picture. */
final class Montage {
    private static final int GAP = 4;

    private Montage() {}

    static BufferedImage of(List<BufferedImage> pictures, int columns) {
        int width = pictures.stream().mapToInt(BufferedImage::getWidth).max().orElseThrow() + GAP;
        int height = pictures.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow() + GAP;
        int rows = (pictures.size() + columns - 1) / columns;
        BufferedImage sheet = new BufferedImage(columns * width - GAP, rows * height - GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int i = 0; i < pictures.size(); i++) {
            graphics.drawImage(pictures.get(i), i % columns * width, i / columns * height, null);
        }
        graphics.dispose();
        return sheet;
    }
}
