package org.convzoo.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lines that a pen follows to write one digit: strokes, each a list of points that a smooth curve runs through.
 *
 * <p>Coordinates are of a unit box, x to the right, y down. Each digit is written in the ways that people write it (a seven with
 * and without a bar, an open and a closed four), and within a way the proportions are drawn at random.
 */
final class DigitSkeleton {
    private final PenRandom random;
    private final List<float[]> strokes = new ArrayList<>();
    private float[] points = new float[64];
    private int length;

    private DigitSkeleton(PenRandom random) {
        this.random = random;
    }

    /** Strokes of one way to write {@code digit}, as x, y pairs; a point that comes twice is a corner. */
    static List<float[]> draw(int digit, PenRandom random) {
        DigitSkeleton skeleton = new DigitSkeleton(random);
        switch (digit) {
            case 0 -> skeleton.zero();
            case 1 -> skeleton.one();
            case 2 -> skeleton.two();
            case 3 -> skeleton.three();
            case 4 -> skeleton.four();
            case 5 -> skeleton.five();
            case 6 -> skeleton.six();
            case 7 -> skeleton.seven();
            case 8 -> skeleton.eight();
            case 9 -> skeleton.nine();
            default -> throw new IllegalArgumentException("a digit is 0 to 9, got " + digit);
        }
        skeleton.lift();
        return skeleton.strokes;
    }

    /** Slim or round; drawn either way round; the ends overlap, meet or leave a gap. */
    private void zero() {
        float rx = random.between(0.2f, 0.48f);
        float start = random.between(-170, -10);
        float sweep = 360 + random.between(-16, 60);
        arc(0.5f, 0.5f, rx, 0.5f, start, random.chance(0.75f) ? start - sweep : start + sweep);
        if (random.chance(0.12f)) { // the pen ends in a small hook inside
            to(0.5f + random.between(-0.1f, 0.15f), random.between(0.12f, 0.25f));
        }
    }

    /** A line; with a flag; with flag and foot. */
    private void one() {
        float bend = random.normal(0.03f);
        float way = random.between(0, 1);
        if (way > 0.62f) {
            float reach = random.between(0.12f, 0.34f);
            to(0.5f - reach, reach * random.between(0.5f, 1.1f));
            corner(0.5f, 0);
        } else {
            to(0.5f, 0);
        }
        to(0.5f + bend, 0.5f);
        if (random.chance(0.12f)) { // the line is drawn twice, which makes it fat
            float aside = random.between(0.04f, 0.11f);
            corner(0.5f, 1);
            to(0.5f + bend + aside, 0.5f);
            to(0.5f + aside, random.between(0, 0.1f));
        } else {
            to(0.5f, 1);
        }
        if (way > 0.84f) {
            lift();
            float half = random.between(0.16f, 0.34f);
            to(0.5f - half, 1 + random.normal(0.02f));
            to(0.5f + half, 1 + random.normal(0.02f));
        }
    }

    /** The foot is a straight line after a corner, a wave, or follows a loop. */
    private void two() {
        float right = random.between(0.62f, 0.9f);
        float belly = random.between(0.2f, 0.36f);
        if (random.chance(0.3f)) { // the head begins low, in a curl
            to(random.between(0.12f, 0.36f), random.between(0.3f, 0.44f));
        }
        to(random.between(0.02f, 0.22f), random.between(0.16f, 0.3f));
        to(random.between(0.2f, 0.34f), 0.05f);
        to(right - random.between(0.24f, 0.34f), 0);
        to(right - 0.04f, 0.1f);
        to(right, belly);
        to(right - 0.1f, belly + 0.24f);
        float way = random.between(0, 1);
        if (way < 0.38f) {
            to(0.4f, 0.75f);
            float left = random.between(0.02f, 0.18f);
            corner(left, 0.97f);
            to(0.5f, 0.97f + random.normal(0.03f));
            to(random.between(0.8f, 1.02f), 0.97f + random.normal(0.04f));
        } else if (way < 0.8f) {
            float loop = random.between(0.6f, 0.86f); // y of its top
            float out = random.between(0.8f, 1.15f);
            to(random.between(0.36f, 0.52f), random.between(0.76f, 0.84f));
            to(random.between(0.16f, 0.28f), random.between(0.95f, 1));
            to(random.between(-0.1f, 0.08f), (loop + 1) / 2 + 0.04f);
            to(random.between(0.06f, 0.2f), loop);
            to(random.between(0.36f, 0.5f), loop + 0.12f);
            to(0.7f, random.between(0.92f, 1.02f));
            to(out, random.between(0.78f, 1));
        } else {
            to(0.35f, 0.8f);
            to(random.between(0.04f, 0.14f), 0.96f);
            to(0.35f, random.between(0.84f, 0.92f));
            to(0.7f, random.between(0.94f, 1.04f));
            to(random.between(0.85f, 1), 0.88f);
        }
    }

