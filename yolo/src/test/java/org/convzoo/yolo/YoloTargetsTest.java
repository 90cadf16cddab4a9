package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.convzoo.core.detection.Detection;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.YoloHead.Anchor;
import org.convzoo.yolo.YoloHead.Classes;
import org.convzoo.yolo.YoloTargets.Grid;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class YoloTargetsTest {
    private static final int SIDE = 64;
    private static final YoloHead COARSE =
            new YoloHead("coarse", List.of(new Anchor(0.5, 0.5), new Anchor(0.8, 0.4)), 3, Classes.INDEPENDENT, 1);
    private static final YoloHead FINE =
            new YoloHead("fine", List.of(new Anchor(0.1, 0.1), new Anchor(0.2, 0.1)), 3, Classes.INDEPENDENT, 1.1);
    private static final YoloTargets TARGETS =
            new YoloTargets(List.of(COARSE, FINE), List.of(new Grid(2, 2), new Grid(4, 4)), SIDE, SIDE, 0.5);

    private static float[][] encoded(LabelledBox... things) {
        float[][] volumes = {new float[TARGETS.length(0)], new float[TARGETS.length(1)]};
        TARGETS.encode(List.of(things), volumes, new int[2]);
        return volumes;
    }

    /** What a perfect net would say, decoded, are the things. */
    @Property(tries = 300)
    void decodingUndoesIt(
            @ForAll @DoubleRange(max = SIDE) double x,
            @ForAll @DoubleRange(max = SIDE) double y,
            @ForAll @DoubleRange(min = 1, max = SIDE) double width,
            @ForAll @DoubleRange(min = 1, max = SIDE) double height,
            @ForAll @IntRange(max = 2) int label) {
        Box box = Box.ofCenter(x, y, width, height);
        List<Detection> found = decoded(encoded(new LabelledBox(box, label)));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).label()).isEqualTo(label);
        Box again = found.get(0).box();
        assertThat(again.centerX()).isCloseTo(x, within(0.01));
        assertThat(again.centerY()).isCloseTo(y, within(0.01));
        assertThat(again.width()).isCloseTo(width, within(1e-3 * width));
        assertThat(again.height()).isCloseTo(height, within(1e-3 * height));
    }

    private static List<Detection> decoded(float[][] volumes) {
        List<Detection> found = new ArrayList<>();
        YoloHead[] heads = {COARSE, FINE};
        for (int h = 0; h < 2; h++) {
            int side = h == 0 ? 2 : 4;
            float[] z = volumes[h].clone();
            int plane = side * side;
            for (int i = 0; i < z.length; i++) {
                int number = i / plane % heads[h].boxChannels();
                if (number < 2) {
                    double p = Math.max(1e-6, Math.min(1 - 1e-6, z[i]));
                    z[i] = (float) Math.log(p / (1 - p));
                } else if (number > 3) {
                    z[i] = z[i] == 1 ? 20 : -20;
                }
            }
            INDArray output = Nd4j.createFromArray(z).reshape(1, heads[h].channels(), side, side);
            found.addAll(YoloDecoder.decode(heads[h], output, 0, SIDE, SIDE, 0.5));
        }
        return found;
    }

    @Test
    void thingsOfOneCellTakeDifferentAnchors() {
        Box small = Box.ofCenter(20, 20, 7, 6);
        List<Detection> found = decoded(encoded(
                new LabelledBox(small, 0),
                new LabelledBox(Box.ofCenter(21, 20, 7, 6), 1),
                new LabelledBox(Box.ofCenter(22, 20, 7, 6), 2),
                new LabelledBox(Box.ofCenter(23, 20, 7, 6), 0)));
        assertThat(found.stream().map(Detection::label)).containsExactlyInAnyOrder(0, 1, 2, 0);
        float[][] volumes = {new float[TARGETS.length(0)], new float[TARGETS.length(1)]};
        List<LabelledBox> five = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            five.add(new LabelledBox(small, 0));
        }
        assertThat(TARGETS.encode(five, volumes, new int[2])).isEqualTo(1); // four anchors reach that cell
    }

    @Test
    void anAnchorThatNearlyFitsIsIgnored() {
        float[][] volumes = encoded(new LabelledBox(Box.ofCenter(16, 16, 36, 30), 1));
        int objectness = 4 * 4; // of the first anchor, four cells
        assertThat(volumes[0][objectness]).isEqualTo(YoloLoss.THING);
        assertThat(volumes[0][(8 + 4) * 4]).isEqualTo(YoloLoss.IGNORED); // the wide one in the same cell
        assertThat(volumes[0][objectness + 3]).isEqualTo(YoloLoss.NOTHING);
    }

    @Test
    void oddBoxes() {
        assertThat(decoded(encoded(new LabelledBox(Box.ofCenter(SIDE, SIDE, 10, 10), 0))))
                .hasSize(1); // in the corner
        assertThat(decoded(encoded(new LabelledBox(Box.ofCenter(SIDE + 1, 3, 10, 10), 0))))
                .isEmpty(); // beside it
        assertThat(decoded(encoded(new LabelledBox(new Box(3, 3, 0, 5), 0)))).isEmpty();
        assertThat(decoded(encoded())).isEmpty();
        assertThat(decoded(encoded(new LabelledBox(Box.ofCenter(9, 9, 6, 6), 0, true))))
                .isEmpty(); // a crowd
        assertThatThrownBy(() -> encoded(new LabelledBox(Box.ofCenter(9, 9, 6, 6), 3)))
                .hasMessage("the net knows 3 classes, a thing is of class 3");
        assertThatThrownBy(() -> new Anchor(0, 1))
                .hasMessage("an anchor needs a width and a height above 0, got 0.0 x 1.0");
    }
}
