package org.convzoo.data;

import java.util.List;

/**
 * Writes one digit into a picture: a skeleton, distorted, scaled to the size that MNIST's digits have, drawn with a round pen.
 *
 * <p>No Java2D and no platform mathematics: every step is float arithmetic, square roots and StrictMath, so that the picture's bits are the same
 * on every machine.
 */
final class DigitPen {
    static final int SIZE = 28;

    /** Pieces of a curve between two of its points. */
    private static final int PIECES = 6;

    private final PenRandom random;
    private float[] x = new float[256];
    private float[] y = new float[256];

    /** Pen radius in pixels at a point; negative where the pen jumps to this point. */
    private float[] radius = new float[256];

    private int count;

    private DigitPen(PenRandom random) {
        this.random = random;
    }

    /** Writes {@code digit} as {@value #SIZE} x {@value #SIZE} bytes from {@code offset} on, light ink on dark ground. */
    static void write(int digit, PenRandom random, byte[] out, int offset) {
        DigitPen pen = new DigitPen(random);
        pen.trace(DigitSkeleton.draw(digit, random));
        pen.distort();
        pen.shear();
        pen.place();
        float[] ink = pen.ink();
        pen.develop(ink, out, offset);
    }

    /** The skeleton's points, unsteady, joined by Catmull-Rom curves. */
    private void trace(List<float[]> strokes) {
        float unsteady = random.between(0.008f, 0.034f);
        for (float[] stroke : strokes) {
            int n = stroke.length / 2;
            float[] px = new float[n];
            float[] py = new float[n];
            for (int i = 0; i < n; i++) {
                // Both halves of a corner move alike, else it would become a small loop.
                boolean again = i > 0 && stroke[2 * i] == stroke[2 * i - 2] && stroke[2 * i + 1] == stroke[2 * i - 1];
                px[i] = again ? px[i - 1] : stroke[2 * i] + random.normal(unsteady);
                py[i] = again ? py[i - 1] : stroke[2 * i + 1] + random.normal(unsteady);
            }
            add(px[0], py[0], true);
            for (int i = 0; i + 1 < n; i++) {
                int before = Math.max(0, i - 1);
                int after = Math.min(n - 1, i + 2);
                if (px[i] == px[i + 1] && py[i] == py[i + 1]) {
                    continue;
                }
                for (int k = 1; k <= PIECES; k++) {
                    float t = (float) k / PIECES;
                    add(
                            catmullRom(px[before], px[i], px[i + 1], px[after], t),
                            catmullRom(py[before], py[i], py[i + 1], py[after], t),
                            false);
                }
            }
        }
    }

    private static float catmullRom(float a, float b, float c, float d, float t) {
        float m = (c - a) * 0.5f;
        float n = (d - b) * 0.5f;
        float e = c - b;
        return ((m + n - 2 * e) * t + (3 * e - 2 * m - n)) * t * t + m * t + b;
    }

    private void add(float px, float py, boolean jump) {
        x[count] = px;
        y[count] = py;
        radius[count] = jump ? -1 : 1;
        count++;
    }

    /** A smooth elastic field: slow waves in a random direction move the paper. */
    private void distort() {
        float strength = random.between(0.0f, 0.05f);
        float[] wave = new float[12];
        for (int i = 0; i < 12; i += 3) {
            wave[i] = random.normal(3.2f);
            wave[i + 1] = random.normal(3.2f);
            wave[i + 2] = random.between(0, 6.2831855f);
        }
        for (int i = 0; i < count; i++) {
            float px = x[i];
            float py = y[i];
            x[i] += strength * (wave(wave, 0, px, py) + wave(wave, 3, px, py));
            y[i] += strength * (wave(wave, 6, px, py) + wave(wave, 9, px, py));
        }
    }

    private static float wave(float[] wave, int at, float px, float py) {
        return (float) StrictMath.sin(wave[at] * px + wave[at + 1] * py + wave[at + 2]);
    }

    /** Proportions, slant, rotation. */
    private void shear() {
        float aspect = random.between(0.66f, 1.26f);
        float slant = 0.12f + random.normal(0.2f);
        float angle = random.normal(0.13f);
        float cos = (float) StrictMath.cos(angle);
        float sin = (float) StrictMath.sin(angle);
        for (int i = 0; i < count; i++) {
            float py = y[i] - 0.5f;
            float px = (x[i] - 0.5f) * aspect - slant * py;
            x[i] = cos * px - sin * py;
            y[i] = sin * px + cos * py;
        }
    }

