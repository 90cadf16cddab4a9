package org.convzoo.course.facesandart;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Shown;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsEntry;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Image;
import org.convzoo.data.RemoteFile;
import org.convzoo.style.StyleObjective;
import org.convzoo.style.StyleSettings;
import org.convzoo.style.VggFeatures;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The course's assignment: a photograph in the manner of a painting. {@code zoo style} does it with VGG-19's trained weights and any two pictures; here drawn
 * pictures, and the net of {@link RandomVgg}, show what the ratio of alpha and beta does.
 *
 * <p>Shapes: VGG-19's layers for a picture of 300 x 400, as the assignment has it.
 *
 * <p>Source: L. Gatys, A. Ecker, M. Bethge, "Image Style Transfer Using Convolutional Neural Networks", CVPR 2016, figure 4.
 */
public final class ArtGeneration {
    static final int HEIGHT = 300, WIDTH = 400;
    private static final int STEPS = 30, SIDE = 192;
    private static final double RATE = 8;
    private static final double[] ALPHAS = {5000, 500, 20};

    private ArtGeneration() {}

    /** VGG-19 as far as conv5_1, for the assignment's pictures. */
    static ModelSummary summary() {
        VggFeatures vgg = VggFeatures.VGG19_FEATURES;
        Spec spec = vgg.defaultSpec().withInput(3, HEIGHT, WIDTH);
        return ModelSummary.of(vgg.configure(spec, new NeuralNetConfiguration.Builder()), spec);
    }

    /** The files that hold its weights: Keras's, and any that somebody made of it. */
    static List<RemoteFile> files() {
        return ModelZoo.weights().stream()
                .filter(entry -> entry.architecture().equals(VggFeatures.VGG19_FEATURES.id()))
                .map(WeightsEntry::remote)
                .flatMap(List::stream)
                .filter(file -> !file.urls().isEmpty())
                .toList();
    }

    /** Layers that count, the file that is needed, and three ratios. */
    public static Exhibit demonstrate() {
        StyleSettings settings = StyleSettings.defaults(1);
        NumberTable table = NumberTable.of(2, "LAYER", "C x H x W", "4 H W C", "CONTENT", "STYLE");
        for (ModelSummary.Row row : summary().layers()) {
            Double style = settings.styleLayers().get(row.name());
            boolean content = row.name().equals(settings.contentLayer());
            if (style != null || content) {
                List<Long> shape = row.output();
                table.row(
                        row.name(),
                        shape.get(0) + " x " + shape.get(1) + " x " + shape.get(2),
                        4 * shape.get(0) * shape.get(1) * shape.get(2),
                        content ? "all" : "",
                        style == null ? "" : style);
            }
        }
        StringBuilder text = new StringBuilder(table.text());
        for (RemoteFile file : files()) {
            text.append("\nthe weights: ")
                    .append(file.urls().get(0))
                    .append("\nby hand to: ")
                    .append(file.name())
                    .append('/')
                    .append(file.file())
                    .append(" below ZOO_HOME");
        }
        return new Exhibit(text.toString(), 2 + ALPHAS.length, panels());
    }

    private static List<Panel> panels() {
        Image scene = DrawnScene.picture(), waves = DrawnTexture.WAVES.picture(0);
        List<Panel> panels = new ArrayList<>();
        panels.add(panel(scene, "content"));
        panels.add(panel(waves, "style"));
        for (double alpha : ALPHAS) {
            StyleSettings settings = RandomVgg.settings("conv3_1", alpha, StyleCost.LAYERS, 1, 3);
            try (StyleObjective objective =
                    RandomVgg.objective(RandomVgg.engine(), DataType.FLOAT, settings, scene, waves)) {
                RandomVgg.Descent descent = new RandomVgg.Descent(objective, TotalCost.start(), RATE);
                descent.step(STEPS);
                panels.add(panel(descent.picture(), "alpha : beta = " + Math.round(alpha) + " : 1"));
            }
        }
        return panels;
    }

    private static Panel panel(Image picture, String caption) {
        return new Panel(Shown.fitted(picture, SIDE).toBufferedImage(), List.of(caption));
    }
}
