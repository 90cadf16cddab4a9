package org.convzoo.course.casestudies;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.data.Resize;

/**
 * A face that fills a picture of 1 x 64 x 64, as those of the data set do, always the same but for its mouth. Drawn four times as large.
 *
 * @param smile how far the corners of the mouth are up, -1 to 1
 * @param open how far it is open, 0 to 1, with teeth
 */
record DrawnFace(double smile, double open) {
    private static final int SIDE = 64, LARGE = 256, MIDDLE = 128, MOUTH = 200;

    /** The picture, 0 to 255. */
    Image picture() {
        BufferedImage canvas = new BufferedImage(LARGE, LARGE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        fill(graphics, 60, new Rectangle2D.Double(0, 0, LARGE, LARGE));
        for (int i = 0; i < 40; i++) { // lighter towards the middle
            fill(graphics, 110 + 2 * i, new Ellipse2D.Double(14 + 2 * i, 3 * i - 20, 228 - 4 * i, 300 - 5 * i));
        }
        for (int side = -1; side <= 1; side += 2) {
            eye(graphics, MIDDLE + 52 * side);
            fill(graphics, 50, new Ellipse2D.Double(MIDDLE + 13 * side - 5, 150, 11, 8)); // a nostril
            if (smile > 0) { // the fold between nose and cheek
                double x = MIDDLE + 28 * side;
                draw(graphics, 120, 6, new QuadCurve2D.Double(x, 150, x + 30 * side, 170, x + 34 * side, 205));
            }
        }
        mouth(graphics);
        graphics.dispose();
        return new Resize(SIDE, SIDE).apply(ImageReader.of(canvas), () -> 0);
    }

    private static void eye(Graphics2D graphics, double x) {
        fill(graphics, 140, new Ellipse2D.Double(x - 34, 72, 68, 44));
        fill(graphics, 215, new Ellipse2D.Double(x - 22, 84, 44, 22));
        fill(graphics, 40, new Ellipse2D.Double(x - 10, 84, 20, 22));
        draw(graphics, 60, 9, new QuadCurve2D.Double(x - 34, 66, x, 52, x + 34, 66)); // brow
    }

    private void mouth(Graphics2D graphics) {
        double half = 38 + 18 * Math.max(0, smile), corner = MOUTH - 14 * smile, middle = MOUTH + 10 * smile;
        Path2D lips = new Path2D.Double();
        lips.moveTo(MIDDLE - half, corner);
        lips.quadTo(MIDDLE, middle + 4, MIDDLE + half, corner);
        lips.quadTo(MIDDLE, middle + 14 + 50 * open, MIDDLE - half, corner);
        lips.closePath();
        fill(graphics, 52, lips);
        if (open > 0.2) {
            graphics.setClip(lips);
            fill(graphics, 240, new Rectangle2D.Double(MIDDLE - half, MOUTH - 20, 2 * half, 26 + 16 * open)); // teeth
            graphics.setClip(null);
        }
        draw(graphics, 70, 5, lips);
    }

    private static void fill(Graphics2D graphics, int grey, Shape shape) {
        graphics.setColor(new Color(grey, grey, grey));
        graphics.fill(shape);
    }

    private static void draw(Graphics2D graphics, int grey, int pixels, Shape shape) {
        graphics.setStroke(new BasicStroke(pixels, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.setColor(new Color(grey, grey, grey));
        graphics.draw(shape);
    }
}
