package org.convzoo.yolo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.convzoo.data.Image;
import org.convzoo.data.Randoms;

/**
 * Faces that are drawn, grey and 64 x 64, with the places that a landmark detector is to find: an oval with eyes, nose and mouth, at a
 * random place, size and turn, before clutter, under random light and noise. As many as anybody asks for, and nobody's.
 *
 * <p>A face depends on the seed and its index and on nothing else but Java's own drawing, which may differ by a grey level between
 * releases.
 *
 * <pre>{@code
 * Face face = new DrawnFaces(1).draw(0);
 * Landmark nose = face.landmarks().get(DrawnFaces.NOSE_TIP);
 * BufferedImage picture = face.picture().toBufferedImage();
 * picture.setRGB((int) nose.x(), (int) nose.y(), 0xffffff);
 * ImageIO.write(picture, "png", file);
 * }</pre>
 *
 * @param seed of all that is random
 */
public record DrawnFaces(long seed) {
    /** Rows and columns of a picture. */
    public static final int SIZE = 64;

    /** Places of the landmarks; left and right are those of the picture. */
    public static final int LEFT_EYE = 0, RIGHT_EYE = 1, NOSE_TIP = 2, LEFT_MOUTH = 3, RIGHT_MOUTH = 4;

    /** How many landmarks a face has. */
    public static final int LANDMARKS = 5;

    /**
     * A place in a picture.
     *
     * @param x in pixels from the left edge; the first pixel is 0 to 1
     * @param y in pixels from the upper edge
     */
    public record Landmark(double x, double y) {
        /** In pixels. */
        public double distance(Landmark other) {
            return Math.hypot(x - other.x, y - other.y);
        }
    }

    /**
     * A drawn face.
     *
     * @param picture 1 x 64 x 64, 0 to 255
     * @param width of the face's oval, in pixels
     * @param landmarks the centres of the eyes, the tip of the nose, the corners of the mouth
     */
    public record Face(Image picture, double width, List<Landmark> landmarks) {
        public Face {
            landmarks = List.copyOf(landmarks);
            if (landmarks.size() != LANDMARKS || !(width > 0)) {
                throw new IllegalArgumentException("a face needs a width above 0 and " + LANDMARKS + " landmarks, got "
                        + width + " and " + landmarks.size());
            }
        }
    }

    /** A face. */
    public Face draw(long index) {
        return new Pen(Randoms.keyed(seed, index)).draw();
    }

    /** Several faces, from an index on. */
    public List<Face> draw(long first, int count) {
        return LongStream.range(first, first + count).mapToObj(this::draw).toList();
    }

    /** One drawing. Lengths on the face are shares of half its width (across) and half its height (down). */
    private static final class Pen {
        private final SplittableRandom random;
        private final BufferedImage canvas = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        private final Graphics2D graphics = canvas.createGraphics();
        private final double across; // half the face's width
        private final double down; // half its height
        private final double yaw; // turn to the side, in radians
        private final int skin;
        private final int ink; // of what is drawn on the skin

        Pen(SplittableRandom random) {
            this.random = random;
            this.across = between(13, 20.5);
            this.down = across * between(1.2, 1.45);
            this.yaw = normal(0.14);
            this.skin = (int) between(90, 235);
            this.ink = (int) (skin * between(0.1, 0.5));
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        }

        Face draw() {
            background();
            AffineTransform place =
                    AffineTransform.getTranslateInstance(centre(across + 1), centre(Math.min(down, SIZE / 2.0 - 1)));
            place.rotate(normal(0.17));
            graphics.setTransform(place);
            head();
            List<Point2D> points = features();
            graphics.dispose();
            List<Landmark> landmarks = points.stream()
                    .map(point -> place.transform(point, null))
                    .map(point -> new Landmark(point.getX(), point.getY()))
                    .toList();
            return new Face(developed(), 2 * across, landmarks);
        }

        private double centre(double margin) {
            return between(margin, SIZE - margin);
        }

        private void background() {
            gradient(0, SIZE, (int) between(10, 245));
            graphics.fillRect(0, 0, SIZE, SIZE);
            int things = random.nextInt(12);
            for (int i = 0; i < things; i++) {
                double x = between(-8, SIZE), y = between(-8, SIZE), width = between(3, 24), height = between(3, 24);
                graphics.setColor(grey((int) between(0, 255)));
                switch (random.nextInt(3)) {
                    case 0 -> graphics.fill(new Rectangle2D.Double(x, y, width, height));
                    case 1 -> graphics.fill(new Ellipse2D.Double(x, y, width, height));
                    default -> stroke(between(0.6, 2.5), new Line2D.Double(x, y, x + width, y + height - 12));
                }
            }
        }

        private void head() {
            if (chance(0.7)) { // hair
                graphics.setColor(grey((int) between(0, 200)));
                double wide = between(1.02, 1.25), high = between(1.02, 1.2);
                graphics.fill(oval(0, between(-0.25, -0.05), wide, high));
            }
            graphics.setColor(grey((int) (skin * 0.9)));
            graphics.fill(new Rectangle2D.Double(-0.4 * across, 0.6 * down, 0.8 * across, down)); // neck
            gradient(-across, across, skin);
            graphics.fill(oval(0, 0, 1, 1));
        }

