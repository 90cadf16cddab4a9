package org.convzoo.course.foundations;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.core.Explainer;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.HeatMap;
import org.convzoo.core.Model;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Shown;
import org.convzoo.core.Spec;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;
import org.convzoo.data.Image;
import org.convzoo.lenet.LeNet;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/**
 * A whole net: convolutions and poolings take turns, then dense layers. On the way in height and width shrink and channels grow (not the other way
 * round, as one reads now and then), the values of a layer become fewer, and most parameters lie in the dense layers.
 *
 * <p>LeNet-5: 1 x 28 x 28, 6 x 28 x 28, 6 x 14 x 14, 16 x 10 x 10, 16 x 5 x 5, 120, 84, 10.
 *
 * <p>Source: as {@link LeNet}.
 */
public final class TypicalNet {
    private static final List<String> MAPS = List.of("c1", "s2", "c3", "s4");
    private static final int SCALE = 5, GAP = 3, COLUMNS = 4, DIGIT = 5;

    private TypicalNet() {}

    /** LeNet-5, layer by layer. */
    public static ModelSummary summary() {
        Spec spec = LeNet.LENET5.defaultSpec();
        return ModelSummary.of(LeNet.LENET5.configure(spec, new NeuralNetConfiguration.Builder()), spec);
    }

    /** The table of the net, and what its layers make of a drawn digit. */
    public static Exhibit demonstrate() {
        ModelSummary summary = summary();
        NumberTable table = NumberTable.of(2, "LAYER", "TYPE", "HEIGHT", "WIDTH", "CHANNELS", "VALUES", "PARAMETERS");
        Spec spec = LeNet.LENET5.defaultSpec();
        table.row(
                "input",
                "",
                spec.height(),
                spec.width(),
                spec.channels(),
                spec.height() * spec.width() * spec.channels(),
                0);
        for (ModelSummary.Row row : summary.layers()) {
            List<Long> shape = row.output();
            boolean map = shape.size() == 3;
            long height = map ? shape.get(1) : 1, width = map ? shape.get(2) : 1;
            table.row(
                    row.name(),
                    row.type(),
                    height,
                    width,
                    shape.get(0),
                    height * width * shape.get(0),
                    row.parameters());
        }
        table.row("", "", "", "", "", "", summary.parameters());
        return new Exhibit(table.text(), COLUMNS + 1, panels());
    }

    /** One scale for all: a value is as large on each map. */
    private static List<Panel> panels() {
        Image digit = Datasets.open("digits").part(Dataset.TEST).image(DIGIT);
        List<Panel> panels = new ArrayList<>();
        panels.add(
                new Panel(Shown.fitted(digit, 28 * SCALE).toBufferedImage(), List.of("a drawn digit", "1 of 28 x 28")));
        Model model = ModelZoo.load("lenet5.digits");
        try (Explainer explainer = new Explainer(model, Engine.STOCK)) {
            for (String layer : MAPS) {
                List<HeatMap> maps = explainer.featureMaps(digit, layer);
                HeatMap first = maps.get(0);
                panels.add(new Panel(
                        montage(maps), List.of(layer, maps.size() + " of " + first.height() + " x " + first.width())));
            }
        }
        return panels;
    }

    private static BufferedImage montage(List<HeatMap> maps) {
        int columns = maps.size() > 6 ? COLUMNS : 2, rows = (maps.size() + columns - 1) / columns;
        int side = maps.get(0).height() * SCALE / 2;
        BufferedImage picture =
                new BufferedImage(columns * (side + GAP) - GAP, rows * (side + GAP) - GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        for (int i = 0; i < maps.size(); i++) {
            HeatMap map = maps.get(i);
            graphics.drawImage(
                    Shown.colored(map, map.min(), map.max(), 8 * map.height()),
                    i % columns * (side + GAP),
                    i / columns * (side + GAP),
                    side,
                    side,
                    null);
        }
        graphics.dispose();
        return picture;
    }
}
