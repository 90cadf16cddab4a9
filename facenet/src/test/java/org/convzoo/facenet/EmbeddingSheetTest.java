package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.core.ZooException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingSheetTest {
    /** Points on a tilted plane in five dimensions: two components carry everything, and distances stay. */
    @Test
    void componentsKeepDistancesOnAPlane() {
        Random random = new Random(3);
        double[] u = {0.6, 0, 0.8, 0, 0}, v = {0, 1, 0, 0, 0};
        List<float[]> embeddings = IntStream.range(0, 40)
                .mapToObj(i -> {
                    double a = 3 * random.nextGaussian(), b = random.nextGaussian();
                    float[] e = new float[5];
                    for (int d = 0; d < 5; d++) {
                        e[d] = (float) (7 + a * u[d] + b * v[d]);
                    }
                    return e;
                })
                .toList();
        PrincipalComponents components = PrincipalComponents.of(embeddings);
        assertThat(components.shares()[0]).isBetween(0.8, 0.97);
        assertThat(components.shares()[0] + components.shares()[1]).isCloseTo(1, within(1e-6));
        for (int i = 1; i < 40; i++) {
            assertThat(components.points().get(0).distance(components.points().get(i)))
                    .isCloseTo(FaceEmbedder.distance(embeddings.get(0), embeddings.get(i)), within(1e-5));
        }
    }

    @Test
    void peopleHaveColours(@TempDir Path folder) throws IOException {
        Path png = folder.resolve("sheet.png");
        EmbeddingSheet.write(
                List.of(new float[] {0, 0, 1}, new float[] {0, 0.1f, 1}, new float[] {1, 0, 0}),
                List.of("Ada", "Ada", "Ben"),
                png);
        BufferedImage sheet = ImageIO.read(png.toFile());
        // In thirtieths of the circle, since letters may darken a dot.
        long hues = IntStream.range(0, sheet.getWidth() * sheet.getHeight())
                .map(i -> sheet.getRGB(i % sheet.getWidth(), i / sheet.getWidth()) & 0xffffff)
                .filter(rgb -> hsb(rgb)[1] > 0.8)
                .map(rgb -> Math.round(30 * hsb(rgb)[0]))
                .distinct()
                .count();
        assertThat(hues).isEqualTo(2);
    }

    @Test
    void oneEmbeddingMakesNoSheet() {
        assertThatThrownBy(() -> EmbeddingSheet.of(List.of(new float[] {1, 2}), List.of("Ada")))
                .isInstanceOf(ZooException.class)
                .hasMessage("a sheet needs two or more embeddings that differ");
    }

    private static float[] hsb(int rgb) {
        return java.awt.Color.RGBtoHSB(rgb >> 16, rgb >> 8 & 255, rgb & 255, null);
    }
}
