package org.convzoo.course.casestudies;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Predictor;
import org.convzoo.core.Predictor.Prediction;
import org.convzoo.core.Shown;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.CatalogEntry;
import org.convzoo.data.Datasets;

/**
 * The assignment's classifier of happy faces: which data sets there are for it, and what the shipped weights reach.
 *
 * <p>Shapes: grey faces of 1 x 64 x 64 and two outputs; the course's pictures are 3 x 64 x 64.
 *
 * <p>Sources: D. Hromada, SMILEsmileD, 2010, for {@code smiles}; the course's own files for {@code happy-house}.
 */
public final class HappyFaces {
    private static final String WEIGHTS = "resnet20.smiles";
    private static final List<String> SETS = List.of("smiles", "happy-house");
    private static final int SHOWN = 128;

    /** From sad to laughing; not every machine draws to the last grey level alike, but all read these alike. */
    static final Map<String, DrawnFace> MOUTHS = mouths();

    private HappyFaces() {}

    private static Map<String, DrawnFace> mouths() {
        Map<String, DrawnFace> mouths = new LinkedHashMap<>();
        mouths.put("corners down", new DrawnFace(-1, 0));
        mouths.put("straight", new DrawnFace(-0.3, 0));
        mouths.put("corners up", new DrawnFace(0.6, 0.1));
        mouths.put("with teeth", new DrawnFace(1, 0.3));
        mouths.put("laughing", new DrawnFace(1, 0.6));
        return mouths;
    }

    /** Parts of the data sets, what the weights' card says, and what the net reads from drawn faces. */
    public static Exhibit demonstrate() {
        NumberTable sets = NumberTable.of(2, "DATA SET", "CLASSES", "TRAIN", "VALIDATION", "TEST");
        for (String name : SETS) {
            CatalogEntry entry = Datasets.entry(name);
            Map<String, Integer> images = entry.images();
            sets.row(
                    name,
                    String.join(", ", entry.classes()),
                    images.get("train"),
                    images.get("validation"),
                    images.get("test"));
        }
        Model model = ModelZoo.load(WEIGHTS);
        NumberTable metrics = NumberTable.of(3, "WEIGHTS", "PART", "FIGURE", "PICTURES", "VALUE");
        for (ModelCard.Metric metric : model.card().metrics()) {
            metrics.row(
                    WEIGHTS, metric.split(), metric.name(), metric.images(), NumberTable.decimals(metric.value(), 4));
        }
        NumberTable readings = NumberTable.of(2, "DRAWN FACE: MOUTH", "READ AS");
        List<Panel> panels = new ArrayList<>();
        try (Predictor predictor = model.predictor(Engine.STOCK)) {
            MOUTHS.forEach((mouth, face) -> {
                Prediction prediction = predictor.predict(face.picture());
                readings.row(mouth, prediction.label());
                panels.add(new Panel(
                        Shown.fitted(face.picture(), SHOWN).toBufferedImage(),
                        List.of(mouth, "smiling: " + NumberTable.decimals(smiling(prediction), 2))));
            });
        }
        return new Exhibit(
                sets.text() + "\n" + metrics.text() + "trained by: "
                        + model.card().provenance().command() + "\n\n" + readings.text(),
                MOUTHS.size(),
                panels);
    }

    /** Probability of a smile. */
    static double smiling(Prediction prediction) {
        return prediction.scores().stream()
                .filter(score -> score.label().equals("smiling"))
                .findFirst()
                .orElseThrow()
                .probability();
    }
}
