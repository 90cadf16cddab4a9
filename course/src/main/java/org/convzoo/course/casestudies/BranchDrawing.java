package org.convzoo.course.casestudies;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.convzoo.core.Lettering;

/** What goes from one box to another by several paths, as residual blocks and Inception modules are drawn in papers. */
final class BranchDrawing {
    private static final int WIDTH = 168, HEIGHT = 44, GAP = 22, LETTERS = 12;
    private static final Color LINE = new Color(0x5d6878), TEXT = new Color(0x1c2430);
    private static final Color END = new Color(0xe4e7ec), STEP = new Color(0xffe08a);

    private BranchDrawing() {}

    /**
     * The drawing.
     *
     * @param from the upper box; lines are parted by {@code \n}
     * @param branches the boxes of each path, from above; none: it passes on what it gets
     * @param to the lower box
     */
    static BufferedImage of(String from, List<List<String>> branches, String to) {
        int most = branches.stream().mapToInt(List::size).max().orElseThrow();
        int width = branches.size() * (WIDTH + GAP) + GAP;
        int height = (most + 2) * (HEIGHT + GAP) + GAP;
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setStroke(new BasicStroke(2));
        int bottom = height - GAP - HEIGHT;
        for (int i = 0; i < branches.size(); i++) {
            int left = GAP + i * (WIDTH + GAP);
            arrow(graphics, left + WIDTH / 2, GAP + HEIGHT, bottom);
            List<String> boxes = branches.get(i);
            for (int k = 0; k < boxes.size(); k++) { // spread evenly between the two ends
                int room = bottom - GAP - HEIGHT;
                int middle = GAP + HEIGHT + room * (k + 1) / (boxes.size() + 1);
                box(graphics, boxes.get(k), left, middle - HEIGHT / 2, WIDTH, STEP);
            }
        }
        box(graphics, from, GAP, GAP, width - 2 * GAP, END);
        box(graphics, to, GAP, bottom, width - 2 * GAP, END);
        graphics.dispose();
        return picture;
    }

    private static void arrow(Graphics2D graphics, int x, int top, int bottom) {
        graphics.setColor(LINE);
        graphics.drawLine(x, top, x, bottom);
        graphics.fillPolygon(new int[] {x - 6, x + 6, x}, new int[] {bottom - 10, bottom - 10, bottom}, 3);
    }

    private static void box(Graphics2D graphics, String text, int x, int y, int width, Color paper) {
        graphics.setColor(paper);
        graphics.fillRect(x, y, width, HEIGHT);
        graphics.setColor(LINE);
        graphics.drawRect(x, y, width, HEIGHT);
        String[] lines = text.split("\n", -1);
        Lettering lettering = new Lettering(Lettering.HAS_FONTS);
        int top = y + (HEIGHT - lines.length * Lettering.line(LETTERS)) / 2 + 1;
        for (int i = 0; i < lines.length; i++) {
            lettering.draw(
                    graphics, lines[i], x + 10, top + i * Lettering.line(LETTERS), width - 14, LETTERS, i == 0, TEXT);
        }
    }
}
