package org.convzoo.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.convzoo.core.Engine;
import org.convzoo.core.ModelZoo;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.data.ResizeShorter;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The published nets on a photograph. */
@Tag("real-data")
class PaintingsTest {
    /** The folder of the mirror. */
    private static Path mirror() {
        String mirror = System.getenv("ZOO_MIRROR");
        Assumptions.assumeTrue(mirror != null, "the nets' weights are not at hand: set ZOO_MIRROR");
        Path folder = Path.of(mirror, "fast-style");
        assertThat(folder).isDirectory();
        return folder;
    }

    private static Image photograph(int shorter) {
        Image whole = ImageReader.read(mirror().resolve("stata.jpg"));
        return new ResizeShorter(shorter).apply(whole, null);
    }

    private static Image paint(String weights, Image picture, Engine engine) {
        return new Stylizer(ModelZoo.load(weights), engine).apply(picture);
    }

    private static double meanDifference(Image a, Image b) {
        double sum = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            sum += Math.abs(a.pixels()[i] - b.pixels()[i]);
        }
        return sum / a.pixels().length;
    }

    /** How strong the edges are, less their mean. */
    private static double[] edges(Image image) {
        Image grey = image.toGrey();
        int height = grey.height(), width = grey.width();
        double[] edges = new double[height * width];
        double mean = 0;
        for (int y = 1; y < height - 1; y++) {
            for (int x = 1; x < width - 1; x++) {
                double across = grey.at(0, y, x + 1) - grey.at(0, y, x - 1);
                double down = grey.at(0, y + 1, x) - grey.at(0, y - 1, x);
                edges[y * width + x] = Math.hypot(across, down);
                mean += edges[y * width + x] / edges.length;
            }
        }
        for (int i = 0; i < edges.length; i++) {
            edges[i] -= mean;
        }
        return edges;
    }

    /** Where the edges lie best: if a transposed convolution cut the wrong side of its result, they would be one or two pixels off. */
    private static int[] shift(Image picture, Image painting) {
        double[] from = edges(picture), to = edges(painting);
        int height = picture.height(), width = picture.width(), margin = 12;
        double best = Double.NEGATIVE_INFINITY;
        int[] shift = null;
        for (int dy = -4; dy <= 4; dy++) {
            for (int dx = -4; dx <= 4; dx++) {
                double sum = 0;
                for (int y = margin; y < height - margin; y++) {
                    for (int x = margin; x < width - margin; x++) {
                        sum += from[y * width + x] * to[(y + dy) * width + x + dx];
                    }
                }
                if (sum > best) {
                    best = sum;
                    shift = new int[] {dy, dx};
                }
            }
        }
        return shift;
    }

    @Test
    void showThePictureInTheStyle() {
        Image picture = photograph(400);
        Image wave = paint("style-net.wave", picture, Engine.ONEDNN);
        Image muse = paint("style-net.la-muse", picture, Engine.ONEDNN);
        assertThat(shift(picture, wave)).containsExactly(0, 0);
        for (int pixels : shift(picture, muse)) { // which draws thick lines
            assertThat(pixels).isBetween(-1, 1);
        }
        assertThat(meanDifference(wave, muse)).isGreaterThan(20);
        assertThat(meanDifference(wave, picture)).isGreaterThan(20);
    }

    @Test
    void areTheSameOnBothEngines() {
        Image picture = photograph(101);
        for (String weights : new String[] {"style-net.wave", "style-net.la-muse"}) {
            Image fast = paint(weights, picture, Engine.ONEDNN), stock = paint(weights, picture, Engine.STOCK);
            double worst = 0;
            for (int i = 0; i < fast.pixels().length; i++) {
                worst = Math.max(worst, Math.abs(fast.pixels()[i] - stock.pixels()[i]));
            }
            System.out.println(weights + ": largest difference between the engines: " + worst + " of 255");
            assertThat(worst).isLessThan(0.5);
        }
    }
}
