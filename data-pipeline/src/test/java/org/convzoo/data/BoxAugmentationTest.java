package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BoxAugmentationTest {
    private static final ColorJitter NO_COLOR = new ColorJitter(0, 0, 0, 0);
    private static final BoxAugmentation NOTHING = new BoxAugmentation(0, 1, 1, 0, 0, NO_COLOR);
    private static final BoxAugmentation ALONE = new BoxAugmentation(0, 0.5f, 1.5f, 0.2f, 0.5f, NO_COLOR);
    private static final BoxAugmentation MOSAIC = new BoxAugmentation(1, 0.5f, 1.5f, 0.2f, 0.5f, NO_COLOR);
    private static final int PICTURES = 40;
    private static final Preprocessing INPUT = Preprocessing.unit(160, 192, ChannelOrder.RGB, new Fit(160, 192, 114));

    @TempDir
    static Path folder;

    private static List<BoxPicture> pictures;

    /** Made once, and also for properties, which know no folder of JUnit's. */
    private static synchronized List<BoxPicture> pictures() {
        if (pictures == null) {
            try {
                pictures = draw(folder == null ? Files.createTempDirectory("boxes") : folder);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return pictures;
    }

    /** Dark blue, each with one rectangle, whose share of green tells which picture it is. */
    private static List<BoxPicture> draw(Path folder) throws IOException {
        List<BoxPicture> all = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            SplittableRandom random = new SplittableRandom(i);
            int width = random.nextInt(60, 160);
            int height = random.nextInt(60, 160);
            BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D pen = picture.createGraphics();
            pen.setColor(new Color(0, 0, 60));
            pen.fillRect(0, 0, width, height);
            int w = random.nextInt(width / 4, width / 2);
            int h = random.nextInt(height / 4, height / 2);
            int x = random.nextInt(width - w);
            int y = random.nextInt(height - h);
            pen.setColor(new Color(250, 6 * i, 0));
            pen.fillRect(x, y, w, h);
            pen.dispose();
            Path file = folder.resolve("picture" + i + ".png");
            Files.write(file, Pictures.encode(picture, "png"));
            Box box = new Box(x / (double) width, y / (double) height, w / (double) width, h / (double) height);
            all.add(new BoxPicture(file, List.of(new LabelledBox(box, i))));
        }
        return all;
    }

    /** Whether most of a pixel is of the rectangle of a picture. */
    private static boolean marked(Image image, int y, int x, int picture) {
        float red = image.at(0, y, x);
        return red > 125 && Math.abs(image.at(1, y, x) / red - 6 * picture / 250f) < 0.01;
    }

    /** How far the marked pixels reach from the box's middle along a row (dx) or a column (dy), in pixels from the edge of the picture. */
    private static int reach(MarkedImage drawn, LabelledBox thing, int dy, int dx) {
        int y = (int) thing.box().centerY();
        int x = (int) thing.box().centerX();
        Image image = drawn.image();
        while (y >= 0 && x >= 0 && y < image.height() && x < image.width() && marked(image, y, x, thing.label())) {
            y += dy;
            x += dx;
        }
        return (dx == 0 ? y : x) + (dx + dy < 0 ? 1 : 0);
    }

    static Stream<BoxAugmentation> both() {
        return Stream.of(ALONE, MOSAIC);
    }

    @ParameterizedTest
    @MethodSource("both")
    void boxesGoWithThePixels(BoxAugmentation augmentation) {
        int things = 0;
        for (int seed = 0; seed < 200; seed++) {
            MarkedImage drawn = augmentation.draw(pictures(), seed % PICTURES, INPUT, Randoms.keyed(seed));
            for (LabelledBox thing : drawn.things()) {
                Box box = thing.box();
                String what = "seed " + seed + ": " + thing;
                assertThat(box.x()).as(what).isCloseTo(reach(drawn, thing, 0, -1), within(1.5));
                assertThat(box.right()).as(what).isCloseTo(reach(drawn, thing, 0, 1), within(1.5));
                assertThat(box.y()).as(what).isCloseTo(reach(drawn, thing, -1, 0), within(1.5));
                assertThat(box.bottom()).as(what).isCloseTo(reach(drawn, thing, 1, 0), within(1.5));
                things++;
            }
        }
        assertThat(things).isGreaterThan(150);
    }

    static Stream<Preprocessing> preprocessings() {
        return Stream.of(
                INPUT,
                Preprocessing.unit(90, 110, ChannelOrder.GREY, new Resize(90, 110)),
                Preprocessing.unit(90, 90, ChannelOrder.BGR, new ResizeShorter(120), new CenterCrop(90, 90)));
    }

    @ParameterizedTest
    @MethodSource("preprocessings")
    void withoutChanceThePictureIsThePreprocessings(Preprocessing preprocessing) {
        for (int i = 0; i < 10; i++) {
            MarkedImage drawn = NOTHING.draw(pictures(), i, preprocessing, Randoms.keyed(1));
            MarkedImage read = pictures().get(i).read();
            Pictures.assertSame(drawn.image(), preprocessing.prepare(read.image()));
            Frame frame = preprocessing.frame(read.image()).orElseThrow();
            Box box = frame.toResult(read.things().get(0).box(), preprocessing.height(), preprocessing.width());
            Box seen = box.clipped(preprocessing.width(), preprocessing.height());
            if (seen.area() < box.area() / 4) {
                assertThat(drawn.things()).isEmpty();
                continue;
            }
            Box same = drawn.things().get(0).box();
            assertThat(same.x()).isCloseTo(seen.x(), within(1e-9));
            assertThat(same.y()).isCloseTo(seen.y(), within(1e-9));
            assertThat(same.right()).isCloseTo(seen.right(), within(1e-9));
            assertThat(same.bottom()).isCloseTo(seen.bottom(), within(1e-9));
        }
    }

    @Test
    void mirroredIsTheSameFromTheOtherSide() {
        BoxAugmentation always = new BoxAugmentation(0, 1, 1, 0, 1, NO_COLOR);
        for (int i = 0; i < 10; i++) {
            MarkedImage plain = NOTHING.draw(pictures(), i, INPUT, Randoms.keyed(1));
            MarkedImage mirrored = always.draw(pictures(), i, INPUT, Randoms.keyed(1));
            Box box = plain.things().get(0).box();
            Box other = mirrored.things().get(0).box();
            // A letterbox's margins may differ by a pixel.
            assertThat(other.x()).isCloseTo(192 - box.right(), within(1.01));
            assertThat(other.y()).isCloseTo(box.y(), within(1e-9));
            assertThat(other.width()).isCloseTo(box.width(), within(1e-9));
        }
    }

    @Test
    void inAMosaicOfSmallPicturesAllThingsAreThere() {
        BoxAugmentation small = new BoxAugmentation(1, 0.3f, 0.3f, 0, 0, NO_COLOR);
        Preprocessing large = Preprocessing.unit(480, 576, ChannelOrder.RGB, new Fit(480, 576, 114));
        for (int seed = 0; seed < 50; seed++) {
            MarkedImage drawn = small.draw(pictures(), 7, large, Randoms.keyed(seed));
            assertThat(drawn.things()).hasSize(4).anyMatch(thing -> thing.label() == 7);
            assertThat(MOSAIC.draw(pictures(), 7, INPUT, Randoms.keyed(seed)).things())
                    .hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void theGeneratorDecides() {
        BoxAugmentation all = new BoxAugmentation(0.5f, 0.5f, 1.5f, 0.2f, 0.5f, new ColorJitter(0.4f, 0, 0.4f, 0.02f));
        MarkedImage first = all.draw(pictures(), 3, INPUT, Randoms.keyed(5));
        MarkedImage again = all.draw(pictures(), 3, INPUT, Randoms.keyed(5));
        Pictures.assertSame(again.image(), first.image());
        assertThat(again.things()).isEqualTo(first.things());
        assertThat(all.draw(pictures(), 3, INPUT, Randoms.keyed(6)).image().pixels())
                .isNotEqualTo(first.image().pixels());
    }

    @Test
    void aPictureWithoutBoxesIsTreatedAlike() {
        Image prepared = INPUT.prepare(pictures().get(4).read().image());
        Preprocessing none = INPUT.withSteps(List.of());
        BoxPicture file = new BoxPicture(folder.resolve("prepared.png"), List.of());
        write(file, prepared);
        Image same = file.read().image();
        for (int seed = 0; seed < 10; seed++) {
            Pictures.assertSame(
                    ALONE.apply(same, Randoms.keyed(seed)),
                    ALONE.draw(List.of(file), 0, none, Randoms.keyed(seed)).image());
        }
    }

    private static void write(BoxPicture file, Image image) {
        try {
            Files.write(file.file(), Pictures.encode(image.toBufferedImage(), "png"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Property(tries = 100)
    void allBoxesLieWithinThePictureAndHaveAnArea(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 1) int mosaic, @ForAll @IntRange(max = 3) int label) {
        SplittableRandom random = new SplittableRandom(seed);
        List<BoxPicture> wild = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<LabelledBox> things = new ArrayList<>();
            for (int k = 0; k < 5; k++) {
                double x = random.nextDouble();
                double y = random.nextDouble();
                Box box = new Box(x, y, (1 - x) * random.nextDouble(), (1 - y) * random.nextDouble());
                things.add(new LabelledBox(box, label, k == 0));
            }
            wild.add(new BoxPicture(pictures().get(random.nextInt(PICTURES)).file(), things));
        }
        float scale = random.nextFloat() + 0.01f;
        BoxAugmentation augmentation = new BoxAugmentation(
                mosaic, scale, scale + 3 * random.nextFloat(), random.nextFloat(), random.nextFloat(), NO_COLOR);
        Preprocessing input = Preprocessing.unit(
                random.nextInt(1, 70), random.nextInt(1, 70), ChannelOrder.GREY, new ResizeShorter(30));
        MarkedImage drawn = augmentation.draw(wild, random.nextInt(3), input, random);
        assertThat(drawn.image().height()).isEqualTo(input.height());
        assertThat(drawn.image().width()).isEqualTo(input.width());
        assertThat(drawn.things())
                .hasSizeLessThanOrEqualTo(mosaic == 1 ? 20 : 5)
                .allSatisfy(thing -> {
                    assertThat(thing.label()).isEqualTo(label);
                    assertThat(thing.box().x()).isNotNegative();
                    assertThat(thing.box().y()).isNotNegative();
                    assertThat(thing.box().width()).isGreaterThanOrEqualTo(3);
                    assertThat(thing.box().height()).isGreaterThanOrEqualTo(3);
                    assertThat(thing.box().right()).isLessThanOrEqualTo(input.width() + 1e-9);
                    assertThat(thing.box().bottom()).isLessThanOrEqualTo(input.height() + 1e-9);
                });
        float least = 255;
        float most = 0;
        for (float value : drawn.image().pixels()) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        assertThat(least).isGreaterThan(-1e-3f);
        assertThat(most).isLessThan(255.001f);
    }

    @Test
    void badValuesAreTold() {
        assertThatThrownBy(() -> new BoxAugmentation(2, 1, 1, 0, 0, NO_COLOR))
                .hasMessage("mosaic must be between 0 and 1, got 2");
        assertThatThrownBy(() -> new BoxAugmentation(0, 0, 1, 0, 0, NO_COLOR))
                .hasMessage("minScale must be > 0, got 0");
        assertThatThrownBy(() -> new BoxAugmentation(0, 1, 11, 0, 0, NO_COLOR))
                .hasMessage("maxScale must be between 0 and 10, got 11");
        assertThatThrownBy(() -> new BoxAugmentation(0, 1, 0.5f, 0, 0, NO_COLOR))
                .hasMessage("maxScale must be >= 1, got 0.5");
        assertThatThrownBy(() -> new BoxAugmentation(0, 1, 1, 0, 0, null))
                .hasMessage("color must be given; one of zeros changes nothing");
        String good = Transforms.toJson(MOSAIC);
        assertThat(good)
                .isEqualTo("{\"type\":\"boxes\",\"mosaic\":1.0,\"minScale\":0.5,\"maxScale\":1.5,\"shift\":0.2,"
                        + "\"flip\":0.5,\"color\":{\"type\":\"color-jitter\",\"brightness\":0.0,\"contrast\":0.0,"
                        + "\"saturation\":0.0,\"hue\":0.0}}");
        assertThatThrownBy(() -> Transforms.transform(good.replace("color-jitter", "mirror")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("bad transform: ")
                .hasMessageNotContaining("\n");
    }
}
