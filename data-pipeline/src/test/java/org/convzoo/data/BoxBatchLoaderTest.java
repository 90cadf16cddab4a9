package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BoxBatchLoaderTest {
    private static final Preprocessing INPUT = Preprocessing.unit(24, 32, ChannelOrder.BGR, new Fit(24, 32, 127));
    private static final BoxAugmentation BOXES =
            new BoxAugmentation(0.5f, 0.5f, 1.5f, 0.1f, 0.5f, new ColorJitter(0.2f, 0, 0.2f, 0.01f));

    @TempDir
    Path folder;

    private final List<BoxPicture> pictures = new ArrayList<>();

    @BeforeEach
    void draw() throws IOException {
        for (int i = 0; i < 7; i++) {
            Path file = folder.resolve(i + ".png");
            Files.write(
                    file, Pictures.encode(Pictures.noise(3, 40 + i, 50 - i, i).toBufferedImage(), "png"));
            pictures.add(new BoxPicture(
                    file,
                    List.of(
                            new LabelledBox(new Box(0.1, 0.2, 0.5, 0.4), i),
                            new LabelledBox(new Box(0.5, 0.5, 0.5, 0.5), i, true))));
        }
    }

    private BoxBatchLoader loader(List<Transform> augmentation, int[] order, int batchSize, int epoch, int threads) {
        return new BoxBatchLoader(pictures, INPUT, augmentation, order, batchSize, 1, epoch, threads);
    }

    @Test
    void withoutAugmentationItIsThePreprocessing() {
        try (BoxBatchLoader loader = loader(List.of(), new int[] {5, 2, 6}, 2, 0, 2)) {
            assertThat(loader.batches()).isEqualTo(2);
            BoxBatch first = loader.next();
            assertThat(first.size()).isEqualTo(2);
            assertThat(first.indices()).containsExactly(5, 2);
            MarkedImage read = pictures.get(2).read();
            float[] expected = new float[2 * INPUT.length()];
            INPUT.normalize(INPUT.prepare(pictures.get(5).read().image()), expected, 0);
            INPUT.normalize(INPUT.prepare(read.image()), expected, INPUT.length());
            assertThat(first.features()).isEqualTo(expected);
            Frame frame = INPUT.frame(read.image()).orElseThrow();
            assertThat(first.things().get(1))
                    .isEqualTo(read.things().stream()
                            .map(thing -> new LabelledBox(
                                    frame.toResult(thing.box(), 24, 32).clipped(32, 24), thing.label(), thing.crowd()))
                            .toList());
            assertThat(first.things().get(1).get(1).crowd()).isTrue();
            BoxBatch last = loader.next();
            assertThat(last.size()).isEqualTo(1);
            assertThat(last.features()).hasSize(3 * 24 * 32);
            assertThat(loader.hasNext()).isFalse();
            assertThatThrownBy(loader::next).isInstanceOf(NoSuchElementException.class);
        }
        try (BoxBatchLoader loader = loader(List.of(), new int[0], 2, 0, 2)) {
            assertThat(loader.hasNext()).isFalse();
        }
    }

    @Test
    void whatACropLeavesNothingOfIsLeftOut() {
        Preprocessing corner = INPUT.withSteps(List.of(new CornerCrop(24, 32, CornerCrop.Corner.TOP_LEFT)));
        List<BoxPicture> one = List.of(new BoxPicture(
                pictures.get(0).file(), // 50x40
                List.of(
                        new LabelledBox(new Box(0.5, 0.5, 0.5, 0.5), 1),
                        new LabelledBox(new Box(0.7, 0.1, 0.2, 0.2), 2))));
        try (BoxBatchLoader loader = new BoxBatchLoader(one, corner, List.of(), new int[1], 1, 1, 0, 1)) {
            assertThat(loader.next().things()).containsExactly(List.of(new LabelledBox(new Box(25, 20, 7, 4), 1)));
        }
    }

    private record Seen(List<List<Float>> features, List<List<LabelledBox>> things) {}

    private Seen all(int[] order, int batchSize, int epoch, int threads) {
        Seen seen = new Seen(new ArrayList<>(), new ArrayList<>());
        try (BoxBatchLoader loader = loader(List.of(BOXES, new Cutout(6, 0)), order, batchSize, epoch, threads)) {
            while (loader.hasNext()) {
                BoxBatch batch = loader.next();
                for (int k = 0; k < batch.size(); k++) {
                    List<Float> values = new ArrayList<>();
                    for (int i = 0; i < INPUT.length(); i++) {
                        values.add(batch.features()[k * INPUT.length() + i]);
                    }
                    seen.features.add(values);
                }
                seen.things.addAll(batch.things());
            }
        }
        return seen;
    }

    @Test
    void threadsOrderAndBatchSizeChangeNothing() {
        Seen straight = all(new int[] {0, 1, 2, 3, 4, 5, 6}, 2, 3, 1);
        assertThat(all(new int[] {0, 1, 2, 3, 4, 5, 6}, 2, 3, 3)).isEqualTo(straight);
        Seen other = all(new int[] {6, 4, 0}, 3, 3, 2);
        assertThat(other.features)
                .containsExactly(straight.features.get(6), straight.features.get(4), straight.features.get(0));
        assertThat(other.things)
                .containsExactly(straight.things.get(6), straight.things.get(4), straight.things.get(0));
        assertThat(all(new int[] {0, 1, 2, 3, 4, 5, 6}, 2, 4, 1)).isNotEqualTo(straight);
    }

    @Test
    void aPictureThatCannotBeReadIsNamed() throws IOException {
        Files.delete(pictures.get(3).file());
        Files.write(pictures.get(4).file(), new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1});
        for (List<Transform> augmentation : List.of(List.<Transform>of(), List.<Transform>of(BOXES))) {
            for (int broken = 3; broken < 5; broken++) {
                BoxBatchLoader loader = loader(augmentation, new int[] {broken}, 2, 0, 1);
                assertThatThrownBy(loader::next)
                        .isInstanceOf(DataException.class)
                        .hasMessageContaining("cannot read picture " + folder.resolve(""))
                        .hasMessageNotContaining("\n");
                assertThat(loader.hasNext()).isFalse();
            }
        }
    }

    @Test
    void whatDoesNotSuitTheNetIsNamed() {
        Preprocessing large = INPUT.withSteps(List.of(new CornerCrop(90, 90, CornerCrop.Corner.CENTER)));
        Preprocessing small = INPUT.withSteps(List.of(new Resize(9, 9)));
        try (BoxBatchLoader loader = new BoxBatchLoader(pictures, large, List.of(), new int[] {2}, 1, 1, 0, 1);
                BoxBatchLoader second = new BoxBatchLoader(pictures, small, List.of(), new int[] {2}, 1, 1, 0, 1)) {
            assertThatThrownBy(loader::next)
                    .isInstanceOf(DataException.class)
                    .hasMessage("picture " + pictures.get(2).file()
                            + " does not suit the net: a picture of 42x48 has no corner of 90x90");
            assertThatThrownBy(second::next).hasMessageEndingWith("the net takes 3x24x32, the transforms gave 3x9x9");
        }
    }

    @Test
    void inAMosaicTheRightPictureIsNamed() throws IOException {
        Path thin = folder.resolve("thin.png");
        Files.write(thin, Pictures.encode(Image.black(1, 20_000, 1).toBufferedImage(), "png"));
        Preprocessing shorter = INPUT.withSteps(List.of(new ResizeShorter(100), new CenterCrop(24, 32)));
        BoxAugmentation mosaic = new BoxAugmentation(1, 1, 1, 0, 0, new ColorJitter(0, 0, 0, 0));
        List<BoxPicture> two = List.of(pictures.get(0), new BoxPicture(thin, List.of()));
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < 5; seed++) {
                        mosaic.draw(two, 0, shorter, Randoms.keyed(seed));
                    }
                })
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "picture " + thin + " does not suit the net: a picture of 1x20000 is too long and thin to be"
                                + " scaled to 100 pixels on its shorter side; crop it first");
    }

    @Test
    void whatMovesPixelsWithoutTellingIsRefused() {
        for (Transform moves :
                List.of(new RandomFlip(0.5f), new Mirror(), new RandomShift(2), new RandomAffine(1, 0, 1, 1, 0, 0))) {
            assertThatThrownBy(() -> loader(List.of(moves), new int[1], 1, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(moves + " does not tell where it moves what");
        }
        assertThatThrownBy(() -> loader(List.of(BOXES, BOXES), new int[1], 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BoxBatchLoader(
                        pictures, INPUT.withSteps(List.of(new Mirror())), List.of(), new int[1], 1, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> loader(List.of(), new int[1], 0, 0, 1)).hasMessage("batchSize must be >= 1, got 0");
        List<Transform> still =
                List.of(new ColorJitter(0.1f, 0, 0, 0), new Cutout(3, 0), new RandomErase(1, 0.1f, 0.2f, 0));
        try (BoxBatchLoader loader = loader(still, new int[1], 1, 0, 1)) {
            assertThat(loader.next().things().get(0)).hasSize(2);
        }
    }
}
