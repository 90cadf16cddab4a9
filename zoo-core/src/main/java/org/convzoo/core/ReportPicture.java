package org.convzoo.core;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** A picture inside a page. */
public final class ReportPicture {
    static final int SIDE = 128;

    private ReportPicture() {}

    /**
     * An image element: a small picture at a whole multiple of its size, so that each pixel stays a square, a large one reduced.
     *
     * @param description for those who do not see it, not escaped yet
     */
    static String element(BufferedImage image, String description) {
        return element(image, description, SIDE);
    }

    /**
     * The same of a size.
     *
     * @param side pixels of the longer side at most
     */
    public static String element(BufferedImage image, String description, int side) {
        int larger = Math.max(image.getWidth(), image.getHeight());
        BufferedImage shown = larger > side ? reduce(image, (double) side / larger) : image;
        int factor = Math.max(1, side / larger);
        return "<img width=\"" + factor * shown.getWidth() + "\" height=\"" + factor * shown.getHeight() + "\" alt=\""
                + Html.escape(description) + "\" src=\"data:image/png;base64," + png(shown) + "\">";
    }

    /** Halves as long as it can, since bilinear interpolation looks at two pixels only. */
    private static BufferedImage reduce(BufferedImage image, double factor) {
        BufferedImage now = image;
        while (factor < 0.5) {
            now = scale(now, 0.5);
            factor *= 2;
        }
        return scale(now, factor);
    }

    private static BufferedImage scale(BufferedImage image, double factor) {
        int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
        int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
        BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = out.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return out;
    }

    private static String png(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }
}
