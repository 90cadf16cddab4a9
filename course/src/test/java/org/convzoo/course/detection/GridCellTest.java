package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.YoloHead;
import org.convzoo.yolo.YoloHead.Anchor;
import org.convzoo.yolo.YoloHead.Classes;
import org.convzoo.yolo.YoloLoss;
import org.convzoo.yolo.YoloTargets;
import org.convzoo.yolo.YoloTargets.Grid;
import org.junit.jupiter.api.Test;

class GridCellTest {
    @Test
    void aCarMayBeWiderThanItsCell() {
        GridCell car = cell(GridCell.road().things().get(1).box(), 3);
        assertThat(car.row()).isEqualTo(1);
        assertThat(car.column()).isEqualTo(2);
        assertThat(car.x()).isCloseTo(0.2, within(1e-12));
        assertThat(car.y()).isCloseTo(0.75, within(1e-12));
        assertThat(car.height()).isCloseTo(0.875, within(1e-12));
        assertThat(car.width()).isCloseTo(1.4, within(1e-12));
    }

    @Test
    void theBoxComesBack() {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            Box box =
                    new Box(random.nextInt(200), random.nextInt(100), 1 + random.nextInt(150), 1 + random.nextInt(150));
            for (int side : new int[] {3, 19}) {
                Box again = cell(box, side).box(side, side, DrawnRoad.HEIGHT, DrawnRoad.WIDTH);
                assertThat(Overlap.iou(again, box)).isCloseTo(1, within(1e-9));
            }
        }
        assertThat(cell(Box.ofCenter(DrawnRoad.WIDTH, DrawnRoad.HEIGHT, 4, 4), 3)
                        .row())
                .isEqualTo(2); // the corner
    }

    /** With one anchor of the size of a cell, the zoo's targets say the same, sizes as logarithms. */
    @Test
    void isWhatTheTargetsSay() {
        YoloHead head = new YoloHead("grid", List.of(new Anchor(1 / 3.0, 1 / 3.0)), 3, Classes.EXCLUSIVE, 1);
        YoloTargets targets =
                new YoloTargets(List.of(head), List.of(new Grid(3, 3)), DrawnRoad.HEIGHT, DrawnRoad.WIDTH, 0.5);
        for (LabelledBox thing : GridCell.road().things()) {
            float[][] volume = {new float[targets.length(0)]};
            targets.encode(List.of(thing), volume, new int[1]);
            GridCell cell = cell(thing.box(), 3);
            int at = 3 * cell.row() + cell.column();
            assertThat(volume[0][4 * 9 + at]).isEqualTo(YoloLoss.THING);
            assertThat(volume[0][at]).isCloseTo((float) cell.x(), within(1e-6f));
            assertThat(volume[0][9 + at]).isCloseTo((float) cell.y(), within(1e-6f));
            assertThat(Math.exp(volume[0][2 * 9 + at])).isCloseTo(cell.width(), within(1e-6));
            assertThat(Math.exp(volume[0][3 * 9 + at])).isCloseTo(cell.height(), within(1e-6));
        }
    }

    /** By chance eight midpoints have nine cells for themselves on 0.8 % of the roads, and 361 cells on 92.5 %. */
    @Test
    void finerGridsAreSharedLess() {
        assertThat(GridCell.shared(3)).isBetween(985, 998);
        assertThat(GridCell.shared(19)).isBetween(50, 100);
    }

    private static GridCell cell(Box box, int side) {
        return GridCell.of(box, side, side, DrawnRoad.HEIGHT, DrawnRoad.WIDTH);
    }
}
