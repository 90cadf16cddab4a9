package org.convzoo.course.facesandart;

import java.util.SplittableRandom;
import org.convzoo.data.Image;

/**
 * Faces that are drawn by arithmetic alone, so that every machine has the same. A person is a set of measures and colours by lot; each picture of a
 * person has its own light, expression, place and turn of the head.
 *
 * <p>Lengths are in half sides of the picture, from the middle to the right and down.
 */
final class DrawnFaces {
    /** Rows and columns. */
    static final int SIDE = 96;

    private static final double EDGE = 0.03; // over which one colour becomes another
    private static final double EYE_LEVEL = -0.08, MOUTH_LEVEL = 0.5;
    private static final double[] WHITE = {236, 234, 230}, DARK = {34, 30, 32}, LIPS = {168, 88, 84};

    /** What stays the same on all pictures of one. */
    @SuppressWarnings("ArrayRecordComponent") // colours; compared by nobody
    private record Person(
            double width,
            double height,
            double jaw,
            double eyes,
            double eyeSize,
            double brow,
            double browThickness,
            double browTilt,
            double nose,
            double noseWidth,
            double mouth,
            double lips,
            double hairline,
            double parting,
            double hairLength,
            double beard,
            boolean glasses,
            double[] skin,
            double[] hair,
            double[] iris) {
        static Person of(int number) {
            SplittableRandom lot = new SplittableRandom(number);
            double skin = between(lot, 0.4, 1), hair = between(lot, 0.05, 1), warm = between(lot, 0.75, 1.1);
            boolean bearded = lot.nextInt(4) == 0, longHaired = lot.nextInt(3) == 0;
            return new Person(
                    between(lot, 0.46, 0.7),
                    between(lot, 0.7, 0.88),
                    between(lot, 0, 0.45),
                    between(lot, 0.21, 0.33),
                    between(lot, 0.05, 0.09),
                    between(lot, 0.13, 0.24),
                    between(lot, 0.015, 0.06),
                    between(lot, -0.25, 0.25),
                    between(lot, 0.16, 0.34),
                    between(lot, 0.07, 0.18),
                    between(lot, 0.14, 0.34),
                    between(lot, 0.03, 0.075),
                    between(lot, -0.72, -0.34),
                    between(lot, -0.5, 0.5),
                    longHaired ? between(lot, 0.4, 1) : between(lot, -0.3, 0),
                    bearded ? between(lot, 0.4, 0.8) : 0,
                    lot.nextInt(4) == 0,
                    new double[] {235 * skin, 190 * skin, 160 * skin},
                    new double[] {200 * hair * warm, 165 * hair, 120 * hair / warm},
                    new double[] {60 + 60 * lot.nextDouble(), 80, 60 + 80 * lot.nextDouble()});
        }
    }

    /** What differs from picture to picture. */
    private record View(
            double x,
            double y,
            double scale,
            double cos,
            double sin,
            double turn,
            double light,
            double brightness,
            double smile,
            double ground) {
        static View of(int person, int picture) {
            SplittableRandom lot = new SplittableRandom(1_000_000L + 1000L * person + picture);
            double tilt = between(lot, -0.06, 0.06);
            return new View(
                    between(lot, -0.04, 0.04),
                    between(lot, -0.04, 0.04),
                    between(lot, 0.97, 1.04),
                    StrictMath.cos(tilt),
                    StrictMath.sin(tilt),
                    between(lot, -0.06, 0.06),
                    between(lot, -0.15, 0.15),
                    between(lot, 0.92, 1.06),
                    between(lot, -0.02, 0.08),
                    between(lot, 105, 150));
        }
    }

    private DrawnFaces() {}