    /** Round above, or a flat top with a corner; the waist is a corner, a loop or a soft bend. */
    private void three() {
        float waistX = random.between(0.3f, 0.52f);
        float waistY = random.between(0.42f, 0.52f);
        float way = random.between(0, 1);
        if (way < 0.82f) {
            to(random.between(0.05f, 0.22f), random.between(0.05f, 0.22f));
            to(0.45f, 0);
            to(random.between(0.68f, 0.82f), 0.12f);
            to(random.between(0.64f, 0.76f), 0.32f);
        } else {
            to(random.between(0.04f, 0.18f), random.between(0, 0.05f));
            corner(random.between(0.72f, 0.88f), random.between(0, 0.05f));
        }
        if (way < 0.5f || way >= 0.82f) {
            corner(waistX, waistY);
        } else if (way < 0.66f) {
            to(waistX, waistY - 0.01f);
            to(waistX - 0.1f, waistY + 0.03f);
            to(waistX, waistY + 0.07f);
        } else {
            to(waistX + 0.12f, waistY);
        }
        float belly = random.between(0.72f, 0.92f);
        to(belly - 0.1f, 0.56f);
        to(belly, 0.74f);
        to(belly - 0.16f, 0.93f);
        to(random.between(0.32f, 0.46f), 1);
        to(random.between(-0.05f, 0.2f), random.between(0.76f, 0.98f));
    }

    /** Open above with a corner or a bowl, in two strokes or one; or closed to a triangle. */
    private void four() {
        float bar = random.between(0.46f, 0.64f);
        float stem = random.between(0.62f, 0.82f);
        float way = random.between(0, 1);
        if (way < 0.45f) {
            to(random.between(0.08f, 0.3f), random.between(-0.02f, 0.12f));
            to(random.between(0.06f, 0.16f), bar * 0.6f);
            corner(random.between(0.02f, 0.12f), bar);
            to(0.5f, bar + random.normal(0.02f));
            to(stem + random.between(0.0f, 0.3f), bar + random.between(-0.08f, 0.02f));
            lift();
            to(stem + random.between(-0.02f, 0.08f), random.between(-0.05f, 0.25f));
            to(stem, bar);
            to(stem - random.between(-0.02f, 0.08f), 1);
        } else if (way < 0.87f) {
            to(random.between(0.08f, 0.24f), random.between(-0.02f, 0.12f));
            to(random.between(0.0f, 0.12f), bar * 0.62f);
            to(random.between(0.1f, 0.2f), bar - 0.03f);
            to(0.42f, bar + random.between(-0.02f, 0.03f));
            to(stem - 0.06f, bar - random.between(0.04f, 0.14f));
            if (random.chance(0.5f)) { // the same stroke goes up and comes down
                corner(stem + random.between(0, 0.08f), random.between(-0.02f, 0.14f));
            } else {
                lift();
                to(stem + random.between(0, 0.08f), random.between(-0.05f, 0.12f));
            }
            to(stem - 0.02f, 0.55f);
            to(stem - random.between(-0.02f, 0.1f), 1);
        } else {
            float top = stem - random.between(0, 0.14f);
            to(top, 0);
            to(0.3f, bar * 0.55f);
            corner(random.between(-0.02f, 0.12f), bar + 0.04f);
            to(stem + random.between(0.02f, 0.28f), bar + random.between(-0.02f, 0.06f));
            lift();
            to(top + random.between(-0.01f, 0.04f), random.between(0, 0.1f));
            to(stem - 0.02f, 0.55f);
            to(stem - random.between(0, 0.06f), 1);
        }
    }

