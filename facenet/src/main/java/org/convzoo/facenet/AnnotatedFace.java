package org.convzoo.facenet;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Optional;
import org.convzoo.core.Lettering;
import org.convzoo.data.Box;
import org.convzoo.data.Image;

/** A picture with a frame around a face, its landmarks, and whose it is. */
public final class AnnotatedFace {
    private static final Color FRAME = new Color(0x1fd05a);

    private AnnotatedFace() {}

    /**
     * Draws on a copy.
     *
     * @param face empty: the whole picture is one
     * @param text above it
     */
    public static BufferedImage of(Image picture, Optional<Face> face, String text) {
        BufferedImage drawn = picture.toRgb().toBufferedImage();
        Graphics2D graphics = drawn.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            int side = Math.max(picture.height(), picture.width());
            int size = Math.max(10, Math.min(28, side / 40));
            Box box = face.map(Face::box)
                    .orElse(new Box(0, 0, picture.width(), picture.height()))
                    .clipped(picture.width(), picture.height());
            graphics.setColor(FRAME);
            graphics.setStroke(new BasicStroke(Math.max(1, side / 400f)));
            graphics.draw(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
            double dot = Math.max(3, box.width() / 30);
            face.ifPresent(found -> found.landmarks()
                    .forEach(p -> graphics.fill(new Ellipse2D.Double(p.x() - dot / 2, p.y() - dot / 2, dot, dot))));
            int line = Lettering.line(size), width = Math.min(picture.width(), text.length() * size * 3 / 5 + size / 2);
            int x = Math.max(0, Math.min((int) box.x(), picture.width() - width));
            int y = (int) box.y() >= line ? (int) box.y() - line : (int) box.y();
            graphics.fillRect(x, y, width, line);
            new Lettering(Lettering.HAS_FONTS)
                    .draw(graphics, text, x + size / 4, y, width - size / 4, size, false, Color.BLACK);
        } finally {
            graphics.dispose();
        }
        return drawn;
    }
}
