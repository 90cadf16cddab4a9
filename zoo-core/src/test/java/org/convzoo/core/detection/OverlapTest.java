package org.convzoo.core.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.convzoo.data.Box;
import org.junit.jupiter.api.Test;

class OverlapTest {
    @Test
    void byHand() {
        Box a = new Box(0, 0, 2, 2);
        assertThat(Overlap.iou(a, new Box(1, 1, 2, 2))).isEqualTo(1 / 7.0);
        assertThat(Overlap.giou(a, new Box(1, 1, 2, 2))).isCloseTo(1 / 7.0 - 2 / 9.0, within(1e-15));
        assertThat(Overlap.iou(a, new Box(0, 0, 2, 1))).isEqualTo(0.5);
        assertThat(Overlap.iou(a, new Box(2, 0, 2, 2))).isZero(); // they touch
        assertThat(Overlap.giou(a, new Box(2, 0, 2, 2))).isZero();
        assertThat(Overlap.giou(a, new Box(8, 0, 2, 2))).isEqualTo(-0.6);
        Box point = new Box(1, 1, 0, 0);
        assertThat(Overlap.iou(point, point)).isZero();
        assertThat(Overlap.giou(point, point)).isZero();
        assertThat(Overlap.iou(a, point)).isZero();
    }

    @Test
    void boxesHaveSides() {
        assertThat(Box.ofCorners(1, 2, 4, 8)).isEqualTo(new Box(1, 2, 3, 6));
        assertThat(Box.ofCenter(2.5, 5, 3, 6)).isEqualTo(new Box(1, 2, 3, 6));
        assertThat(new Box(-5, 2, 8, 100).clipped(10, 20)).isEqualTo(new Box(0, 2, 3, 18));
        assertThat(new Box(30, -9, 8, 4).clipped(10, 20)).isEqualTo(new Box(10, 0, 0, 0));
        assertThatThrownBy(() -> Box.ofCorners(4, 0, 3, 1))
                .hasMessage("a box needs finite edges and no negative sides, got 4.0, 0.0, -1.0 x 1.0");
        assertThatThrownBy(() -> new Box(Double.NaN, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void isSymmetricAndBounded(@ForAll("boxes") Box a, @ForAll("boxes") Box b) {
        double iou = Overlap.iou(a, b), giou = Overlap.giou(a, b);
        assertThat(iou).isBetween(0.0, 1.0).isEqualTo(Overlap.iou(b, a));
        assertThat(giou).isBetween(-1.0, 1.0).isEqualTo(Overlap.giou(b, a)).isLessThanOrEqualTo(iou);
        assertThat(Overlap.intersection(a, b)).isLessThanOrEqualTo(Math.min(a.area(), b.area()) * (1 + 1e-12));
        if (a.area() > 0) {
            assertThat(Overlap.iou(a, a)).isEqualTo(1);
            assertThat(Overlap.giou(a, a)).isCloseTo(1, within(1e-9));
        }
    }

    @Property
    void doesNotDependOnPlaceAndScale(@ForAll("boxes") Box a, @ForAll("boxes") Box b) {
        assertThat(Overlap.iou(moved(a), moved(b))).isCloseTo(Overlap.iou(a, b), within(1e-9));
        assertThat(Overlap.giou(moved(a), moved(b))).isCloseTo(Overlap.giou(a, b), within(1e-9));
    }

    private static Box moved(Box box) {
        return new Box(3 * box.x() - 40, 3 * box.y() + 70, 3 * box.width(), 3 * box.height());
    }

    @Provide
    Arbitrary<Box> boxes() {
        return anyBox();
    }

    /** Of whole and half pixels, so that many touch or are equal. */
    static Arbitrary<Box> anyBox() {
        Arbitrary<Double> place = Arbitraries.integers().between(-10, 60).map(i -> i / 2.0);
        Arbitrary<Double> side = Arbitraries.integers().between(0, 40).map(i -> i / 2.0);
        return Combinators.combine(place, place, side, side).as(Box::new);
    }
}
