package org.convzoo.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import org.convzoo.core.Explanation.Legend;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.data.Dataset;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Split;

/** What an {@link Explainer} finds, as pictures with text. A label that is null means the predicted class, a layer that is null a sensible one. */
public final class Explanations {
    private static final int MEDIUM = 160, SMALL = 96; // sides of a panel
    private static final int MOST_CHANNELS = 256; // on a sheet
    private static final int PATCHES = 9;

    private Explanations() {}

    /** Simonyan et al. 2014: the picture beside how much the class's logit changes with each pixel. */
    public static Explanation saliency(Explainer explainer, Image image, String label) {
        ExplainedPicture subject = ExplainedPicture.of(explainer, image, label);
        HeatMap map = explainer.saliency(image, subject.classIndex());
        return subject.explanation(
                "saliency",
                null,
                List.of(
                        subject.panel(),
                        new Panel(Shown.colored(map, 0, map.max(), ExplainedPicture.SIDE), List.of("saliency"))),
                new Legend("0", number(map.max()), "|d logit / d input|, max over channels"));
    }

    /** Selvaraju et al. 2017: where a layer sees what speaks for the class. */
    public static Explanation gradCam(Explainer explainer, Image image, String label, String layer) {
        Row row = explainer.gradCamLayer(layer);
        ExplainedPicture subject = ExplainedPicture.of(explainer, image, label);
        HeatMap map = explainer.gradCam(image, subject.classIndex(), row.name());
        List<Panel> panels = new ArrayList<>(List.of(
                subject.panel(),
                new Panel(
                        Shown.colored(map, 0, map.max(), ExplainedPicture.SIDE),
                        List.of("Grad-CAM of " + row.name() + ", " + map.height() + " x " + map.width()))));
        panels.addAll(subject.overlays(map));
        return subject.explanation(
                "grad-cam",
                row,
                panels,
                new Legend("0", number(map.max()), "weighted sum of the layer's channels, what speaks for the class"));
    }

    /** Zeiler and Fergus 2014: the probability of the class while a grey square hides a part. */
    public static Explanation occlusion(Explainer explainer, Image image, String label) {
        ExplainedPicture subject = ExplainedPicture.of(explainer, image, label);
        HeatMap map = explainer.occlusion(image, subject.classIndex());
        float whole = (float) subject.probability();
        float[] drops = new float[map.values().length];
        for (int i = 0; i < drops.length; i++) {
            drops[i] = Math.max(0, whole - map.values()[i]);
        }
        HeatMap drop = new HeatMap(map.height(), map.width(), drops);
        int side = Occlusion.fitting(explainer.card().preprocessing()).side();
        List<Panel> panels = new ArrayList<>(List.of(
                subject.panel(),
                new Panel(
                        Shown.colored(map, 0, 1, ExplainedPicture.SIDE),
                        List.of("probability with a grey square of " + side + " x " + side + " there"))));
        panels.addAll(subject.overlays(drop));
        return subject.explanation(
                "occlusion",
                null,
                panels,
                new Legend(
                        "0",
                        "1",
                        "probability in the second picture; in the others: its fall, up to " + number(drop.max())));
    }

    /** The channels of a layer, each on its own scale. */
    public static Explanation featureMaps(Explainer explainer, Image image, String layer) {
        Row row = explainer.featureMapLayer(layer);
        ExplainedPicture subject = ExplainedPicture.of(explainer, image, null);
        List<HeatMap> maps = explainer.featureMaps(image, row.name());
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel(Shown.fitted(subject.prepared(), SMALL).toBufferedImage(), List.of("picture")));
        for (HeatMap map : shown(maps)) {
            panels.add(new Panel(
                    Shown.colored(map, map.min(), map.max(), SMALL), List.of(String.valueOf(panels.size() - 1))));
        }
        return new Explanation(
                "feature-maps",
                explainer.card().id(),
                subject.label(),
                subject.probability(),
                row.name(),
                List.of(layer(row) + ", each channel on its own scale" + some(maps)),
                columns(panels),
                panels,
                new Legend("lowest", "highest", "of each channel"));
    }

    /** The filters of the first convolution. */
    public static Explanation filters(Explainer explainer, String layer) {
        Row row = explainer.filterLayer(layer);
        List<Image> filters = explainer.filters(row.name());
        List<Panel> panels = new ArrayList<>();
        for (Image filter : shown(filters)) {
            panels.add(
                    new Panel(Shown.fitted(filter, SMALL).toBufferedImage(), List.of(String.valueOf(panels.size()))));
        }
        Image first = filters.get(0);
        return new Explanation(
                "filters",
                explainer.card().id(),
                null,
                null,
                row.name(),
                List.of("layer " + row.name() + ", " + filters.size() + " filters of " + first.channels() + " x "
                        + first.height() + " x " + first.width()
                        + ", each from its lowest weight (black) to its highest"
                        + some(filters)),
                columns(panels),
                panels,
                null);
    }

    /**
     * The patches of a data set's part that excite a unit most.
     *
     * @param part name of the part
     * @param progress called with the number of pictures seen so far
     */
    public static Explanation topPatches(
            Explainer explainer, Dataset data, String part, String layer, int unit, IntConsumer progress) {
        Row row = explainer.topPatchesLayer(layer);
        Split split = data.part(part);
        Preprocessing preprocessing = explainer.card().preprocessing();
        List<Patch> patches = explainer.topPatches(split, row.name(), unit, PATCHES, progress);
        int larger = patches.stream()
                .mapToInt(patch -> Math.max(patch.field().width, patch.field().height))
                .max()
                .orElseThrow(() -> new ZooException(data.name() + " " + part + " has no pictures"));
        List<Panel> panels = new ArrayList<>();
        for (Patch patch : patches) {
            Image cut = cut(preprocessing.prepare(split.image(patch.index())), patch);
            panels.add(new Panel(
                    Shown.scaled(cut, larger, MEDIUM).toBufferedImage(),
                    List.of(
                            number(patch.activation()) + " at x " + patch.field().x + ", y " + patch.field().y,
                            patch.id())));
        }
        return new Explanation(
                "top-patches",
                explainer.card().id(),
                null,
                null,
                row.name(),
                List.of(
                        layer(row) + ", unit " + unit,
                        "the " + patches.size() + " pictures of " + data.name() + " " + part + " that excite it most,",
                        "cut to what it sees there; below: its activation and where"),
                3,
                panels,
                null);
    }

    private static Image cut(Image image, Patch patch) {
        Image out = Image.black(image.channels(), patch.field().height, patch.field().width);
        for (int c = 0, i = 0; c < out.channels(); c++) {
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    out.pixels()[i++] = image.at(c, patch.field().y + y, patch.field().x + x);
                }
            }
        }
        return out;
    }

    static String layer(Row row) {
        return "layer " + row.name() + ", "
                + String.join(" x ", row.output().stream().map(String::valueOf).toList());
    }

    private static <T> List<T> shown(List<T> channels) {
        return channels.subList(0, Math.min(MOST_CHANNELS, channels.size()));
    }

    private static String some(List<?> channels) {
        return channels.size() > MOST_CHANNELS ? "; the first " + MOST_CHANNELS : "";
    }

    private static int columns(List<Panel> panels) {
        return panels.size() > 64 ? 16 : 8;
    }

    private static String number(double value) {
        boolean plain = value == 0 || (Math.abs(value) >= 0.01 && Math.abs(value) < 10_000);
        return String.format(Locale.ROOT, plain ? "%.4f" : "%.3e", value);
    }
}