        /** Eyes, brows, nose and mouth; the landmarks in pixels from the face's centre. */
        private List<Point2D> features() {
            double apart = between(0.36, 0.47), eyeRow = between(-0.25, -0.08);
            double eyeWidth = between(0.15, 0.23), eyeHeight = eyeWidth * between(0.3, 0.6);
            double gaze = normal(0.04), white = Math.min(255, skin + between(5, 60));
            double browRow = eyeRow - between(0.13, 0.2), brow = between(0.5, 1.8), browTilt = normal(0.04);
            boolean glasses = chance(0.2);
            Point2D left = at(-apart, eyeRow, 0.75), right = at(apart, eyeRow, 0.75);
            for (Point2D eye : List.of(left, right)) {
                double u = eye.getX() / across, v = eye.getY() / down;
                graphics.setColor(grey((int) white));
                graphics.fill(oval(u, v, eyeWidth, eyeHeight));
                graphics.setColor(grey(ink / 2));
                graphics.fill(oval(u + gaze, v, 0.075, Math.min(eyeHeight, 0.06)));
                double tilt = u < left.getX() / across + apart ? browTilt : -browTilt;
                double outer = 1.2 * eyeWidth;
                graphics.setColor(grey(ink));
                stroke(brow, line(u - outer, browRow + tilt, u + outer, browRow - tilt));
                if (glasses) {
                    stroke(0.8, oval(u, v, 0.3, 0.2));
                }
            }
            double noseRow = between(0.12, 0.28), nostril = between(0.08, 0.16) * (chance(0.5) ? 1 : -1);
            Point2D bridge = at(0, eyeRow + 0.08, 0.95), tip = at(normal(0.02), noseRow, 1.15);
            Path2D nose = new Path2D.Double();
            nose.moveTo(bridge.getX(), bridge.getY());
            nose.lineTo(tip.getX(), tip.getY());
            nose.lineTo(tip.getX() - nostril * across, tip.getY() + 0.02 * down);
            graphics.setColor(grey((int) (skin * between(0.45, 0.7))));
            stroke(between(0.8, 1.6), nose);
            double mouthRow = between(0.45, 0.62), half = between(0.26, 0.44), slant = normal(0.015);
            double smile = normal(0.1), lips = between(0.03, 0.12);
            Point2D from = at(-half, mouthRow - slant, 0.8), to = at(half, mouthRow + slant, 0.8);
            double middle = (from.getX() + to.getX()) / 2, row = (from.getY() + to.getY()) / 2;
            Path2D mouth = new Path2D.Double();
            mouth.moveTo(from.getX(), from.getY());
            mouth.quadTo(middle, row + (smile - lips) * down, to.getX(), to.getY());
            mouth.quadTo(middle, row + (smile + lips) * down, from.getX(), from.getY());
            graphics.setColor(grey(ink));
            graphics.fill(mouth);
            stroke(0.7, mouth);
            return List.of(left, right, tip, from, to);
        }

        /** A place on the head, in pixels from its centre: turned to the side, what is in front of its axis moves. */
        private Point2D at(double u, double v, double depth) {
            return new Point2D.Double((u * Math.cos(yaw) + depth * Math.sin(yaw)) * across, v * down);
        }

        private Shape oval(double u, double v, double width, double height) {
            return new Ellipse2D.Double(
                    (u - width) * across, (v - height) * down, 2 * width * across, 2 * height * down);
        }

        private Shape line(double u1, double v1, double u2, double v2) {
            return new Line2D.Double(u1 * across, v1 * down, u2 * across, v2 * down);
        }

        private void stroke(double pixels, Shape shape) {
            graphics.setStroke(new BasicStroke((float) pixels, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            graphics.draw(shape);
        }

        /** Light from one side. */
        private void gradient(double from, double to, int level) {
            double slope = normal(0.2);
            graphics.setPaint(new GradientPaint(
                    (float) from,
                    (float) from,
                    grey((int) (level * (1 - slope))),
                    (float) to,
                    (float) (to * between(-1, 1)),
                    grey((int) (level * (1 + slope)))));
        }

        /** Contrast, brightness and noise. */
        private Image developed() {
            double contrast = between(0.5, 1), offset = between(0, 255 * (1 - contrast)), noise = between(0, 10);
            int[] colors = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
            float[] pixels = new float[SIZE * SIZE];
            for (int i = 0; i < pixels.length; i++) {
                double level = (colors[i] & 0xff) * contrast + offset + normal(noise);
                pixels[i] = Math.max(0, Math.min(255, Math.round(level)));
            }
            return new Image(1, SIZE, SIZE, pixels);
        }

        private static Color grey(int level) {
            int bounded = Math.max(0, Math.min(255, level));
            return new Color(bounded, bounded, bounded);
        }

        private double between(double low, double high) {
            return low + (high - low) * random.nextDouble();
        }

        private boolean chance(double probability) {
            return random.nextDouble() < probability;
        }

        /** Bell-shaped around 0 with a deviation, never beyond 3.46 deviations: the sum of four uniform numbers. */
        private double normal(double deviation) {
            double sum = random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble() - 2;
            return sum * Math.sqrt(3) * deviation;
        }
    }
}
