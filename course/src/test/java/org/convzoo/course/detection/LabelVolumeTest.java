package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.Yolo;
import org.convzoo.yolo.YoloDecoder;
import org.convzoo.yolo.YoloHead;
import org.convzoo.yolo.YoloTargets;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LabelVolumeTest {
    @Test
    void threeByThreeByTwoByEight() {
        YoloTargets small = AnchorBoxes.targets();
        assertThat(small.heads().get(0).boxChannels()).isEqualTo(8);
        assertThat(small.length(0)).isEqualTo(3 * 3 * 2 * 8);
        YoloTargets large = LabelVolume.targets(Yolo.YOLOV2, 608);
        assertThat(large.grids()).containsExactly(new YoloTargets.Grid(19, 19));
        assertThat(large.heads().get(0).anchors()).hasSize(5);
        assertThat(large.length(0)).isEqualTo(19 * 19 * 5 * 85).isEqualTo(153_425);
    }

    @Test
    void thingsAreReadBack() {
        List<LabelledBox> things = LabelVolume.road().things();
        float[] volume = AnchorBoxes.volume(things);
        double[] car = LabelVolume.numbers(volume, 1, 1, 1);
        assertThat(car[4]).isEqualTo(1);
        assertThat(new double[] {car[5], car[6], car[7]}).containsExactly(0, 1, 0);
        Box shares = LabelVolume.box(1, 1, 3, 3, AnchorBoxes.ANCHORS.get(1), car[0], car[1], car[2], car[3]);
        Box pixels = new Box(
                shares.x() * DrawnRoad.WIDTH,
                shares.y() * DrawnRoad.HEIGHT,
                shares.width() * DrawnRoad.WIDTH,
                shares.height() * DrawnRoad.HEIGHT);
        assertThat(Overlap.iou(pixels, things.get(0).box())).isCloseTo(1, within(1e-5));
        int taken = 0;
        for (int i = 0; i < 18; i++) {
            taken += LabelVolume.numbers(volume, i / 6, i / 2 % 3, i % 2)[4] == 1 ? 1 : 0;
        }
        assertThat(taken).isEqualTo(3);
    }

    /** Of one box whose numbers are drawn by lot. */
    @Test
    void aBoxIsWhatTheDecoderSays() {
        YoloHead head = AnchorBoxes.targets().heads().get(0);
        Random random = new Random(1);
        for (int i = 0; i < 30; i++) {
            int row = random.nextInt(3), column = random.nextInt(3), anchor = random.nextInt(2);
            double[] z = random.doubles(4, -2, 2).toArray();
            INDArray output = Nd4j.valueArrayOf(new long[] {1, 16, 3, 3}, -20.0);
            for (int k = 0; k < 4; k++) {
                output.putScalar(new int[] {0, 8 * anchor + k, row, column}, z[k]);
            }
            output.putScalar(new int[] {0, 8 * anchor + 4, row, column}, 9);
            output.putScalar(new int[] {0, 8 * anchor + 6, row, column}, 9);
            List<Detection> found = YoloDecoder.decode(head, output, 0, 1, 1, 0.5);
            assertThat(found).hasSize(1);
            Box box = LabelVolume.box(
                    row, column, 3, 3, AnchorBoxes.ANCHORS.get(anchor), sigmoid(z[0]), sigmoid(z[1]), z[2], z[3]);
            assertThat(found.get(0).label()).isEqualTo(DrawnRoad.CAR);
            assertThat(Overlap.iou(found.get(0).box(), box)).isCloseTo(1, within(1e-5));
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
