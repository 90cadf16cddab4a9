package org.convzoo.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Small pictures for tests. */
final class Drawing {
    private Drawing() {}

    /** A white bar of a width on black, 28x28. */
    static void write(Path file, int width) throws IOException {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(12, 4, width, 20);
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }
}
