package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.core.detection.Overlap;
import org.convzoo.course.detection.FilteredOutput.Scored;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.YoloDecoder;
import org.convzoo.yolo.YoloHead;
import org.convzoo.yolo.YoloHead.Anchor;
import org.convzoo.yolo.YoloHead.Classes;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FilteredOutputTest {
    private static final DrawnRoad ROAD = FilteredOutput.road();
    private static final List<Anchor> ANCHORS = FilteredOutput.anchors();
    private static final double[][][][] OUTPUT = FilteredOutput.output(ROAD, ANCHORS);

    /** The decoder reads [1, 5 x 8, 19, 19]; both ways have the same boxes, to the precision of its floats. */
    @Test
    void fiveStepsFindWhatTheDecoderFinds() {
        int side = FilteredOutput.SIDE, box = FilteredOutput.BOX;
        INDArray output = Nd4j.create(1, ANCHORS.size() * box, side, side);
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                for (int i = 0; i < ANCHORS.size() * box; i++) {
                    output.putScalar(new int[] {0, i, row, column}, OUTPUT[row][column][i / box][i % box]);
                }
            }
        }
        YoloHead head = new YoloHead("grid", ANCHORS, FilteredOutput.CLASSES, Classes.EXCLUSIVE, 1);
        List<Detection> decoded =
                YoloDecoder.decode(head, output, 0, DrawnRoad.HEIGHT, DrawnRoad.WIDTH, FilteredOutput.SCORE);
        List<Detection> own = sure().stream()
                .map(one -> FilteredOutput.corners(OUTPUT, one, ANCHORS, DrawnRoad.HEIGHT, DrawnRoad.WIDTH))
                .toList();
        same(own, NonMaxSuppression.of(1).apply(decoded)); // the surest first, and all of them
        same(
                FilteredOutput.suppressed(own),
                NonMaxSuppression.of(FilteredOutput.IOU).apply(decoded));
    }

    private static List<Scored> sure() {
        return FilteredOutput.atLeast(FilteredOutput.SCORE, FilteredOutput.likeliest(FilteredOutput.scores(OUTPUT)));
    }

    private static void same(List<Detection> own, List<Detection> zoo) {
        assertThat(own).hasSameSizeAs(zoo);
        for (Detection theirs : zoo) {
            assertThat(own)
                    .anyMatch(ours -> ours.label() == theirs.label()
                            && Math.abs(ours.score() - theirs.score()) < 1e-5
                            && Overlap.iou(ours.box(), theirs.box()) > 1 - 1e-4);
        }
    }

    @Test
    void everyThingIsLeftOnce() {
        List<Detection> left = FilteredOutput.suppressed(sure().stream()
                .map(one -> FilteredOutput.corners(OUTPUT, one, ANCHORS, DrawnRoad.HEIGHT, DrawnRoad.WIDTH))
                .toList());
        assertThat(left).hasSize(3);
        for (LabelledBox thing : ROAD.things()) {
            assertThat(left).anyMatch(one -> one.label() == thing.label() && Overlap.iou(one.box(), thing.box()) > 0.7);
        }
    }

    @Test
    void scoresOfABoxSumToItsObjectness() {
        double[][][][] scores = FilteredOutput.scores(OUTPUT);
        for (int anchor = 0; anchor < 5; anchor++) {
            double[] classes = scores[7][11][anchor];
            double objectness = 1 / (1 + Math.exp(-OUTPUT[7][11][anchor][4]));
            assertThat(classes[0] + classes[1] + classes[2]).isCloseTo(objectness, within(1e-12));
        }
        assertThat(FilteredOutput.likeliest(scores)).hasSize(1805);
    }
}
