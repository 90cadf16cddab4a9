package org.convzoo.course.facesandart;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.convzoo.core.Engine;
import org.convzoo.core.Explainer;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Patch;
import org.convzoo.core.Shown;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;
import org.convzoo.data.Image;
import org.convzoo.data.Split;

/**
 * What a unit looks for is what excites it most. A unit of an early layer sees a few pixels and looks for the edge of a stroke; deeper ones see more
 * of the picture and look for parts of a digit, and at the end for a whole one.
 *
 * <p>Shapes: LeNet-5 on 1 x 28 x 28: c1 6 x 28 x 28, c3 16 x 10 x 10, c5 120, output 10.
 *
 * <p>Source: M. Zeiler, R. Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014, arXiv 1311.2901, section 3 and figure 2.
 */
public final class DeepLayers {
    static final String WEIGHTS = "lenet5.digits";
    static final int PATCHES = 9;

    /** Units that the table and the picture show. */
    record Unit(String layer, int channel) {}

    static final List<Unit> UNITS = List.of(
            new Unit("c1", 1),
            new Unit("c1", 2),
            new Unit("c3", 4),
            new Unit("c3", 13),
            new Unit("c5", 7),
            new Unit("c5", 15),
            new Unit("output", 3),
            new Unit("output", 8));

    private static final int SIDE = 56, COLUMNS = 3;

    private DeepLayers() {}

    /** The pictures of a part that excite a unit most, the strongest first. */
    static List<Patch> strongest(Explainer explainer, Split digits, Unit unit, int count) {
        return explainer.topPatches(digits, unit.layer(), unit.channel(), count, seen -> {});
    }

    /** Nine patches for each unit, among two thousand drawn digits. */
    public static Exhibit demonstrate() {
        Split digits = Datasets.open("digits").part(Dataset.TEST);
        NumberTable table = NumberTable.of(1, "LAYER", "UNIT", "SEES", "DIGITS ON THE NINE PICTURES");
        List<Panel> panels = new ArrayList<>();
        try (Explainer explainer = new Explainer(ModelZoo.load(WEIGHTS), Engine.ONEDNN)) {
            for (Unit unit : UNITS) {
                List<Patch> patches = strongest(explainer, digits, unit, PATCHES);
                int side = patches.stream()
                        .mapToInt(patch -> Math.max(patch.field().width, patch.field().height))
                        .max()
                        .orElseThrow();
                table.row(unit.layer(), unit.channel(), side + " x " + side, labels(patches, digits));
                List<BufferedImage> pictures = patches.stream()
                        .map(patch -> Shown.fitted(
                                        cut(
                                                explainer.card().preprocessing().prepare(digits.image(patch.index())),
                                                patch),
                                        SIDE)
                                .toBufferedImage())
                        .toList();
                panels.add(new Panel(
                        Montage.of(pictures, COLUMNS),
                        List.of(unit.layer() + ", unit " + unit.channel(), "sees " + side + " x " + side)));
            }
        }
        return new Exhibit(table.text(), 4, panels);
    }

    /** Sorted, so that two of nearly the same strength may change places. */
    private static String labels(List<Patch> patches, Split digits) {
        return patches.stream()
                .map(patch -> digits.label(patch.index()))
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    /** The part of a picture that the unit sees. */
    private static Image cut(Image image, Patch patch) {
        Image part = Image.black(1, patch.field().height, patch.field().width);
        for (int y = 0; y < part.height(); y++) {
            for (int x = 0; x < part.width(); x++) {
                part.pixels()[y * part.width() + x] = image.at(0, patch.field().y + y, patch.field().x + x);
            }
        }
        return part;
    }
}
