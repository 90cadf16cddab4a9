package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.convzoo.data.CornerCrop.Corner;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameTest {
    static Stream<Transform> transforms() {
        return Stream.of(
                new Resize(20, 90),
                new ResizeShorter(20),
                new CenterCrop(17, 30),
                new CenterCrop(50, 60),
                new Fit(50, 50, 0),
                new Fit(21, 64, 0),
                new Pad(1, 2, 3, 4, 0),
                new CornerCrop(20, 30, Corner.TOP_LEFT),
                new CornerCrop(20, 30, Corner.TOP_RIGHT),
                new CornerCrop(20, 30, Corner.BOTTOM_LEFT),
                new CornerCrop(20, 30, Corner.BOTTOM_RIGHT),
                new CornerCrop(20, 30, Corner.CENTER));
    }

    /** A picture whose pixels say where they are: after the transform they say where they came from, to a tenth when resized. */
    @ParameterizedTest
    @MethodSource("transforms")
    void saysWhereAPixelCameFrom(Transform transform) {
        int height = 40, width = 55;
        Image rows = Image.black(1, height, width);
        Image columns = Image.black(1, height, width);
        for (int i = 0; i < height * width; i++) {
            int row = i / width;
            rows.pixels()[i] = row + 0.5f;
            columns.pixels()[i] = i % width + 0.5f;
        }
        Image y = transform.apply(rows, () -> 0);
        Image x = transform.apply(columns, () -> 0);
        Frame frame = transform.frame(height, width).orElseThrow();
        int compared = 0;
        for (int v = 0; v < y.height(); v++) {
            for (int u = 0; u < y.width(); u++) {
                double down = frame.top() + (v + 0.5) * frame.height() / y.height();
                double across = frame.left() + (u + 0.5) * frame.width() / y.width();
                if (down > 4 && down < height - 4 && across > 4 && across < width - 4) { // edges repeat
                    assertThat(y.at(0, v, u)).isCloseTo((float) down, within(0.1f));
                    assertThat(x.at(0, v, u)).isCloseTo((float) across, within(0.1f));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(100);
    }

    @Test
    void stepsCombine() {
        Preprocessing preprocessing =
                Preprocessing.unit(20, 20, ChannelOrder.RGB, new ResizeShorter(40), new CenterCrop(20, 20));
        assertThat(preprocessing.frame(Image.black(1, 80, 160))).contains(new Frame(20, 60, 40, 40));
        assertThat(preprocessing.withSteps(List.of()).frame(Image.black(3, 20, 20)))
                .contains(Frame.whole(20, 20));
        assertThat(preprocessing
                        .withSteps(List.of(new DarkBackground(), new Mirror()))
                        .frame(Image.black(3, 20, 20)))
                .isEmpty();
    }
}