    /** The bar on top is the same stroke, a stroke of its own that may miss the rest, or flows in like an S. */
    private void five() {
        float left = random.between(0.1f, 0.36f);
        float shoulder = random.between(0.3f, 0.5f);
        float top = random.between(0, 0.06f);
        float rise = random.between(-0.14f, 0.04f);
        float way = random.between(0, 1);
        float reach = random.between(0.62f, 1.2f);
        if (way < 0.45f) {
            to(reach, top + rise);
            corner(left + random.between(0, 0.14f), top);
            corner(left, shoulder);
        } else if (way < 0.75f) {
            to(left + random.between(0.0f, 0.14f), top + random.between(-0.02f, 0.08f));
            to(reach, top + rise);
            lift();
            to(left + random.between(0, 0.08f), top + random.between(0, 0.08f));
            corner(left, shoulder);
        } else {
            to(reach, top + rise);
            to(left + 0.22f, 0.03f);
            to(left, 0.2f);
            to(left + 0.05f, shoulder);
        }
        float belly = random.between(0.66f, 0.88f);
        to(0.5f, shoulder - random.between(-0.02f, 0.07f));
        to(belly - 0.03f, shoulder + 0.14f);
        to(belly, 0.74f);
        to(belly - 0.2f, 0.95f);
        to(0.3f, 1);
        to(random.between(-0.06f, 0.16f), random.between(0.8f, 0.98f));
    }

    /** A bow from above into a bowl, which closes, stays open or overshoots. */
    private void six() {
        float bowl = random.between(0.4f, 0.68f); // y of its top
        float right = random.between(0.6f, 0.86f);
        float lean = random.between(-0.2f, 0.2f);
        to(0.55f + lean + random.between(0, 0.12f), 0);
        to(0.32f + lean * 0.5f, 0.2f);
        to(0.16f, 0.45f);
        to(0.1f, 0.72f);
        to(0.22f, 0.94f);
        to(0.44f, 1);
        to(right - 0.06f, 0.92f);
        to(right, (bowl + 1) / 2);
        to(right - 0.12f, bowl + 0.05f);
        to(0.42f, bowl);
        to(random.between(0.18f, 0.3f), bowl + 0.14f);
        if (random.chance(0.6f)) {
            to(random.between(0.1f, 0.18f), bowl + random.between(0.22f, 0.34f));
        }
    }

    /** With and without a bar, a hook at the left, a round shoulder. */
    private void seven() {
        float right = random.between(0.76f, 0.98f);
        float foot = random.between(0.18f, 0.66f);
        float top = random.between(0, 0.06f);
        float left = 0.1f;
        if (random.chance(0.42f)) {
            left = random.between(0.06f, 0.34f);
            to(left + random.between(-0.06f, 0.06f), random.between(0.16f, 0.38f));
            if (random.chance(0.5f)) {
                corner(left, 0.04f);
            } else {
                to(left + 0.02f, 0.1f);
            }
        } else {
            to(random.between(0.02f, 0.12f), random.between(0.0f, 0.12f));
        }
        to((left + right) / 2 - 0.08f, random.between(-0.03f, 0.12f));
        float middle = random.between(0.45f, 0.62f);
        float bend = random.normal(0.05f);
        if (random.chance(0.6f)) {
            corner(right, top);
        } else {
            to(right - 0.1f, top);
            to(right, top + 0.1f);
        }
        float stem = right + (foot - right) * middle + bend - 0.03f;
        to(stem, middle);
        to(foot, 1);
        if (random.chance(0.26f)) {
            lift();
            float half = random.between(0.16f, 0.36f);
            float tilt = random.normal(0.04f);
            to(stem - half, middle + tilt);
            to(stem + half, middle - tilt);
        }
    }

