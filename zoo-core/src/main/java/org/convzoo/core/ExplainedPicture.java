package org.convzoo.core;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Explanation.Legend;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.data.Frame;
import org.convzoo.data.Image;

/**
 * A picture and the class that an explanation is about.
 *
 * @param original as it lies on disk
 * @param prepared as the net sees it
 * @param classIndex the class
 * @param probability of that class
 * @param predicted label of the likeliest class
 */
record ExplainedPicture(
        Explainer explainer, Image original, Image prepared, int classIndex, double probability, String predicted) {
    static final int SIDE = 336; // of a panel, in pixels

    /** @param label of the class; null: the likeliest one */
    static ExplainedPicture of(Explainer explainer, Image image, String label) {
        float[] probabilities = explainer.probabilities(image);
        int likeliest = 0;
        for (int k = 1; k < probabilities.length; k++) {
            likeliest = probabilities[k] > probabilities[likeliest] ? k : likeliest;
        }
        int index = label == null ? likeliest : explainer.classIndex(label);
        return new ExplainedPicture(
                explainer,
                image,
                explainer.card().preprocessing().prepare(image),
                index,
                probabilities[index],
                explainer.card().classes().get(likeliest));
    }

    String label() {
        return explainer.card().classes().get(classIndex);
    }

    Panel panel() {
        return new Panel(
                Shown.fitted(prepared, SIDE).toBufferedImage(),
                List.of("as the net sees it, " + prepared.height() + " x " + prepared.width()));
    }

    /** A map on what the net sees, and on the original where that is another picture and the preprocessing tells where it lies. */
    List<Panel> overlays(HeatMap map) {
        List<Panel> panels = new ArrayList<>();
        panels.add(overlay(prepared, map, Frame.whole(prepared.height(), prepared.width()), "on what the net sees"));
        if (original.height() != prepared.height() || original.width() != prepared.width()) {
            explainer
                    .card()
                    .preprocessing()
                    .frame(original)
                    .ifPresent(frame -> panels.add(overlay(original, map, frame, "on the picture")));
        }
        return panels;
    }

    private static Panel overlay(Image image, HeatMap map, Frame frame, String caption) {
        Image shown = Shown.fitted(image, SIDE);
        double down = (double) shown.height() / image.height();
        double across = (double) shown.width() / image.width();
        Frame scaled =
                new Frame(frame.top() * down, frame.left() * across, frame.height() * down, frame.width() * across);
        return new Panel(Shown.overlaid(shown, map, 0, map.max(), scaled), List.of(caption));
    }

    /** @param layer that was looked at; null: none */
    Explanation explanation(String method, Row layer, List<Panel> panels, Legend legend) {
        List<String> notes = new ArrayList<>();
        if (!label().equals(predicted)) {
            notes.add("predicted: " + predicted);
        }
        if (layer != null) {
            notes.add(Explanations.layer(layer));
        }
        return new Explanation(
                method,
                explainer.card().id(),
                label(),
                probability,
                layer == null ? null : layer.name(),
                notes,
                panels.size(),
                panels,
                legend);
    }
}
