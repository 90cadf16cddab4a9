package org.convzoo.course.foundations;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.Explainer;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Shown;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.CatalogEntry;
import org.convzoo.data.Datasets;
import org.convzoo.data.Image;

/**
 * The assignment's classifier of hands that show a digit: which data sets there are for it, and what the shipped weights reach.
 *
 * <p>Shapes: pictures of 3 x 100 x 100, shown to the net as 3 x 64 x 64, and ten outputs; the course's are 3 x 64 x 64, with six.
 *
 * <p>Sources: A. Mavi and Z. Dikle, Sign Language Digits Dataset, 2017, for {@code sign-digits}; the course's own files for
 * {@code coursera-signs}.
 */
public final class SignLanguageDigits {
    private static final String WEIGHTS = "resnet20.sign-digits";
    private static final List<String> SETS = List.of("sign-digits", "coursera-signs");
    private static final int SIDE = 72;

    private SignLanguageDigits() {}

    /** Parts of the data sets, what the weights' card says, and the filters that they learned. */
    public static Exhibit demonstrate() {
        NumberTable sets = NumberTable.of(1, "DATA SET", "DIGITS", "TRAIN", "VALIDATION", "TEST");
        for (String name : SETS) {
            CatalogEntry entry = Datasets.entry(name);
            Map<String, Integer> images = entry.images();
            sets.row(name, entry.classes().size(), images.get("train"), images.get("validation"), images.get("test"));
        }
        Model model = ModelZoo.load(WEIGHTS);
        NumberTable metrics = NumberTable.of(2, "WEIGHTS", "PART", "PICTURES", "ACCURACY");
        for (ModelCard.Metric metric : model.card().metrics()) {
            if (metric.name().equals("accuracy")) {
                metrics.row(
                        WEIGHTS, metric.split(), metric.images(), NumberTable.decimals(100 * metric.value(), 2) + " %");
            }
        }
        return new Exhibit(
                sets.text() + "\n" + metrics.text() + "trained by: "
                        + model.card().provenance().command(),
                8,
                filters(model));
    }

    private static List<Panel> filters(Model model) {
        List<Panel> panels = new ArrayList<>();
        try (Explainer explainer = new Explainer(model, Engine.STOCK)) {
            for (Image filter : explainer.filters(null)) {
                panels.add(new Panel(
                        Shown.fitted(filter, SIDE).toBufferedImage(), List.of("filter " + (panels.size() + 1))));
            }
        }
        return panels;
    }
}
