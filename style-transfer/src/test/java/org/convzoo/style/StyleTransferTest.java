package org.convzoo.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ZooException;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.style.StyleSettings.Optimizer;
import org.convzoo.style.StyleSettings.Start;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StyleTransferTest {
    @TempDir
    Path folder;

    private Path content;
    private Path style;
    private Path out;

    private static final Model NET = TestNets.features();

    @BeforeEach
    void draw() throws IOException {
        content = folder.resolve("content.png");
        style = folder.resolve("style.png");
        out = folder.resolve("art.png");
        BufferedImage picture = new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillOval(8, 6, 30, 28);
        graphics.dispose();
        ImageIO.write(picture, "png", content.toFile());
        SplittableRandom random = new SplittableRandom(1);
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 48; x++) {
                picture.setRGB(x, y, (x / 3 + y / 3) % 2 == 0 ? 0x2040C0 : random.nextInt(0x1000000));
            }
        }
        ImageIO.write(picture, "png", style.toFile());
    }

    private StyleRequest request(Optimizer optimizer, int steps) {
        StyleSettings known = StyleSettings.defaults(1);
        StyleSettings settings = new StyleSettings(
                known.contentLayer(),
                known.contentWeight(),
                known.styleLayers(),
                known.styleWeight(),
                known.blend(),
                known.variationWeight(),
                known.constants(),
                known.pooling(),
                Start.MIX,
                known.noise(),
                known.seed(),
                optimizer,
                known.learningRate(),
                steps,
                false);
        return request(settings);
    }

    private StyleRequest request(StyleSettings settings) {
        List<String> styles = List.of(style.toString());
        return new StyleRequest(
                content.toString(),
                styles,
                StyleTransfer.digests(content.toString(), styles),
                48,
                48,
                "",
                Engine.ONEDNN,
                4,
                out.toString(),
                settings);
    }

    /** Stops after some steps; -1: never. */
    private static StyleTransfer.Listener stopAfter(int steps) {
        return new StyleTransfer.Listener() {
            private int made;

            @Override
            public void step(StyleStep step, int of) {
                made++;
            }

            @Override
            public boolean stop() {
                return made == steps;
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Optimizer.class)
    void interruptedAndResumedItPaintsThePictureOfTheUninterrupted(Optimizer optimizer) throws IOException {
        StyleTransfer.begin(request(optimizer, 10)).paint(NET, stopAfter(-1));
        byte[] whole = Files.readAllBytes(out);
        byte[] losses = Files.readAllBytes(folder.resolve("art-steps/losses.csv"));
        Files.delete(out);

        StyleTransfer.Result first = StyleTransfer.begin(request(optimizer, 10)).paint(NET, stopAfter(6));
        assertThat(first.finished()).isFalse();
        assertThat(out).exists(); // the best so far
        StyleTransfer.Result second =
                StyleTransfer.resume(folder.resolve("art-steps")).paint(NET, stopAfter(-1));
        assertThat(second.finished()).isTrue();
        assertThat(second.steps()).hasSize(10);
        assertThat(Files.readAllBytes(out)).isEqualTo(whole);
        assertThat(Files.readAllBytes(folder.resolve("art-steps/losses.csv"))).isEqualTo(losses);
    }

    @Test
    void costsFallAndEverythingIsWritten() {
        StyleTransfer.Result result =
                StyleTransfer.begin(request(Optimizer.LBFGS, 12)).paint(NET, stopAfter(-1));
        List<StyleStep> steps = result.steps();
        assertThat(steps.get(11).costs().total())
                .isLessThan(0.5 * steps.get(0).costs().total());
        assertThat(result.picture().width()).isEqualTo(48);
        for (String name : List.of("losses.csv", "sheet.png", "step-00004.png", "step-00012.png", "request.json")) {
            assertThat(folder.resolve("art-steps").resolve(name)).exists();
        }
        assertThat(folder.resolve("art-steps/painting.state")).doesNotExist();
    }

    @Test
    void originalColoursStay() throws IOException {
        StyleSettings known = request(Optimizer.LBFGS, 3).settings();
        StyleSettings grey = new StyleSettings(
                known.contentLayer(),
                known.contentWeight(),
                known.styleLayers(),
                known.styleWeight(),
                known.blend(),
                known.variationWeight(),
                known.constants(),
                known.pooling(),
                Start.CONTENT,
                known.noise(),
                known.seed(),
                known.optimizer(),
                known.learningRate(),
                known.steps(),
                true);
        Image picture =
                StyleTransfer.begin(request(grey)).paint(NET, stopAfter(-1)).picture();
        Image before = ImageReader.read(content);
        for (int y = 0; y < 40; y += 7) {
            for (int x = 0; x < 48; x += 7) {
                boolean clipped = false;
                for (int c = 0; c < 3; c++) {
                    clipped |= picture.at(c, y, x) <= 0 || picture.at(c, y, x) >= 255;
                }
                if (!clipped) {
                    float hue = picture.at(0, y, x) - picture.at(2, y, x);
                    assertThat(hue).isCloseTo(before.at(0, y, x) - before.at(2, y, x), within(0.01f));
                }
            }
        }
    }

    @Test
    void anUnfinishedPaintingIsNotPaintedOver() {
        StyleTransfer.begin(request(Optimizer.ADAM, 10)).paint(NET, stopAfter(2));
        assertThatThrownBy(() -> StyleTransfer.begin(request(Optimizer.ADAM, 10)))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("--resume");
    }

    @Test
    void refusesToGoOnWithAnotherPicture() throws IOException {
        StyleTransfer.begin(request(Optimizer.ADAM, 10)).paint(NET, stopAfter(2));
        Files.copy(style, content, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> StyleTransfer.resume(folder.resolve("art-steps")))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("changed");
    }

    @Test
    void refusesADamagedState() throws IOException {
        StyleTransfer.begin(request(Optimizer.LBFGS, 10)).paint(NET, stopAfter(2));
        Path state = folder.resolve("art-steps/painting.state");
        byte[] bytes = Files.readAllBytes(state);
        Files.write(state, Arrays.copyOf(bytes, bytes.length / 2));
        StyleTransfer cut = StyleTransfer.resume(folder.resolve("art-steps"));
        assertThatThrownBy(() -> cut.paint(NET, stopAfter(-1)))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("cannot go on");
    }

    @Test
    void refusesPicturesThatAreTooSmall() throws IOException {
        ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png", content.toFile());
        assertThatThrownBy(() -> StyleTransfer.begin(request(Optimizer.LBFGS, 2)))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("1x1");
        ImageIO.write(new BufferedImage(900, 20, BufferedImage.TYPE_INT_RGB), "png", content.toFile());
        assertThatThrownBy(() -> StyleTransfer.begin(request(Optimizer.LBFGS, 2)))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("at least 16");
    }
}
