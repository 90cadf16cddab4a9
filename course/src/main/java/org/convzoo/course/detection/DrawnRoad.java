package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.convzoo.data.LabelledBox;

/**
 * A road that is drawn, and the boxes of what is on it. Things are seen from the side, and touch all four edges of their boxes; a later one stands before
 * the earlier.
 *
 * @param picture 3 x height x width, 0 to 255
 * @param things in pixels of it, labels as in {@link #CLASSES}
 */
public record DrawnRoad(Image picture, List<LabelledBox> things) {
    /** What there is on roads. */
    public static final List<String> CLASSES = List.of("person", "car", "motorcycle");

    /** Places in {@link #CLASSES}. */
    public static final int PERSON = 0, CAR = 1, MOTORCYCLE = 2;

    /** Of the pictures that are looked at; thirds and twelfths are whole. */
    public static final int HEIGHT = 252, WIDTH = 360;

    private static final int NONE = -1; // no colour: what is behind shows
    private static final int[] PAINTS = {0xe3b02c, 0x2f8f5b, 0x8a4fa3, 0xd9dde2, 0xd97b29, 0x2f9a9a};
    private static final int SKY = 0xb9d6ee, HAZE = 0xe9f1f6, GRASS = 0x8fb573, ASPHALT = 0x7d8288, NEAR = 0x666b72;
    private static final int LINE = 0xf1f1ec, TYRE = 0x26282c, METAL = 0xb5bac0, GLASS = 0x9fc3dc, SKIN = 0xd9a07c;
    private static final int TROUSERS = 0x33405c;

    public DrawnRoad {
        things = List.copyOf(things);
    }

    /** A road of 252 x 360 with things on it, painted in turn. */
    public static DrawnRoad of(LabelledBox... things) {
        return of(HEIGHT, WIDTH, List.of(things), 0);
    }

    /**
     * A road of any size.
     *
     * @param firstPaint which colour the first thing has, of six
     */
    public static DrawnRoad of(int height, int width, List<LabelledBox> things, int firstPaint) {
        Image picture = SmoothDrawing.of(height, width, (x, y) -> color(x, y, height, width, things, firstPaint));
        return new DrawnRoad(picture, things);
    }

    /** The same with noise, normally distributed. */
    public DrawnRoad noisy(double deviation, long seed) {
        Random random = new Random(seed);
        float[] pixels = picture.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] += (float) (deviation * random.nextGaussian());
        }
        return new DrawnRoad(new Image(3, picture.height(), picture.width(), pixels), things);
    }

    /** A thing by the centre of its box. */
    public static LabelledBox thing(int label, double x, double y, double width, double height) {
        return new LabelledBox(Box.ofCenter(x, y, width, height), label);
    }

    /** The name of a thing's class. */
    static String name(LabelledBox thing) {
        return CLASSES.get(thing.label());
    }

    /** The boxes alone. */
    List<Box> boxes() {
        List<Box> boxes = new ArrayList<>();
        things.forEach(thing -> boxes.add(thing.box()));
        return boxes;
    }

    private static int color(double x, double y, int height, int width, List<LabelledBox> things, int firstPaint) {
        for (int i = things.size() - 1; i >= 0; i--) {
            Box box = things.get(i).box();
            double right = x - box.x(), down = y - box.y(), w = box.width(), h = box.height();
            if (right > 0 && right < w && down > 0 && down < h) {
                int paint = PAINTS[(firstPaint + i) % PAINTS.length];
                int color =
                        switch (things.get(i).label()) {
                            case PERSON -> person(right, down, w, h, paint);
                            case CAR -> car(right, down, w, h, paint);
                            default -> motorcycle(right, down, w, h, paint);
                        };
                if (color != NONE) {
                    return color;
                }
            }
        }
        return ground(x / width, y / height);
    }

    /** Sky, grass, a road with a broken line; u to the right and v down, 0 to 1. */
    private static int ground(double u, double v) {
        if (v < 0.36) {
            return SmoothDrawing.mixed(SKY, HAZE, v / 0.36);
        }
        if (v < 0.44) {
            return GRASS;
        }
        if (v < 0.45 || (v > 0.7 && v < 0.72 && u * 6 % 1 < 0.55)) {
            return LINE;
        }
        return SmoothDrawing.mixed(ASPHALT, NEAR, (v - 0.45) / 0.55);
    }

    private static int person(double x, double y, double w, double h, int paint) {
        double side = Math.abs(x / w - 0.5), v = y / h;
        if (Math.hypot(x - w / 2, y - 0.09 * h) < 0.09 * h) {
            return SKIN;
        }
        if (v > 0.19 && v < 0.55 && (side < 0.32 || side > 0.37)) {
            return side < 0.32 ? paint : SmoothDrawing.mixed(paint, 0, 0.25); // trunk and arms
        }
        return v >= 0.55 && side > 0.03 && side < 0.29 ? TROUSERS : NONE;
    }

    private static int car(double x, double y, double w, double h, int paint) {
        double u = x / w, v = y / h, wheel = 0.2 * h;
        double toWheel = Math.min(Math.hypot(x - 0.22 * w, y - h + wheel), Math.hypot(x - 0.78 * w, y - h + wheel));
        if (toWheel < wheel) {
            return toWheel < wheel / 2 ? METAL : TYRE;
        }
        double cabin = Math.abs(u - 0.5) - 0.2 - 0.3 * v; // below 0 within
        if (v < 0.45 && cabin < 0) {
            return v > 0.08 && v < 0.4 && cabin < -0.05 && Math.abs(u - 0.5) > 0.015 ? GLASS : paint;
        }
        double bonnet = 0.42 + 0.12 * Math.pow(2 * u - 1, 4);
        return v > bonnet && v < 0.86 ? SmoothDrawing.mixed(paint, 0, v > 0.7 ? 0.2 : 0) : NONE;
    }

    private static int motorcycle(double x, double y, double w, double h, int paint) {
        double u = x / w, v = y / h, wheel = 0.29 * h;
        double toWheel = Math.min(Math.hypot(x - wheel, y - h + wheel), Math.hypot(x - w + wheel, y - h + wheel));
        if (toWheel < wheel && toWheel > 0.6 * wheel) {
            return TYRE;
        }
        if (toWheel < 0.15 * wheel) {
            return METAL;
        }
        if (v > 0.3 && v < 0.42 && u > 0.12 && u < 0.5) {
            return TYRE; // the seat
        }
        if (v > 0.28 && v < 0.68 && Math.abs(u - 0.52) < 0.2 - 0.15 * Math.abs(v - 0.45)) {
            return paint;
        }
        double fork = Math.abs(u - 0.66 - 0.16 * v);
        boolean handle = v < 0.1 && u > 0.56 && u < 0.72;
        return handle || (v < 0.71 && fork < 0.025) ? SmoothDrawing.mixed(METAL, 0, 0.4) : NONE;
    }
}