    /** One crossing stroke that starts above, or two rings on top of each other. */
    private void eight() {
        float waist = random.between(0.38f, 0.6f);
        float above = random.between(0.16f, 0.34f);
        float below = random.between(0.14f, 0.36f);
        if (random.chance(0.78f)) {
            float open = random.between(-0.06f, 0.18f);
            float lean = random.between(-0.04f, 0.22f);
            to(0.5f + above + lean * 0.6f + open * 0.4f, waist * 0.3f + random.normal(0.03f));
            to(0.5f + lean, 0);
            to(0.5f - above + lean, waist * 0.45f);
            to(0.5f, waist);
            to(0.5f + below - 0.04f, (waist + 1) / 2 - 0.04f);
            to(0.5f + below * 0.6f, 0.95f);
            to(0.48f, 1);
            to(0.5f - below * 0.8f, 0.93f);
            to(0.5f - below + 0.04f, (waist + 1) / 2 + 0.05f);
            to(0.5f - 0.02f, waist + 0.03f);
            to(0.5f + above + lean - 0.02f, waist * 0.5f);
            to(0.5f + above * 0.8f + lean, waist * 0.2f + open);
        } else {
            float start = random.between(0, 360);
            arc(0.5f + random.normal(0.04f), waist / 2, above, waist / 2, start, start + 360 + random.between(-10, 30));
            lift();
            start = random.between(-160, -20);
            arc(0.5f, (waist + 1) / 2, below, (1 - waist) / 2, start, start + 360 + random.between(-10, 30));
        }
    }

    /** A ring, closed or not, and a tail: straight, bent or hooked to the left. */
    private void nine() {
        float ring = random.between(0.32f, 0.6f); // y of its bottom
        float left = random.between(-0.06f, 0.34f);
        float right = random.between(0.68f, 0.84f);
        float gap = random.between(-0.05f, 0.2f);
        to(right - random.between(-0.02f, 0.14f), random.between(0.06f, 0.14f) + gap * 0.3f);
        to((left + right) / 2 + random.between(0.02f, 0.1f), random.between(-0.02f, 0.05f));
        to(left + 0.08f, ring * 0.22f);
        to(left, ring * random.between(0.5f, 0.72f));
        to(left + 0.12f, ring * 0.95f);
        to((left + right) / 2, ring + random.normal(0.02f));
        to(right - 0.1f, ring * random.between(0.6f, 0.85f));
        if (random.chance(0.5f)) {
            corner(right, ring * random.between(-0.05f, 0.35f));
        } else {
            to(right, ring * random.between(0.2f, 0.45f));
        }
        float way = random.between(0, 1);
        float foot = right - random.between(-0.02f, 0.25f);
        if (way < 0.6f) {
            to((right + foot) / 2 + 0.02f, 0.62f);
            to(foot, 1);
        } else if (way < 0.8f) {
            to(right, 0.6f);
            to(right - 0.12f, 0.85f);
            to(right - random.between(0.2f, 0.4f), 1);
        } else {
            to(right + 0.01f, 0.65f);
            to(right - 0.1f, 0.92f);
            to(right - 0.32f, 1);
            to(random.between(0.08f, 0.26f), random.between(0.84f, 0.95f));
        }
    }

    private void to(float x, float y) {
        if (length + 2 > points.length) {
            points = Arrays.copyOf(points, 2 * points.length);
        }
        points[length++] = x;
        points[length++] = y;
    }

    /** The curve turns sharply here: the point comes twice. */
    private void corner(float x, float y) {
        to(x, y);
        to(x, y);
    }

    /** Part of an ellipse; degrees from the right, clockwise as y grows downwards. */
    private void arc(float cx, float cy, float rx, float ry, float from, float to) {
        int steps = 10;
        for (int i = 0; i <= steps; i++) {
            double angle = StrictMath.toRadians(from + (to - from) * i / steps);
            to(cx + rx * (float) StrictMath.cos(angle), cy + ry * (float) StrictMath.sin(angle));
        }
    }

    /** Ends a stroke. */
    private void lift() {
        if (length > 0) {
            strokes.add(Arrays.copyOf(points, length));
            length = 0;
        }
    }
}
