package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.convzoo.data.Box;
import org.convzoo.data.BoxDataset;
import org.convzoo.data.BoxPicture;
import org.convzoo.data.Dataset;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.AnchorClusters.Center;
import org.convzoo.yolo.YoloHead.Anchor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnchorClustersTest {
    private static final List<Anchor> TRUE =
            List.of(new Anchor(0.05, 0.06), new Anchor(0.1, 0.3), new Anchor(0.3, 0.125), new Anchor(0.5, 0.75));

    /** Forty boxes about each of four shapes, in pairs that are as much too large as too small. */
    @ParameterizedTest
    @EnumSource
    void recoversDrawnClusters(Center center) {
        Random random = new Random(1);
        List<Anchor> shapes = new ArrayList<>();
        for (Anchor anchor : TRUE) {
            shapes.add(anchor);
            for (int pair = 0; pair < 20; pair++) {
                double wide = 0.1 * random.nextDouble() * anchor.width(),
                        high = 0.1 * random.nextDouble() * anchor.height();
                shapes.add(new Anchor(anchor.width() - wide, anchor.height() + high));
                shapes.add(new Anchor(anchor.width() + wide, anchor.height() - high));
            }
        }
        AnchorClusters clusters = AnchorClusters.of(shapes, 4, center, 5, 7);
        assertThat(clusters.anchors()).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(clusters.anchors().get(i).width()).isCloseTo(TRUE.get(i).width(), within(1e-12));
            assertThat(clusters.anchors().get(i).height()).isCloseTo(TRUE.get(i).height(), within(1e-12));
        }
        assertThat(clusters.meanIou()).isBetween(0.88, 1.0);
        assertThat(AnchorClusters.meanIou(TRUE, shapes)).isCloseTo(clusters.meanIou(), within(1e-9));
    }

    @Test
    void ofEqualBoxesNothingIsLost() {
        List<Anchor> shapes = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            shapes.addAll(TRUE);
        }
        AnchorClusters clusters = AnchorClusters.of(shapes, 4, 1);
        assertThat(clusters.anchors()).isEqualTo(TRUE);
        assertThat(clusters.meanIou()).isEqualTo(1);
    }

    /** Of 1 x 1 and 3 x 3 the anchor 1 x 1 gives (1 + 1/9) / 2, 2 x 2 gives (1/4 + 4/9) / 2: the best round counts, not the last. */
    @Test
    void byHand() {
        List<Anchor> shapes = List.of(new Anchor(0.1, 0.1), new Anchor(0.3, 0.3));
        AnchorClusters one = AnchorClusters.of(shapes, 1, Center.MEAN, 1, 1);
        assertThat(one.meanIou()).isCloseTo(5 / 9.0, within(1e-12));
        assertThat(AnchorClusters.meanIou(List.of(new Anchor(0.2, 0.2)), shapes))
                .isCloseTo(25 / 72.0, within(1e-12));
    }

    @Property(tries = 100)
    void moreAnchorsFitNoWorse(
            @ForAll @Size(min = 4, max = 40) List<@IntRange(min = 0, max = 399) Integer> drawn, @ForAll long seed) {
        List<Anchor> shapes = drawn.stream()
                .map(number -> new Anchor((1 + number % 20) / 20.0, (1 + number / 20) / 20.0))
                .toList();
        int different = (int) shapes.stream().distinct().count();
        double before = 0;
        for (int count = 1; count <= Math.min(6, different); count++) {
            AnchorClusters clusters = AnchorClusters.of(shapes, count, Center.MEDIAN, 2, seed);
            assertThat(clusters).isEqualTo(AnchorClusters.of(shapes, count, Center.MEDIAN, 2, seed));
            assertThat(clusters.anchors()).hasSize(count);
            assertThat(clusters.anchors().stream()
                            .map(anchor -> anchor.width() * anchor.height())
                            .toList())
                    .isSorted();
            assertThat(clusters.meanIou()).isBetween(before, 1.0);
            assertThat(AnchorClusters.meanIou(clusters.anchors(), shapes)).isCloseTo(clusters.meanIou(), within(1e-9));
            before = clusters.meanIou();
        }
        if (different <= 6) {
            assertThat(before).isCloseTo(1, within(1e-12)); // each shape has an anchor of its own
        }
    }

    @Test
    void refusesWhatCannotBeClustered() {
        assertThatThrownBy(() -> AnchorClusters.of(List.of(), 2, 1))
                .hasMessage("2 anchors need as many boxes of different shapes, got 0 (no boxes)");
        assertThatThrownBy(() -> AnchorClusters.of(List.of(TRUE.get(0), TRUE.get(0), TRUE.get(1)), 3, 1))
                .hasMessage("3 anchors need as many boxes of different shapes, got 2");
        assertThatThrownBy(() -> AnchorClusters.of(TRUE, 0, 1))
                .hasMessage("count and restarts must be >= 1, got 0 and 5");
        assertThatThrownBy(() -> new AnchorClusters(List.of(), 1))
                .hasMessage("clusters need anchors and a mean IoU of 0 to 1, got 0 and 1.0");
    }

    /** What the Javadoc shows, on a picture of 200 x 100 that is fitted into 320 x 320: its height becomes half the input's. */
    @Test
    void ofADataSet(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("wide.png");
        ImageIO.write(new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        List<LabelledBox> shares = List.of(
                new LabelledBox(new Box(0.1, 0.1, 0.5, 0.5), 0),
                new LabelledBox(new Box(0.2, 0.3, 0.25, 0.4), 1),
                new LabelledBox(new Box(0.2, 0.3, 0, 0.4), 1),
                new LabelledBox(new Box(0, 0, 0.3, 0.1), 1, true));
        BoxDataset data = new BoxDataset(
                "drawn", List.of("a", "b"), Map.of(Dataset.TRAIN, List.of(new BoxPicture(file, shares))), List.of());

        List<BoxPicture> pictures = data.part(Dataset.TRAIN);
        AnchorClusters clusters = AnchorClusters.of(AnchorClusters.shapes(pictures, 320, 320), 2, 1);
        List<String> lines = new ArrayList<>();
        for (Anchor anchor : clusters.anchors()) {
            lines.add(Math.round(anchor.width() * 320) + " x " + Math.round(anchor.height() * 320));
        }
        assertThat(lines).containsExactly("80 x 64", "160 x 80");
    }
}
