package org.convzoo.core.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.convzoo.data.Box;
import org.junit.jupiter.api.Test;

class NonMaxSuppressionTest {
    private static final NonMaxSuppression HALF = NonMaxSuppression.of(0.5);

    @Test
    void theSurestStays() {
        Detection car = new Detection(new Box(10, 10, 40, 20), 1, 0.9);
        Detection again = new Detection(new Box(12, 10, 40, 20), 1, 0.95); // IoU 0.90
        Detection truck = new Detection(new Box(11, 10, 40, 20), 2, 0.3);
        Detection other = new Detection(new Box(40, 10, 40, 20), 1, 0.4);
        List<Detection> all = List.of(car, again, truck, other);
        assertThat(HALF.apply(all)).containsExactly(again, other, truck);
        assertThat(new NonMaxSuppression(0.5, false, 300).apply(all)).containsExactly(again, other);
        assertThat(new NonMaxSuppression(0.5, false, 1).apply(all)).containsExactly(again);
        assertThat(NonMaxSuppression.of(1).apply(all)).hasSize(4);
    }

    @Test
    void aChainIsNotSwallowed() { // the middle one goes, so the last is not suppressed by it
        Detection first = new Detection(new Box(0, 0, 10, 10), 0, 0.9);
        Detection middle = new Detection(new Box(3, 0, 10, 10), 0, 0.8);
        Detection last = new Detection(new Box(6, 0, 10, 10), 0, 0.7);
        assertThat(HALF.apply(List.of(last, middle, first))).containsExactly(first, last);
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> NonMaxSuppression.of(1.5)).hasMessage("threshold must be 0 to 1, got 1.5");
        assertThatThrownBy(() -> new NonMaxSuppression(0.5, true, 0)).hasMessage("limit must be >= 1, got 0");
        assertThatThrownBy(() -> new Detection(new Box(0, 0, 1, 1), 0, Double.NaN))
                .hasMessage("score must be 0 to 1, got NaN");
    }

    @Property
    void holdsItsOrder(@ForAll("detections") @Size(max = 30) List<Detection> detections) {
        List<Detection> kept = HALF.apply(detections);
        assertThat(detections).containsAll(kept);
        assertThat(kept).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        assertThat(HALF.apply(kept)).isEqualTo(kept); // idempotent
        for (Detection a : kept) {
            for (Detection b : kept) {
                if (!a.equals(b) && a.label() == b.label()) {
                    assertThat(Overlap.iou(a.box(), b.box())).isLessThanOrEqualTo(0.5);
                }
            }
        }
        for (Detection gone : detections) {
            if (!kept.contains(gone)) {
                assertThat(kept)
                        .anyMatch(better -> better.label() == gone.label()
                                && better.score() >= gone.score()
                                && Overlap.iou(better.box(), gone.box()) > 0.5);
            }
        }
    }

    @Property
    void aLimitTakesTheFirst(@ForAll("detections") @Size(max = 30) List<Detection> detections) {
        List<Detection> all = HALF.apply(detections);
        assertThat(new NonMaxSuppression(0.5, true, 3).apply(detections))
                .isEqualTo(all.subList(0, Math.min(3, all.size())));
    }

    @Provide
    Arbitrary<List<Detection>> detections() {
        return Combinators.combine(
                        OverlapTest.anyBox(),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 20).map(i -> i / 20.0))
                .as(Detection::new)
                .list();
    }
}
