package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.junit.jupiter.api.Test;

class FaceChipTest {
    private static final List<Point> FIVE = FaceFraming.DLIB.landmarks().stream()
            .map(place -> new Point(150 * place.x(), 150 * place.y()))
            .toList();

    private static List<Point> moved(Similarity similarity, List<Point> points) {
        return points.stream().map(p -> similarity.apply(p.x(), p.y())).toList();
    }

    /** Value = column + 2 rows, so that a place can be read off; on the second channel with the other sign. */
    private static Image ramp(int height, int width) {
        Image image = Image.black(3, height, width);
        for (int i = 0; i < height * width; i++) {
            int row = i / width;
            float value = i % width + 2f * row;
            image.pixels()[i] = value;
            image.pixels()[height * width + i] = -value;
        }
        return image;
    }

    @Test
    void findsTheSimilarityThatWasApplied() {
        Similarity applied = new Similarity(0.8, -0.3, 12, 40);
        Similarity found = Similarity.between(FIVE, moved(applied, FIVE));
        assertThat(found.a()).isCloseTo(0.8, within(1e-12));
        assertThat(found.b()).isCloseTo(-0.3, within(1e-12));
        assertThat(found.moveX()).isCloseTo(12, within(1e-9));
        assertThat(found.moveY()).isCloseTo(40, within(1e-9));
        assertThat(found.scale()).isCloseTo(Math.hypot(0.8, 0.3), within(1e-12));
    }

    /** No other one is nearer to points that none brings there. */
    @Test
    void isTheNearest() {
        List<Point> to =
                List.of(new Point(3, 4), new Point(50, 1), new Point(20, 33), new Point(8, 60), new Point(45, 70));
        Similarity best = Similarity.between(FIVE, to);
        double least = error(best, to);
        for (double step : new double[] {-1e-3, 1e-3}) {
            assertThat(error(new Similarity(best.a() + step, best.b(), best.moveX(), best.moveY()), to))
                    .isGreaterThan(least);
            assertThat(error(new Similarity(best.a(), best.b() + step, best.moveX(), best.moveY()), to))
                    .isGreaterThan(least);
            assertThat(error(new Similarity(best.a(), best.b(), best.moveX() + step, best.moveY() - step), to))
                    .isGreaterThan(least);
        }
    }

    private static double error(Similarity similarity, List<Point> to) {
        List<Point> at = moved(similarity, FIVE);
        return IntStream.range(0, to.size())
                .mapToDouble(i -> Math.pow(at.get(i).distance(to.get(i)), 2))
                .sum();
    }

    @Test
    void aChipOfLandmarksInPlaceIsThePicture() {
        Image picture = ramp(150, 150);
        Image chip = FaceFraming.DLIB.chip(picture, new Face(new Box(0, 0, 150, 150), 1, FIVE));
        assertThat(chip.pixels()).containsExactly(picture.pixels(), within(1e-3f));
    }

    /** Turned, enlarged and moved: each pixel of the chip comes from where the similarity says, beyond the edge from the edge. */
    @Test
    void readsWhereTheFaceLies() {
        Image picture = ramp(120, 110);
        for (double scale : new double[] {0.4, 0.9, 3}) { // of the picture's pixels per chip's
            double angle = Math.toRadians(17);
            Similarity there = new Similarity(scale * Math.cos(angle), scale * Math.sin(angle), 30, -5);
            Image chip = FaceChip.of(picture, moved(there, FIVE), FIVE, 150, 150);
            int inside = 0;
            for (int y = 0; y < 150; y += 7) {
                for (int x = 0; x < 150; x += 7) {
                    Point from = there.apply(x + 0.5, y + 0.5);
                    boolean deep = Math.min(from.x(), 110 - from.x()) > 2 * scale + 1
                            && Math.min(from.y(), 120 - from.y()) > 2 * scale + 1;
                    if (deep) {
                        inside++;
                        double expected = from.x() - 0.5 + 2 * (from.y() - 0.5);
                        assertThat((double) chip.at(0, y, x)).isCloseTo(expected, within(0.3));
                        assertThat((double) chip.at(1, y, x)).isCloseTo(-expected, within(0.3));
                    }
                    assertThat(chip.at(0, y, x)).isBetween(0f, 109 + 2 * 119f);
                }
            }
            assertThat(inside).isGreaterThan(20);
        }
    }

    /** A stripe of one pixel does not vanish or fill the chip where ten pixels become one. */
    @Test
    void shrinksWithAFilter() {
        Image stripes = Image.black(1, 1500, 1500);
        for (int i = 0; i < stripes.pixels().length; i += 2) {
            stripes.pixels()[i] = 200;
        }
        List<Point> ten =
                FIVE.stream().map(p -> new Point(10 * p.x(), 10 * p.y())).toList();
        for (float value : FaceChip.of(stripes, ten, FIVE, 150, 150).pixels()) {
            assertThat(value).isCloseTo(100, within(3f));
        }
    }

    /** A face beside the picture is all edge; that is no error. */
    @Test
    void aFaceBesideThePictureIsItsEdge() {
        List<Point> beside =
                FIVE.stream().map(p -> new Point(p.x() - 900, p.y())).toList();
        Image chip = FaceChip.of(ramp(150, 20), beside, FIVE, 150, 150);
        assertThat(chip.at(0, 10, 149)).isCloseTo(20, within(0.01f));
    }

    @Test
    void landmarksReduceToFive() {
        List<Point> places =
                IntStream.range(0, 68).mapToObj(i -> new Point(i, 2 * i)).toList();
        assertThat(LandmarkFinder.five(places))
                .containsExactly(
                        new Point(38.5, 77),
                        new Point(44.5, 89),
                        new Point(30, 60),
                        new Point(48, 96),
                        new Point(54, 108));
        assertThatThrownBy(() -> LandmarkFinder.five(places.subList(0, 5))).hasMessage("68 places are needed, got 5");
        assertThatThrownBy(() -> Similarity.between(List.of(FIVE.get(0), FIVE.get(0)), FIVE.subList(0, 2)))
                .hasMessageStartingWith("the points must not all be one");
    }
}
