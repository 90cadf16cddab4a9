package org.convzoo.yolo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import org.convzoo.core.Lettering;
import org.convzoo.core.detection.Detection;
import org.convzoo.data.Box;
import org.convzoo.data.Image;

/** A picture with a frame around each thing that was found, and what it is. */
public final class AnnotatedPicture {
    private static final float GOLDEN = 0.618034f; // neighbouring classes get hues far apart

    private AnnotatedPicture() {}

    /**
     * Draws on a copy.
     *
     * @param labels names of the classes
     */
    public static BufferedImage of(Image picture, List<Detection> found, List<String> labels) {
        BufferedImage drawn = picture.toRgb().toBufferedImage();
        Graphics2D graphics = drawn.createGraphics();
        try {
            int side = Math.max(picture.height(), picture.width());
            int size = Math.max(10, Math.min(28, side / 55));
            graphics.setStroke(new BasicStroke(Math.max(1, side / 400f)));
            Lettering lettering = new Lettering(Lettering.HAS_FONTS);
            for (Detection detection : found) {
                Box box = detection.box();
                Color color = Color.getHSBColor(detection.label() * GOLDEN % 1, 0.9f, 0.9f);
                graphics.setColor(color);
                graphics.draw(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
                String text =
                        labels.get(detection.label()) + " " + String.format(Locale.ROOT, "%.2f", detection.score());
                int height = Lettering.line(size), width = text.length() * size * 3 / 5 + size / 2;
                int y = (int) box.y() >= height ? (int) box.y() - height : (int) box.y();
                graphics.fillRect((int) box.x(), y, width, height);
                lettering.draw(graphics, text, (int) box.x() + size / 4, y, width, size, false, Color.BLACK);
            }
        } finally {
            graphics.dispose();
        }
        return drawn;
    }
}
