package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InsetTest {
    @Test
    void cutsTheSamePartOutOfPicturesOfAnySize() {
        Inset lower = new Inset(0.5f, 0.25f, 0.5f, 0.5f);
        Image picture = new Image(1, 2, 4, new float[] {0, 1, 2, 3, 4, 5, 6, 7});
        Image part = lower.apply(picture, null);
        assertThat(part.height()).isEqualTo(1);
        assertThat(part.pixels()).containsExactly(5, 6);
        assertThat(lower.frame(100, 200)).contains(new Frame(50, 50, 50, 100));
    }

    @Property
    void hasAPixelAtLeastAndNoneOutside(
            @ForAll @FloatRange(min = 0, max = 0.9f) float top,
            @ForAll @FloatRange(min = 0.01f, max = 1) float height,
            @ForAll @IntRange(min = 1, max = 40) int side) {
        Inset some = new Inset(top, 0, Math.min(height, 1 - top), 1);
        Image part = some.apply(Image.black(3, side, side), null);
        Frame frame = some.frame(side, side).orElseThrow();
        assertThat(part.height()).isEqualTo((int) frame.height()).isBetween(1, side);
        assertThat(frame.top() + frame.height()).isLessThanOrEqualTo(side);
    }

    @Test
    void aPartThatReachesOverTheEdgeIsRefused() {
        assertThatThrownBy(() -> new Inset(0.5f, 0, 0.6f, 1)).hasMessageContaining("ends inside it");
        assertThatThrownBy(() -> new Inset(0, 0, 0, 1)).hasMessageContaining("height");
    }
}
