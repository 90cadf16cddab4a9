package org.convzoo.course.facesandart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Shown;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberGrid;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Image;
import org.convzoo.style.Costs;
import org.convzoo.style.Gram;
import org.convzoo.style.StyleObjective;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Two pictures have the same style where the same channels speak up together. The Gram matrix has, for each two channels, the sum of their products over all
 * places; which place a product comes from is lost in the sum, so that a style may be anywhere in the picture.
 *
 * <p>Shapes: values of a layer C x H x W, Gram matrix C x C, cost 1.
 *
 * <p>Source: L. Gatys, A. Ecker, M. Bethge, "Image Style Transfer Using Convolutional Neural Networks", CVPR 2016, equations 3 to 5.
 */
public final class StyleCost {
    static final List<String> LAYERS = List.of("conv1_1", "conv2_1", "conv3_1");

    private static final int SIDE = 144, MOVE = 23;

    /** Two channels of 2 x 3 places. */
    private static final double[][][] VALUES = {{{1, 2, 0}, {3, 1, 0}}, {{0, 1, 1}, {2, 0, 1}}};

    private StyleCost() {}

    /** C x C, of a layer's values. */
    static double[][] gram(double[][][] values) {
        INDArray layer = Nd4j.createFromArray(new double[][][][] {values}); // [1, C, H, W]
        return Gram.of(layer).toDoubleMatrix();
    }

    /** The same values at other places: those of all channels move together. */
    static double[][][] shuffled(double[][][] values, int... order) {
        int height = values[0].length, width = values[0][0].length;
        double[][][] moved = new double[values.length][height][width];
        for (int c = 0; c < values.length; c++) {
            for (int i = 0; i < order.length; i++) {
                moved[c][i / width][i % width] = values[c][order[i] / width][order[i] % width];
            }
        }
        return moved;
    }

    /** What pictures cost beside a texture that is content and style of what is wanted. */
    static List<Costs> costs(Engine engine, Image texture, List<Image> pictures) {
        try (StyleObjective objective = RandomVgg.objective(
                engine, DataType.FLOAT, RandomVgg.settings("conv3_1", 1, LAYERS, 1), texture, texture)) {
            return pictures.stream()
                    .map(picture -> objective
                            .evaluate(RandomVgg.array(DataType.FLOAT, picture))
                            .costs())
                    .toList();
        }
    }

    /** Waves, and what may be done to them. */
    static Map<String, Image> pictures() {
        Map<String, Image> pictures = new LinkedHashMap<>();
        pictures.put("waves", DrawnTexture.WAVES.picture(0));
        pictures.put("other waves", DrawnTexture.WAVES.picture(MOVE));
        pictures.put("tiles", DrawnTexture.TILES.picture(0));
        pictures.put("scene", DrawnScene.picture());
        return pictures;
    }

    /** A Gram matrix by hand, and what style and content say of the same pictures. */
    public static Exhibit demonstrate() {
        return demonstrate(RandomVgg.engine());
    }

    static Exhibit demonstrate(Engine engine) {
        double[][][] moved = shuffled(VALUES, 5, 3, 4, 0, 2, 1);
        NumberTable small = NumberTable.of(4, "VALUES", "CHANNEL 1", "CHANNEL 2", "GRAM MATRIX");
        small.row("of a layer", row(VALUES[0]), row(VALUES[1]), row(gram(VALUES)));
        small.row("at other places", row(moved[0]), row(moved[1]), row(gram(moved)));
        Map<String, Image> pictures = pictures();
        List<Costs> costs = costs(engine, pictures.get("waves"), List.copyOf(pictures.values()));
        Costs tiles = costs.get(2);
        NumberTable table = NumberTable.of(1, "COST, TILES = 100", "CONTENT", "STYLE");
        List<Panel> panels = new ArrayList<>();
        int i = 0;
        for (Map.Entry<String, Image> picture : pictures.entrySet()) {
            Costs own = costs.get(i++);
            String content = NumberTable.decimals(100 * own.content() / tiles.content(), 0);
            String style = NumberTable.decimals(100 * own.style() / tiles.style(), 0);
            table.row(picture.getKey(), content, style);
            panels.add(new Panel(
                    Shown.fitted(picture.getValue(), SIDE).toBufferedImage(),
                    List.of(picture.getKey(), "content " + content, "style " + style)));
        }
        panels.add(new Panel(NumberGrid.of(VALUES[0]), List.of("channel 1")));
        panels.add(new Panel(NumberGrid.of(VALUES[1]), List.of("channel 2")));
        panels.add(new Panel(NumberGrid.of(gram(VALUES)), List.of("Gram matrix")));
        return new Exhibit(small.text() + "\n" + table.text(), pictures.size(), panels);
    }

    private static String row(double[][] plane) {
        List<String> rows = new ArrayList<>();
        for (double[] row : plane) {
            List<String> numbers = new ArrayList<>();
            for (double value : row) {
                numbers.add(NumberTable.decimals(value, 0));
            }
            rows.add(String.join(" ", numbers));
        }
        return String.join(" | ", rows);
    }
}