    /** One picture of a person, 3 x 96 x 96, values 0 to 255; numbers count from 0. */
    static Image picture(int person, int picture) {
        Person who = Person.of(person);
        View view = View.of(person, picture);
        Image image = Image.black(3, SIDE, SIDE);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double[] color = color(who, view, (2 * x + 1.0) / SIDE - 1, (2 * y + 1.0) / SIDE - 1);
                for (int c = 0; c < 3; c++) {
                    image.pixels()[(c * SIDE + y) * SIDE + x] = (float) Math.max(0, Math.min(255, color[c]));
                }
            }
        }
        return image;
    }

    /** From the back to the front, each layer over those before. */
    private static double[] color(Person who, View view, double x, double y) {
        double dx = (x - view.x) / view.scale, dy = (y - view.y) / view.scale;
        double u = dx * view.cos + dy * view.sin, v = dy * view.cos - dx * view.sin; // of the head
        double[] color = {view.ground, view.ground, view.ground + 8};
        double width = who.width, height = who.height;
        double[] skin = lit(who.skin, u, v, width, height);
        lay(
                color,
                who.hair,
                Math.max(
                        ellipse(u, v + 0.1, width + 0.1, height + 0.06) * below(v, who.hairLength),
                        below(Math.abs(u), width + 0.08) * below(-v, 0.1) * below(v, who.hairLength)));
        lay(color, scaled(skin, 0.8), below(Math.abs(u), 0.3) * below(-v, -0.5));
        lay(color, DARK, below(-v, -0.9 - 0.3 * u * u));
        lay(color, scaled(skin, 0.9), ellipse(Math.abs(u) - width, v - EYE_LEVEL - 0.05, 0.07, 0.14));
        double narrowed = u / (1 - who.jaw * square(Math.max(0, v) / height));
        double face = ellipse(narrowed, v, width, height);
        lay(color, skin, face);
        lay(color, who.hair, face * below(v, who.hairline + who.parting * u + 0.35 * u * u));
        double f = u - view.turn * (1 - square(Math.min(1, Math.abs(u) / width))); // features move as the head turns
        lay(color, who.hair, face * who.beard * below(-v, -0.3) * (1 - ellipse(f, v - MOUTH_LEVEL, 0.2, 0.09)));
        features(color, who, view, f, v);
        double light = view.brightness * (1 + view.light * u);
        return scaled(color, light);
    }

    /** Eyes, brows, nose, mouth, glasses; both halves of a face are alike. */
    private static void features(double[] color, Person who, View view, double f, double v) {
        double side = Math.abs(f) - who.eyes, eye = v - EYE_LEVEL;
        lay(color, DARK, 0.5 * ellipse(side, eye + 0.02, 1.75 * who.eyeSize, 1.1 * who.eyeSize));
        lay(color, WHITE, ellipse(side, eye, 1.6 * who.eyeSize, 0.85 * who.eyeSize));
        lay(color, who.iris, ellipse(side, eye, 0.8 * who.eyeSize, 0.8 * who.eyeSize));
        lay(color, DARK, ellipse(side, eye, 0.35 * who.eyeSize, 0.35 * who.eyeSize));
        double brow = eye + who.brow + who.browTilt * side + square(side);
        lay(color, scaled(who.hair, 0.7), 0.9 * below(Math.abs(brow), who.browThickness) * below(Math.abs(side), 0.17));
        double down = Math.max(0, Math.min(1, (v - EYE_LEVEL) / (who.nose - EYE_LEVEL)));
        double wing = Math.abs(Math.abs(f) - who.noseWidth * down);
        lay(color, DARK, 0.25 * below(wing, 0.03) * below(v, who.nose) * below(-v, -EYE_LEVEL));
        lay(color, DARK, 0.6 * ellipse(Math.abs(f) - 0.6 * who.noseWidth, v - who.nose, 0.04, 0.025));
        double across = Math.abs(f) / who.mouth, line = v - MOUTH_LEVEL + view.smile * square(across);
        lay(color, LIPS, below(Math.abs(line), who.lips * (1 - square(Math.min(1, across)))) * below(across, 1));
        lay(color, DARK, 0.7 * below(Math.abs(line), 0.012) * below(across, 0.95));
        if (who.glasses) {
            double ring = Math.abs(Math.sqrt(side * side + eye * eye) - 0.19);
            lay(
                    color,
                    DARK,
                    0.9 * Math.max(below(ring, 0.018), below(Math.abs(eye), 0.015) * below(Math.abs(f), 0.06)));
        }
    }

    /** Darker towards the outline, as what is round. */
    private static double[] lit(double[] skin, double u, double v, double width, double height) {
        return scaled(skin, 1.05 - 0.3 * Math.min(1, square(u / width) + 0.5 * square(v / height)));
    }

    /** 1 within an ellipse about 0, 0 outside, and in between at its edge. */
    private static double ellipse(double u, double v, double width, double height) {
        return below(
                Math.sqrt(square(u / width) + square(v / height)) * Math.min(width, height), Math.min(width, height));
    }

    /** 1 where a number is below a limit, 0 where it is above, and in between about it. */
    private static double below(double value, double limit) {
        return Math.max(0, Math.min(1, (limit - value) / EDGE + 0.5));
    }

    private static void lay(double[] color, double[] other, double share) {
        for (int c = 0; c < 3; c++) {
            color[c] += share * (other[c] - color[c]);
        }
    }

    private static double[] scaled(double[] color, double factor) {
        return new double[] {factor * color[0], factor * color[1], factor * color[2]};
    }

    private static double square(double x) {
        return x * x;
    }

    private static double between(SplittableRandom lot, double low, double high) {
        return low + lot.nextDouble() * (high - low);
    }
}
