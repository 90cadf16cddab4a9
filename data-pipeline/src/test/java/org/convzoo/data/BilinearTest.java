package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BilinearTest {
    /** Places so close to the edges that adding one rounds to the next whole number. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 64, 100, 640})
    void samplesUpToTheLastBitBeforeTheEdge(int side) {
        Image image = Image.black(3, side, side);
        float[] out = new float[image.pixels().length];
        float[] places = {
            Math.nextUp(-1f), -Float.MIN_VALUE, -0f, Math.nextDown((float) side), Math.nextDown(side - 1f), side - 1f
        };
        for (float y : places) {
            for (float x : places) {
                Bilinear.sample(image, y, x, 255, out, 0);
                assertThat(out[0]).isBetween(0f, 255f);
            }
        }
        Bilinear.sample(image, Math.nextDown((float) side), 0, 255, out, 0);
        assertThat(out[0]).isGreaterThan(254f); // the edge has faded into the background
    }
}
