package org.convzoo.course.facesandart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import org.convzoo.core.Lettering;
import org.convzoo.course.NumberTable;

/** Curves and dots over two axes, a colour for each series. */
final class Chart {
    private static final int WIDTH = 330, HEIGHT = 270, LEFT = 40, RIGHT = 18, TOP = 40, BOTTOM = 40, LETTERS = 12;
    private static final double DOT = 7;
    private static final Color[] COLORS = {
        new Color(0x2f6fb3),
        new Color(0xd1603d),
        new Color(0x2e8b57),
        new Color(0x8a5fb5),
        new Color(0xb8860b),
        new Color(0x4a4a4a)
    };
    private static final Color GRID = new Color(0xe4e7ec);

    private final double[] across;
    private final double[] up;
    private final BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    private final Graphics2D graphics = picture.createGraphics();
    private final Lettering lettering = new Lettering(Lettering.HAS_FONTS);
    private int series;
    private int legend = LEFT;

    /**
     * Axes with marks at numbers that rise; they reach from the first to the last.
     *
     * @param labels of the marks across; none: the numbers
     */
    Chart(String acrossTitle, double[] across, String[] labels, String upTitle, double... up) {
        this.across = across;
        this.up = up;
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        for (int i = 0; i < across.length; i++) {
            graphics.setColor(GRID);
            graphics.draw(new Line2D.Double(x(across[i]), TOP, x(across[i]), HEIGHT - BOTTOM));
            String label = labels.length == 0 ? number(across[i]) : labels[i];
            write(label, (int) x(across[i]) - 4 * label.length(), HEIGHT - BOTTOM + 3, Color.GRAY);
        }
        for (double mark : up) {
            graphics.setColor(GRID);
            graphics.draw(new Line2D.Double(LEFT, y(mark), WIDTH - RIGHT, y(mark)));
            write(number(mark), 4, (int) y(mark) - 9, Color.GRAY);
        }
        write(acrossTitle, LEFT, HEIGHT - LETTERS - 6, Color.BLACK);
        write(upTitle, 4, 2, Color.BLACK);
    }

    /** Points that a line joins. */
    Chart line(String name, double[] x, double[] y) {
        graphics.setColor(next(name));
        graphics.setStroke(new BasicStroke(2));
        graphics.clipRect(LEFT, TOP - 1, WIDTH - LEFT - RIGHT + 1, HEIGHT - TOP - BOTTOM + 3);
        Path2D path = new Path2D.Double();
        for (int i = 0; i < x.length; i++) {
            if (i > 0 && (isShown(y[i - 1]) || isShown(y[i]))) {
                path.lineTo(x(x[i]), y(y[i]));
            } else { // the first, or far outside
                path.moveTo(x(x[i]), y(y[i]));
            }
        }
        graphics.draw(path);
        graphics.setClip(null);
        graphics.setStroke(new BasicStroke(1));
        return this;
    }

    /** Points alone. */
    Chart dots(String name, double[] x, double[] y) {
        graphics.setColor(next(name));
        for (int i = 0; i < x.length; i++) {
            graphics.fill(new Ellipse2D.Double(x(x[i]) - DOT / 2, y(y[i]) - DOT / 2, DOT, DOT));
        }
        return this;
    }

    /** A vertical line of no series. */
    Chart mark(String name, double x) {
        graphics.setColor(Color.DARK_GRAY);
        graphics.setStroke(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {4, 3}, 0));
        graphics.draw(new Line2D.Double(x(x), TOP, x(x), HEIGHT - BOTTOM));
        graphics.setStroke(new BasicStroke(1));
        write(name, (int) x(x) + 4, TOP + 1, Color.DARK_GRAY);
        return this;
    }

    BufferedImage picture() {
        graphics.dispose();
        return picture;
    }

    private Color next(String name) {
        Color color = COLORS[series++ % COLORS.length];
        write(name, legend, 2 + LETTERS + 5, color);
        legend += 8 * name.length() + 10;
        return color;
    }

    private void write(String text, int x, int y, Color color) {
        lettering.draw(graphics, text, x, y, WIDTH - x, LETTERS, false, color);
    }

    private boolean isShown(double value) {
        return value >= up[0] && value <= up[up.length - 1];
    }

    private double x(double value) {
        double low = across[0], high = across[across.length - 1];
        return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        double low = up[0], high = up[up.length - 1];
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value) {
        return NumberTable.decimals(value, 2).replaceAll("\\.?0+$", "");
    }
}
