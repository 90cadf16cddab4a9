package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.data.LabelledBox;
import org.convzoo.data.Randoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionProposalsTest {
    /** Two halves and a square of 10 x 10 in one of them. */
    private static Image threeColors() {
        float[] pixels = new float[3 * 40 * 60];
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 60; x++) {
                boolean square = x >= 5 && x < 15 && y >= 20 && y < 30;
                pixels[(square ? 2 : x < 30 ? 0 : 1) * 2400 + y * 60 + x] = 200;
            }
        }
        return new Image(3, 40, 60, pixels);
    }

    @Test
    void cutsWhereColorsChange() {
        Segmentation three = Segmentation.of(threeColors(), 0, 100, 1);
        assertThat(three.count()).isEqualTo(3);
        assertThat(three.at(0, 0)).isEqualTo(three.at(39, 29)).isNotEqualTo(three.at(0, 30));
        assertThat(three.at(20, 5)).isEqualTo(three.at(29, 14)).isNotEqualTo(three.at(19, 5));
        assertThat(Arrays.stream(three.labels())
                        .filter(label -> label == three.at(25, 10))
                        .count())
                .isEqualTo(100);
        Segmentation two = Segmentation.of(threeColors(), 0, 100, 101);
        assertThat(two.count()).isEqualTo(2); // the square is too small
    }

    @Test
    void largestMergedFirst() {
        List<Box> boxes = new RegionProposals(List.of(100.0), 0, 1, 640, 10).propose(threeColors());
        assertThat(boxes.get(0)).isEqualTo(new Box(0, 0, 60, 40)); // all
        assertThat(boxes.get(1))
                .isEqualTo(new Box(0, 0, 30, 40)); // a half with the square in it: it had a box by itself, too
        assertThat(boxes)
                .containsExactlyInAnyOrder(
                        new Box(0, 0, 60, 40), new Box(0, 0, 30, 40), new Box(30, 0, 30, 40), new Box(5, 20, 10, 10));
        assertThat(new RegionProposals(List.of(100.0), 0, 1, 640, 2).propose(threeColors()))
                .isEqualTo(boxes.subList(0, 2));
    }

    @Test
    void everyShapeOfDrawnScenesIsProposed() {
        for (int seed = 0; seed < 40; seed++) {
            DrawnScene scene = DrawnScene.of(seed);
            List<Box> boxes = RegionProposals.upTo(300).propose(scene.picture());
            for (LabelledBox thing : scene.things()) {
                assertThat(boxes).as("scene %d, %s", seed, thing).anyMatch(box -> Overlap.iou(box, thing.box()) >= 0.7);
            }
        }
    }

    /** What the Javadoc shows. */
    @Test
    void isUsableInFiveLines(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("three.png");
        BufferedImage drawn = threeColors().toBufferedImage();
        ImageIO.write(drawn, "png", file.toFile());
        Box thing = new Box(5, 20, 10, 10);

        Image picture = ImageReader.read(file);
        List<Box> boxes = RegionProposals.upTo(300).propose(picture);
        double best =
                boxes.stream().mapToDouble(box -> Overlap.iou(box, thing)).max().orElse(0);
        String line = "%d boxes, the best has an IoU of %.2f".formatted(boxes.size(), best);

        assertThat(line).endsWith(" boxes, the best has an IoU of 1.00");
    }

    /** Of whatever picture: each box lies on it and has an area, none comes twice, and no more than asked for. */
    @Property(tries = 60)
    void boxesLieOnThePicture(
            @ForAll @IntRange(min = 1, max = 50) int height,
            @ForAll @IntRange(min = 1, max = 50) int width,
            @ForAll boolean grey,
            @ForAll @IntRange(min = 1, max = 40) int limit,
            @ForAll long seed) {
        int channels = grey ? 1 : 3;
        float[] pixels = new float[channels * height * width];
        var random = Randoms.keyed(seed);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt(2) * 100 + random.nextInt(50);
        }
        RegionProposals proposals = new RegionProposals(List.of(20.0, 80.0), 0.5, 4, 32, limit);
        Image picture = new Image(channels, height, width, pixels);
        List<Box> boxes = proposals.propose(picture);
        assertThat(boxes).isNotEmpty().hasSizeLessThanOrEqualTo(limit).doesNotHaveDuplicates();
        assertThat(boxes).allSatisfy(box -> {
            assertThat(box.area()).isPositive();
            assertThat(box.x()).isNotNegative();
            assertThat(box.y()).isNotNegative();
            assertThat(box.right()).isLessThanOrEqualTo(width + 1e-9);
            assertThat(box.bottom()).isLessThanOrEqualTo(height + 1e-9);
        });
        assertThat(proposals.propose(picture)).isEqualTo(boxes);
        assertThat(boxes.get(0).area()).isGreaterThan((double) height * width - 1e-6); // all became one
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new RegionProposals(List.of(), 0.8, 20, 640, 300))
                .hasMessage("scales must be > 0, got []");
        assertThatThrownBy(() -> new RegionProposals(List.of(1.0, Double.NaN), 0.8, 20, 640, 300))
                .hasMessage("scales must be > 0, got [1.0, NaN]");
        assertThatThrownBy(() -> new RegionProposals(List.of(1.0), -1, 20, 640, 300))
                .hasMessage("sigma must be 0 to 100 and minSize >= 1, got -1.0 and 20");
        assertThatThrownBy(() -> RegionProposals.upTo(0))
                .hasMessage("side must be 1 to 4096 and limit >= 1, got 640 and 0");
    }
}
