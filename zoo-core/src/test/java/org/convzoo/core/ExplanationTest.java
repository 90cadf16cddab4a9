package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.convzoo.core.Explanation.Legend;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.data.Frame;
import org.convzoo.data.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drawing, sheets and pages. */
class ExplanationTest {
    private static final int RED = 0xff0000;

    @TempDir
    Path folder;

    private static Explanation explanation(String label) {
        BufferedImage red = new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 2000; i++) {
            red.setRGB(i % 50, i / 50, RED);
        }
        Panel panel = new Panel(red, List.of("caption of " + label));
        return new Explanation(
                "grad-cam",
                "tiny.bars",
                label,
                0.25,
                "conv",
                List.of("a note"),
                2,
                List.of(panel, panel, panel),
                new Legend("0", "1", "meaning"));
    }

    @Test
    void aSheetHasItsPanelsInAGrid() throws IOException {
        Path file = folder.resolve("new folder/sheet.PNG");
        explanation("flat").write(file);
        BufferedImage sheet = ImageIO.read(file.toFile());
        assertThat(sheet.getWidth()).isEqualTo(480 + 2 * 24);
        assertThat(redPixels(sheet)).isEqualTo(3 * 2000);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void textIsDrawnWithAndWithoutFonts() {
        int dark = darkPixels(sheet().draw(new Lettering(false)));
        assertThat(dark).isGreaterThan(500);
        if (Lettering.HAS_FONTS) {
            assertThat(darkPixels(sheet().draw(new Lettering(true)))).isGreaterThan(500);
        }
    }

    private static PanelSheet sheet() {
        Panel panel = explanation("flat").panels().get(0);
        return new PanelSheet("a title", List.of("a fact"), 2, List.of(panel, panel), new Legend("0", "1", "meaning"));
    }

    private static int redPixels(BufferedImage image) {
        return (int) pixels(image).filter(rgb -> rgb == RED).count();
    }

    private static int darkPixels(BufferedImage image) {
        return (int) pixels(image)
                .filter(rgb -> (rgb & 0xff) < 0xa0 && (rgb >> 16) < 0xa0)
                .count();
    }

    private static Stream<Integer> pixels(BufferedImage image) {
        return java.util.Arrays.stream(
                        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .map(rgb -> rgb & 0xffffff)
                .boxed();
    }

    @Test
    void aPageIsSelfContainedAndEscapesLabels() throws IOException {
        Path file = folder.resolve("page.html");
        explanation("<script>alert(1)</script>").write(file);
        String page = Files.readString(file);
        assertThat(page)
                .contains("tiny.bars: grad-cam", "probability 0.2500", "a note", "meaning", "default-src 'none'")
                .doesNotContain("<script", "http://", "https://");
        assertThat(page.split("data:image/png;base64,", -1)).hasSize(5); // three panels and the legend's bar
    }

    @Test
    void otherFilesAreRefused() {
        assertThatThrownBy(() -> explanation("flat").write(folder.resolve("why.jpg")))
                .isInstanceOf(ZooException.class)
                .hasMessageStartingWith("an explanation is written as .png or .html, got ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void mapsAreInterpolated() {
        HeatMap map = new HeatMap(1, 2, new float[] {0, 100});
        assertThat(map.sample(0.5, 0.25)).isEqualTo(0);
        assertThat(map.sample(0.5, 0.375)).isCloseTo(25, within(1e-4f));
        assertThat(map.sample(0.9, 0.99)).isEqualTo(100);
        assertThat(new HeatMap(2, 2, new float[] {0, 10, 20, 30}).sample(0.5, 0.5))
                .isEqualTo(15);
        assertThatThrownBy(() -> new HeatMap(2, 2, new float[3])).hasMessage("a map of 2x2 cannot have 3 values");
    }

    /** A map of which only the lower right place is hot, on the middle of a grey picture. */
    @Test
    void aMapLiesWhereItsFrameIs() {
        Image grey = Image.black(1, 20, 30);
        java.util.Arrays.fill(grey.pixels(), 90);
        HeatMap map = new HeatMap(2, 2, new float[] {0, 0, 0, 1});
        BufferedImage overlaid = Shown.overlaid(grey, map, 0, 1, new Frame(5, 10, 10, 10));
        assertThat(overlaid.getRGB(18, 13) & 0xffffff).isEqualTo(mixed(ColorMap.of(1)));
        assertThat(overlaid.getRGB(11, 6) & 0xffffff).isEqualTo(0x5a5a5a);
        assertThat(overlaid.getRGB(2, 2) & 0xffffff).isEqualTo(0x1e1e1e); // what the net does not see
        assertThat(overlaid.getRGB(25, 13) & 0xffffff).isEqualTo(0x1e1e1e);
    }

    private static int mixed(int color) {
        int out = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            out |= (int) Math.round(90 + 0.8 * ((color >> shift & 0xff) - 90)) << shift;
        }
        return out;
    }

    @Test
    void picturesKeepTheirShape() {
        assertThat(Shown.fitted(Image.black(1, 28, 14), 100)).matches(i -> i.height() == 84 && i.width() == 42);
        assertThat(Shown.fitted(Image.black(3, 200, 400), 100)).matches(i -> i.height() == 50 && i.width() == 100);
        assertThat(Shown.fitted(Image.black(3, 80, 60), 100)).matches(i -> i.height() == 100 && i.width() == 75);
        assertThat(Shown.scaled(Image.black(1, 2, 3), 10, 100)).matches(i -> i.height() == 20 && i.width() == 30);
    }

    @Test
    void theMethodsMakePanels() {
        Model model = TestNets.model();
        try (Explainer explainer = new Explainer(model, Engine.ONEDNN)) {
            Image image = new TestNets.Bars().part("test").image(0);
            assertThat(Explanations.featureMaps(explainer, image, null).panels())
                    .hasSize(1 + 4);
            assertThat(Explanations.saliency(explainer, image, "upright").facts())
                    .hasSizeBetween(1, 2);
            Explanation patches = Explanations.topPatches(explainer, new TestNets.Bars(), "test", "conv", 0, n -> {});
            assertThat(patches.panels()).hasSize(9);
            assertThat(Explanations.occlusion(explainer, image, null).panels()).hasSize(3);
        }
    }
}
