package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.AnchorClusters;
import org.junit.jupiter.api.Test;

class AnchorBoxesTest {
    @Test
    void twoThingsShareACell() {
        List<LabelledBox> things = AnchorBoxes.road().things();
        assertThat(AnchorBoxes.taken(things)).containsExactly("row 1, column 1, anchor 1", "row 1, column 1, anchor 2");
        assertThat(AnchorBoxes.taken(List.of(things.get(0)))).containsExactly("row 1, column 1, anchor 2");
        assertThat(AnchorBoxes.taken(List.of(things.get(1)))).containsExactly("row 1, column 1, anchor 1");
        assertThat(AnchorBoxes.homeless(things)).isZero();
        LabelledBox third = DrawnRoad.thing(DrawnRoad.MOTORCYCLE, 180, 160, 80, 56);
        assertThat(AnchorBoxes.homeless(List.of(things.get(0), things.get(1), third)))
                .isEqualTo(1);
    }

    @Test
    void moreAnchorsFitBetter() {
        double before = 0;
        for (int k = 1; k <= 4; k++) {
            AnchorClusters clusters = AnchorClusters.of(AnchorBoxes.shapes(), k, 1);
            assertThat(clusters.anchors()).hasSize(k);
            assertThat(clusters.meanIou()).isGreaterThan(before + 0.02);
            before = clusters.meanIou();
        }
        assertThat(before).isGreaterThan(0.7);
    }
}
