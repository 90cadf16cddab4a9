package org.convzoo.course.facesandart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.convzoo.core.Engine;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Shown;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Image;
import org.convzoo.style.StyleObjective;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Two pictures have the same content where a layer of a net gives the same values for both: the cost is the sum of the squared differences, by 1 / (4 H W C)
 * as the course has it. An early layer keeps every pixel; a deep one lets the picture change in what it does not see.
 *
 * <p>Shapes: as {@link RandomVgg}; values of a layer C x H x W, cost 1.
 *
 * <p>Source: L. Gatys, A. Ecker, M. Bethge, "Image Style Transfer Using Convolutional Neural Networks", CVPR 2016, equation 1 and figure 1.
 */
public final class ContentCost {
    static final List<String> LAYERS = List.of("conv1_1", "conv2_1", "conv3_1", "conv4_2");

    private static final int STEPS = 30, SIDE = 192;
    private static final double RATE = 8, NOISE = 30;

    private ContentCost() {}

    /**
     * The cost of pictures at a layer.
     *
     * @param layer of {@link RandomVgg}
     */
    static double[] costs(Engine engine, String layer, Image content, List<Image> pictures) {
        try (StyleObjective objective = objective(engine, layer, content)) {
            return pictures.stream()
                    .mapToDouble(picture -> objective
                            .evaluate(RandomVgg.array(DataType.FLOAT, picture))
                            .costs()
                            .content())
                    .toArray();
        }
    }

    private static StyleObjective objective(Engine engine, String layer, Image content) {
        return RandomVgg.objective(
                engine, DataType.FLOAT, RandomVgg.settings(layer, 1, List.of(layer), 0), content, content);
    }

    /** The scene, and what may be done to it. */
    static Map<String, Image> pictures() {
        Image scene = DrawnScene.picture();
        Map<String, Image> pictures = new LinkedHashMap<>();
        pictures.put("the scene itself", scene);
        pictures.put("with noise", noisy(scene));
        pictures.put("moved by a pixel", moved(scene, 1));
        pictures.put("moved by eight", moved(scene, 8));
        pictures.put("even grey", even());
        return pictures;
    }

    private static Image noisy(Image picture) {
        Random random = new Random(1);
        Image noisy = Image.black(3, picture.height(), picture.width());
        for (int i = 0; i < noisy.pixels().length; i++) {
            noisy.pixels()[i] = (float) (picture.pixels()[i] + NOISE * random.nextGaussian());
        }
        return noisy;
    }

    /** To the right; the left edge is repeated. */
    private static Image moved(Image picture, int pixels) {
        Image moved = Image.black(3, picture.height(), picture.width());
        for (int i = 0; i < moved.pixels().length; i++) {
            int x = i % picture.width();
            moved.pixels()[i] = picture.pixels()[i - Math.min(x, pixels)];
        }
        return moved;
    }

    private static Image even() {
        Image even = Image.black(3, DrawnTexture.SIDE, DrawnTexture.SIDE);
        Arrays.fill(even.pixels(), 128);
        return even;
    }

    /** What each change costs at each layer, and what is left where only a layer's values are kept. */
    public static Exhibit demonstrate() {
        Map<String, Image> pictures = pictures();
        List<Panel> panels = new ArrayList<>();
        pictures.forEach((name, picture) -> panels.add(panel(picture, name)));
        panels.remove(panels.size() - 1); // grey
        LAYERS.forEach(layer -> panels.add(panel(painted(layer), "painted from " + layer + " alone")));
        return new Exhibit(table(RandomVgg.engine(), pictures), LAYERS.size(), panels);
    }

    static String table(Engine engine, Map<String, Image> pictures) {
        List<Image> all = List.copyOf(pictures.values());
        List<double[]> costs = LAYERS.stream()
                .map(layer -> costs(engine, layer, all.get(0), all))
                .toList();
        String[] heading = new String[LAYERS.size() + 1];
        heading[0] = "COST, EVEN GREY = 100";
        for (int i = 0; i < LAYERS.size(); i++) {
            heading[i + 1] = LAYERS.get(i);
        }
        NumberTable table = NumberTable.of(1, heading);
        int row = 0;
        for (String name : pictures.keySet()) {
            Object[] cells = new Object[heading.length];
            cells[0] = name;
            for (int i = 0; i < LAYERS.size(); i++) {
                double[] own = costs.get(i);
                cells[i + 1] = NumberTable.decimals(100 * own[row] / own[own.length - 1], 1);
            }
            table.row(cells);
            row++;
        }
        return table.text();
    }

    /** Begun with grey, and moved to where a layer's values are the scene's. */
    private static Image painted(String layer) {
        try (StyleObjective objective = objective(RandomVgg.engine(), layer, DrawnScene.picture())) {
            RandomVgg.Descent descent = new RandomVgg.Descent(objective, even(), RATE);
            descent.step(STEPS);
            return descent.picture();
        }
    }

    private static Panel panel(Image picture, String caption) {
        return new Panel(Shown.fitted(picture, SIDE).toBufferedImage(), List.of(caption));
    }
}
