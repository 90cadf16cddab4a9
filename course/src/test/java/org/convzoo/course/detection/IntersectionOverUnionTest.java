package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.junit.jupiter.api.Test;

class IntersectionOverUnionTest {
    @Test
    void aThirdTooFarIsAHalf() {
        assertThat(iou(0)).isEqualTo(1);
        assertThat(iou(1)).isEqualTo(IntersectionOverUnion.RIGHT);
        assertThat(iou(2)).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(iou(3)).isEqualTo(0.25);
        assertThat(iou(4)).isCloseTo(1 / 7.0, within(1e-12));
        assertThat(iou(5)).isZero();
    }

    /** Counted pixel by pixel. */
    @Test
    void isTheShareOfPixels() {
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            Box a = box(random), b = box(random);
            int both = 0, either = 0;
            for (int y = 0; y < 40; y++) {
                for (int x = 0; x < 40; x++) {
                    boolean inA = covers(a, x + 0.5, y + 0.5), inB = covers(b, x + 0.5, y + 0.5);
                    both += inA && inB ? 1 : 0;
                    either += inA || inB ? 1 : 0;
                }
            }
            assertThat(Overlap.iou(a, b)).isCloseTo((double) both / either, within(1e-12));
        }
    }

    private static double iou(int guess) {
        return Overlap.iou(
                IntersectionOverUnion.truth(),
                IntersectionOverUnion.guesses().get(guess).box());
    }

    private static Box box(Random random) {
        return new Box(random.nextInt(20), random.nextInt(20), 1 + random.nextInt(20), 1 + random.nextInt(20));
    }

    private static boolean covers(Box box, double x, double y) {
        return x > box.x() && x < box.right() && y > box.y() && y < box.bottom();
    }
}
