package org.convzoo.yolo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.data.LabelledBox;

/**
 * Some coloured shapes apart from each other on grey with noise.
 *
 * @param picture 3 x 120 x 160
 * @param things rectangles (1), discs (2) and triangles (3)
 */
record DrawnScene(Image picture, List<LabelledBox> things) {
    static final int CLASSES = 4; // with the background, 0
    private static final int WIDTH = 160, HEIGHT = 120, GAP = 6;

    static DrawnScene of(long seed) {
        Random random = new Random(seed);
        BufferedImage canvas = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        int grey = 60 + random.nextInt(140);
        graphics.setColor(new Color(grey, grey, grey));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        List<LabelledBox> things = new ArrayList<>();
        int most = 2 + random.nextInt(3);
        for (int tries = 0; tries < 50 && things.size() < most; tries++) {
            int width = 18 + random.nextInt(30), height = 18 + random.nextInt(30);
            int x = random.nextInt(WIDTH - width), y = random.nextInt(HEIGHT - height);
            Box around = new Box(x - GAP, y - GAP, width + 2 * GAP, height + 2 * GAP);
            if (things.stream().noneMatch(other -> Overlap.iou(other.box(), around) > 0)) {
                int label = 1 + random.nextInt(CLASSES - 1);
                graphics.setColor(Color.getHSBColor(random.nextFloat(), 0.9f, 0.6f + 0.4f * random.nextFloat()));
                graphics.fill(
                        switch (label) {
                            case 1 -> new Rectangle2D.Double(x, y, width, height);
                            case 2 -> new Ellipse2D.Double(x, y, width, height);
                            default -> triangle(x, y, width, height);
                        });
                things.add(new LabelledBox(new Box(x, y, width, height), label));
            }
        }
        graphics.dispose();
        Image picture = ImageReader.of(canvas);
        for (int i = 0; i < picture.pixels().length; i++) {
            float noisy = picture.pixels()[i] + (float) (5 * random.nextGaussian());
            picture.pixels()[i] = Math.max(0, Math.min(255, noisy));
        }
        return new DrawnScene(picture, things);
    }

    private static Path2D triangle(int x, int y, int width, int height) {
        Path2D path = new Path2D.Double();
        path.moveTo(x + width / 2.0, y);
        path.lineTo(x + width, y + height);
        path.lineTo(x, y + height);
        path.closePath();
        return path;
    }
}
