package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.junit.jupiter.api.Test;

class ProposedRegionsTest {
    @Test
    void everyThingHasAProposal() {
        DrawnRoad road = ProposedRegions.road();
        List<Box> proposals = ProposedRegions.proposals(road);
        assertThat(proposals.size()).isLessThan(ProposedRegions.windows() / 10);
        for (LabelledBox thing : road.things()) {
            assertThat(Overlap.iou(ProposedRegions.best(proposals, thing), thing.box()))
                    .as(DrawnRoad.name(thing))
                    .isGreaterThan(0.6);
        }
    }
}