    /** The longest side to about 20 pixels, the centre of the ink near the middle; the pen's radius along the way. */
    private void place() {
        float left = x[0], right = x[0], top = y[0], bottom = y[0];
        for (int i = 1; i < count; i++) {
            left = Math.min(left, x[i]);
            right = Math.max(right, x[i]);
            top = Math.min(top, y[i]);
            bottom = Math.max(bottom, y[i]);
        }
        float pen = random.between(0.75f, 1.9f);
        float swell = random.between(0, 0.3f);
        float pace = random.between(0.05f, 0.25f);
        float phase = random.between(0, 6.2831855f);
        float side = 20 * random.between(0.82f, 1.08f);
        float scale = (side - 2 * pen) / Math.max(right - left, bottom - top);
        float mass = 0, mx = 0, my = 0;
        for (int i = 0; i < count; i++) {
            x[i] *= scale;
            y[i] *= scale;
            float r = pen * (1 + swell * (float) StrictMath.sin(phase + pace * i));
            if (radius[i] > 0) {
                float dx = x[i] - x[i - 1], dy = y[i] - y[i - 1];
                float ink = r * (float) Math.sqrt(dx * dx + dy * dy);
                mass += ink;
                mx += ink * (x[i] + x[i - 1]) / 2;
                my += ink * (y[i] + y[i - 1]) / 2;
            }
            radius[i] = radius[i] > 0 ? r : -r;
        }
        float shiftX = (SIZE - 1) / 2f - mx / mass + random.normal(1.1f);
        float shiftY = (SIZE - 1) / 2f - my / mass + random.normal(1.1f);
        for (int i = 0; i < count; i++) {
            x[i] += shiftX;
            y[i] += shiftY;
        }
    }

    /** How much of each pixel the pen covered, 0 to 1. */
    private float[] ink() {
        float softness = random.between(0.9f, 1.5f);
        int gap = random.chance(0.12f) ? (int) random.between(0, count) : -9;
        float[] ink = new float[SIZE * SIZE];
        for (int i = 0; i < count; i++) {
            boolean lonely = radius[i] < 0;
            if (i == gap || i == gap + 1) {
                continue;
            }
            line(lonely ? i : i - 1, i, Math.abs(radius[i]), softness, ink);
        }
        return ink;
    }

    private void line(int from, int to, float r, float softness, float[] ink) {
        float ax = x[from], ay = y[from];
        float dx = x[to] - ax, dy = y[to] - ay;
        float square = dx * dx + dy * dy;
        float reach = r + softness / 2;
        int left = Math.max(0, (int) (Math.min(ax, x[to]) - reach));
        int right = Math.min(SIZE - 1, (int) (Math.max(ax, x[to]) + reach) + 1);
        int top = Math.max(0, (int) (Math.min(ay, y[to]) - reach));
        int bottom = Math.min(SIZE - 1, (int) (Math.max(ay, y[to]) + reach) + 1);
        for (int py = top; py <= bottom; py++) {
            for (int px = left; px <= right; px++) {
                float ex = px - ax, ey = py - ay;
                float t = square > 0 ? Math.max(0, Math.min(1, (ex * dx + ey * dy) / square)) : 0;
                ex -= t * dx;
                ey -= t * dy;
                float cover = (r - (float) Math.sqrt(ex * ex + ey * ey)) / softness + 0.5f;
                int at = py * SIZE + px;
                if (cover > ink[at]) {
                    ink[at] = Math.min(1, cover);
                }
            }
        }
    }

    /** Strength of the ink, blur, noise; to bytes. */
    private void develop(float[] ink, byte[] out, int offset) {
        float strength = 255 * random.between(0.75f, 1.1f);
        float blur = random.chance(0.4f) ? random.between(0, 0.12f) : 0;
        float grain = random.chance(0.3f) ? random.between(0, 0.12f) : 0;
        float paper = random.chance(0.2f) ? random.between(0, 10) : 0;
        for (int py = 0; py < SIZE; py++) {
            for (int px = 0; px < SIZE; px++) {
                float v = at(ink, py, px);
                if (blur > 0) {
                    v = v * (1 - 4 * blur)
                            + blur
                                    * (at(ink, py - 1, px)
                                            + at(ink, py + 1, px)
                                            + at(ink, py, px - 1)
                                            + at(ink, py, px + 1));
                }
                v *= strength;
                if (grain > 0) {
                    v *= 1 + random.normal(grain);
                }
                if (paper > 0) {
                    v += random.normal(paper);
                }
                out[offset + py * SIZE + px] = (byte) Math.max(0, Math.min(255, (int) (v + 0.5f)));
            }
        }
    }

    private static float at(float[] ink, int py, int px) {
        return py < 0 || px < 0 || py >= SIZE || px >= SIZE ? 0 : ink[py * SIZE + px];
    }
}
