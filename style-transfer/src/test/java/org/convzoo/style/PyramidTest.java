package org.convzoo.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PyramidTest {
    private static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    private static float[] product(int height, int width, float[] x) {
        float[] product = x.clone();
        new Pyramid(2, height, width).apply(product);
        return product;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Property(tries = 50)
    void isSymmetricAndPositive(
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll long seed) {
        int count = 2 * height * width;
        float[] a = random(count, seed), b = random(count, seed + 1);
        assertThat(dot(product(height, width, a), b)).isCloseTo(dot(a, product(height, width, b)), within(1e-3));
        assertThat(dot(product(height, width, a), a)).isGreaterThanOrEqualTo(dot(a, a) * (1 - 1e-6));
    }

    /** Of a plane of 16 x 16, 8 x 8 and 4 x 4 pixels: 1 + 2 (1 + 2), in its middle and at its edges. */
    @Test
    void makesWhatIsEverywhereStrongest() {
        float[] x = new float[2 * 16 * 16];
        Arrays.fill(x, 0, 256, 1);
        float[] product = product(16, 16, x);
        double mean = 0;
        for (int i = 0; i < 256; i++) {
            mean += product[i] / 256;
        }
        assertThat(mean).isCloseTo(7, within(0.3));
        assertThat(product[8 * 16 + 8]).isCloseTo(7, within(0.3f));
        assertThat(Arrays.copyOfRange(product, 256, 512)).containsOnly(0);
    }

    /** A chessboard's frequency is the finest: the blur takes it away, but for the edges. */
    @Test
    void leavesTheFinestAsItIs() {
        float[] x = new float[2 * 16 * 16];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i / 16 + i) % 2 == 0 ? 1 : -1;
        }
        assertThat(product(16, 16, x)[8 * 16 + 8]).isCloseTo(1, within(1e-6f));
    }
}
