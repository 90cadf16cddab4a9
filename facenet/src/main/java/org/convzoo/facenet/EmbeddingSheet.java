package org.convzoo.facenet;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.Lettering;
import org.convzoo.core.ZooException;

/** Embeddings as dots on a sheet, a colour for each person, whose name stands in the middle of the dots. */
public final class EmbeddingSheet {
    private static final int SIDE = 900, MARGIN = 60, DOT = 8, LETTERS = 14; // in pixels
    private static final float GOLDEN = 0.618034f; // neighbouring people get hues far apart

    private EmbeddingSheet() {}

    /**
     * Draws the sheet.
     *
     * @param embeddings in any number of dimensions from two
     * @param names whose each is
     * @throws ZooException if there are fewer than two embeddings, or all are equal
     */
    public static BufferedImage of(List<float[]> embeddings, List<String> names) {
        if (embeddings.size() < 2
                || embeddings.stream().allMatch(e -> FaceEmbedder.distance(e, embeddings.get(0)) == 0)) {
            throw new ZooException("a sheet needs two or more embeddings that differ");
        }
        PrincipalComponents components = PrincipalComponents.of(embeddings);
        List<Point> places = fitted(components.points());
        Map<String, List<Point>> people = new LinkedHashMap<>();
        for (int i = 0; i < places.size(); i++) {
            people.computeIfAbsent(names.get(i), name -> new ArrayList<>()).add(places.get(i));
        }

        BufferedImage sheet = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, SIDE, SIDE);
        int person = 0;
        for (List<Point> dots : people.values()) {
            graphics.setColor(Color.getHSBColor(person++ * GOLDEN % 1, 0.85f, 0.85f));
            dots.forEach(
                    dot -> graphics.fill(new Ellipse2D.Double(dot.x() - DOT / 2.0, dot.y() - DOT / 2.0, DOT, DOT)));
        }
        Lettering lettering = new Lettering(Lettering.HAS_FONTS);
        people.forEach((name, dots) -> {
            int x = (int) dots.stream().mapToDouble(Point::x).average().orElseThrow() + DOT;
            int y = (int) dots.stream().mapToDouble(Point::y).average().orElseThrow() - LETTERS;
            lettering.draw(graphics, name, x, y, SIDE - x, LETTERS, false, Color.BLACK);
        });
        String caption = String.format(
                Locale.ROOT,
                "%d embeddings of %d people; principal components with %.0f %% (across) and %.0f %% (up) of the"
                        + " variance",
                places.size(),
                people.size(),
                100 * components.shares()[0],
                100 * components.shares()[1]);
        lettering.draw(graphics, caption, MARGIN, SIDE - 2 * LETTERS, SIDE - 2 * MARGIN, LETTERS, false, Color.GRAY);
        graphics.dispose();
        return sheet;
    }

    /** Draws the sheet and writes it as PNG, whole or not at all. */
    public static void write(List<float[]> embeddings, List<String> names, Path png) {
        BufferedImage sheet = of(embeddings, names);
        AtomicFile.write(png, out -> ImageIO.write(sheet, "png", out));
    }

    /** In pixels of the sheet, the same scale both ways so that distances can be read. */
    private static List<Point> fitted(List<Point> points) {
        double left = points.stream().mapToDouble(Point::x).min().orElseThrow();
        double low = points.stream().mapToDouble(Point::y).min().orElseThrow();
        double width = points.stream().mapToDouble(Point::x).max().orElseThrow() - left;
        double height = points.stream().mapToDouble(Point::y).max().orElseThrow() - low;
        double scale = (SIDE - 2 * MARGIN) / Math.max(width, height);
        return points.stream()
                .map(p -> new Point(MARGIN + (p.x() - left) * scale, SIDE - MARGIN - (p.y() - low) * scale))
                .toList();
    }
}
