package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CanvasTest {
    private final Canvas canvas = new Canvas(1, 100, 100, 50);

    /** Of a picture of 40x40 that lies at its own size. */
    private List<LabelledBox> laid(double x, double y, boolean mirrored, Box... boxes) {
        List<LabelledBox> things = List.of(boxes).stream()
                .map(box -> new LabelledBox(box, 3, true))
                .toList();
        MarkedImage picture = new MarkedImage(Pictures.constant(1, 40, 40, 200), things);
        canvas.lay(picture, new Box(x, y, 40, 40), canvas.area(), mirrored);
        return canvas.picture().things();
    }

    @Test
    void whatIsCutKeepsWhatCanBeSeenOfIt() {
        // 20 pixels of the picture are beyond the left edge.
        assertThat(laid(-20, 0, false, new Box(8, 5, 16, 10)))
                .containsExactly(new LabelledBox(new Box(0, 5, 4, 10), 3, true));
    }

    @Test
    void lessThanAQuarterIsNothing() {
        assertThat(laid(-20, 0, false, new Box(7, 5, 16, 10))).isEmpty(); // 3 of 16 columns
    }

    @Test
    void lessThanThreePixelsAreNothing() {
        assertThat(laid(0, 0, false, new Box(1, 5, 2.9, 30), new Box(1, 5, 30, 2.9)))
                .isEmpty();
        assertThat(laid(0, 0, false, new Box(1, 5, 3, 3))).hasSize(1);
    }

    @Test
    void mirroredBoxesAreOnTheOtherSide() {
        assertThat(laid(50, 10, true, new Box(5, 6, 10, 8)))
                .containsExactly(new LabelledBox(new Box(75, 16, 10, 8), 3, true));
    }

    @Test
    void besideThePartNothingIsPainted() {
        MarkedImage picture =
                new MarkedImage(Pictures.constant(1, 40, 40, 200), List.of(new LabelledBox(new Box(0, 0, 40, 40), 1)));
        canvas.lay(picture, new Box(10, 10, 80, 40), new Box(0, 0, 30, 20), false);
        canvas.lay(picture, new Box(200, 10, 80, 40), canvas.area(), false);
        Image image = canvas.picture().image();
        int painted = 0;
        for (float value : image.pixels()) {
            painted += value == 200 ? 1 : 0;
        }
        assertThat(painted).isEqualTo(200);
        assertThat(List.of(image.at(0, 9, 10), image.at(0, 10, 10), image.at(0, 19, 29), image.at(0, 20, 29)))
                .containsExactly(50f, 200f, 200f, 50f);
        assertThat(canvas.picture().things()).isEmpty(); // 200 of 3,200 square pixels
    }
}
