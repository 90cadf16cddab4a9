package org.convzoo.course.detection;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Lettering;
import org.convzoo.data.Box;
import org.convzoo.data.Image;

/** A picture to draw boxes, lines and words on; all in its pixels. */
final class Sketch {
    /** Colours that stand out from a drawn road, and from each other. */
    static final Color RED = new Color(0xd81e2c), BLUE = new Color(0x1546d0), BLACK = new Color(0x1c2430);

    private static final Color FAINT = new Color(0x1c, 0x24, 0x30, 90);

    private static final int LETTERS = 12;

    private final BufferedImage picture;
    private final Graphics2D graphics;
    private final Lettering lettering = new Lettering(Lettering.HAS_FONTS);

    private Sketch(BufferedImage picture) {
        this.picture = picture;
        this.graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    }

    /** On a copy. */
    static Sketch on(Image picture) {
        return new Sketch(picture.toRgb().toBufferedImage());
    }

    /** On white paper. */
    static Sketch blank(int width, int height) {
        Sketch sketch = new Sketch(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
        sketch.graphics.setColor(Color.WHITE);
        sketch.graphics.fillRect(0, 0, width, height);
        return sketch;
    }

    Sketch box(Box box, Color color) {
        return box(box, color, new BasicStroke(2));
    }

    Sketch thin(Box box, Color color) {
        return box(box, color, new BasicStroke(0.8f));
    }

    Sketch dashed(Box box, Color color) {
        return box(
                box,
                color,
                new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 4}, 0));
    }

    private Sketch box(Box box, Color color, BasicStroke stroke) {
        graphics.setColor(color);
        graphics.setStroke(stroke);
        graphics.draw(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
        return this;
    }

    /** Laid over what is there, which shines through. */
    Sketch shaded(Box box, Color color) {
        Composite before = graphics.getComposite();
        graphics.setComposite(AlphaComposite.SrcOver.derive(0.4f));
        graphics.setColor(color);
        graphics.fill(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
        graphics.setComposite(before);
        return this;
    }

    /** Lines between the cells of a grid, paler where there are many. */
    Sketch grid(int rows, int columns) {
        Color color = rows > 9 ? FAINT : BLACK;
        double height = (double) picture.getHeight() / rows, width = (double) picture.getWidth() / columns;
        for (int row = 1; row < rows; row++) {
            line(0, row * height, picture.getWidth(), row * height, color);
        }
        for (int column = 1; column < columns; column++) {
            line(column * width, 0, column * width, picture.getHeight(), color);
        }
        return this;
    }

    Sketch line(double fromX, double fromY, double toX, double toY, Color color) {
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke(1.2f));
        graphics.draw(new Line2D.Double(fromX, fromY, toX, toY));
        return this;
    }

    Sketch dot(double x, double y, double radius, Color color) {
        graphics.setColor(color);
        graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
        return this;
    }

    /** A word in white on a coloured plate, whose upper left corner is at x, y, moved into the picture where it would leave it. */
    Sketch plate(String word, double x, double y, Color color) {
        int width = 7 * word.length() + 6, height = Lettering.line(LETTERS);
        int left = (int) Math.max(0, Math.min(x, picture.getWidth() - width));
        int top = (int) Math.max(0, Math.min(y, picture.getHeight() - height));
        graphics.setColor(color);
        graphics.fillRect(left, top, width, height);
        lettering.draw(graphics, word, left + 3, top, width, LETTERS, false, Color.WHITE);
        return this;
    }

    /** A word, with its upper left corner at x, y. */
    Sketch word(String word, double x, double y, Color color) {
        lettering.draw(graphics, word, (int) x, (int) y, picture.getWidth(), LETTERS, false, color);
        return this;
    }

    /** Another picture, with its upper left corner at x, y. */
    Sketch paste(BufferedImage other, int x, int y) {
        graphics.drawImage(other, x, y, null);
        return this;
    }

    /** As it is now. */
    Panel panel(String... caption) {
        graphics.dispose();
        return new Panel(picture, List.of(caption));
    }
}
