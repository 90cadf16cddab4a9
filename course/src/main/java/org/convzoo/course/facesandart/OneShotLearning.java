package org.convzoo.course.facesandart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Image;
import org.convzoo.facenet.FaceEmbedder;
import org.convzoo.facenet.Gallery;
import org.convzoo.facenet.Identification;

/**
 * A person who is to be known by a single picture. A softmax has an output for each person and must be trained anew for one more; a net that has learned
 * how far apart two faces are keeps one embedding of the new person, and nothing is trained. Whoever is near to nobody is nobody.
 *
 * <p>Shapes: picture 3 x 96 x 96, embedding 128, distance 1.
 *
 * <p>Source: Y. Taigman, M. Yang, M. Ranzato, L. Wolf, "DeepFace: Closing the Gap to Human-Level Performance in Face Verification", CVPR 2014; F.
 * Schroff, D. Kalenichenko, J. Philbin, "FaceNet", CVPR 2015, arXiv 1503.03832, section 1.
 */
public final class OneShotLearning {
    /** Known from the beginning; the next one is enrolled later, the one after that never. */
    private static final int KNOWN = 5;

    private static final int OTHER_PICTURE = 1;

    /** What is said of a visitor before and after one more person was enrolled. */
    record Visit(int person, Identification before, Identification after) {}

    private OneShotLearning() {}

    /** Another picture of each of the known, of the one who is enrolled later, and of a stranger. */
    static List<Visit> visits(FaceEmbedder embedder) {
        double threshold = DrawnPeople.threshold(embedder);
        Map<String, List<Gallery.Picture>> gallery = new LinkedHashMap<>();
        for (int person = 0; person < KNOWN; person++) {
            enroll(gallery, embedder, person);
        }
        Map<String, List<Gallery.Picture>> larger = new LinkedHashMap<>(gallery);
        enroll(larger, embedder, KNOWN);
        List<Visit> visits = new ArrayList<>();
        for (int person = 0; person < KNOWN + 2; person++) {
            float[] embedding = embedder.embed(DrawnPeople.picture(person, OTHER_PICTURE));
            visits.add(new Visit(
                    person,
                    Identification.of(embedding, gallery, threshold),
                    Identification.of(embedding, larger, threshold)));
        }
        return visits;
    }

    /** By one picture. */
    private static void enroll(Map<String, List<Gallery.Picture>> gallery, FaceEmbedder embedder, int person) {
        float[] embedding = embedder.embed(DrawnPeople.picture(person, 0));
        gallery.put(DrawnPeople.NAMES.get(person), List.of(new Gallery.Picture("1", embedding)));
    }

    /** What one more person costs, and who is told. */
    public static Exhibit demonstrate() {
        return demonstrate(Engine.ONEDNN);
    }

    static Exhibit demonstrate(Engine engine) {
        FaceEmbedder embedder = DrawnPeople.embedder(engine);
        int dimensions = embedder.dimensions();
        NumberTable costs = NumberTable.of(1, "ONE MORE PERSON", "NEW WEIGHTS", "TO BE TRAINED AGAIN", "NUMBERS KEPT");
        costs.row("softmax of " + (KNOWN + 1), dimensions + 1, (KNOWN + 1) * (dimensions + 1), 0);
        costs.row("similarity", 0, 0, dimensions);
        NumberTable answers = NumberTable.of(
                1,
                "VISITOR",
                "AMONG FIVE",
                "DISTANCE",
                "WITH " + DrawnPeople.NAMES.get(KNOWN).toUpperCase(Locale.ROOT),
                "DISTANCE");
        List<Panel> panels = new ArrayList<>();
        for (int person = 0; person <= KNOWN; person++) {
            panels.add(panel(DrawnPeople.picture(person, 0), DrawnPeople.NAMES.get(person), "enrolled"));
        }
        panels.add(panel(DrawnPeople.picture(KNOWN + 1, 0), DrawnPeople.NAMES.get(KNOWN + 1), "never enrolled"));
        for (Visit visit : visits(embedder)) {
            answers.row(
                    DrawnPeople.NAMES.get(visit.person()),
                    name(visit.before()),
                    nearest(visit.before()),
                    name(visit.after()),
                    nearest(visit.after()));
            panels.add(panel(
                    DrawnPeople.picture(visit.person(), OTHER_PICTURE), "it is " + name(visit.after()), "a visitor"));
        }
        return new Exhibit(costs.text() + "\n" + answers.text(), KNOWN + 2, panels);
    }

    private static Panel panel(Image face, String... caption) {
        return new Panel(DrawnPeople.shown(face), List.of(caption));
    }

    private static String name(Identification who) {
        return who.name().orElse("nobody");
    }

    private static double nearest(Identification who) {
        return who.candidates().get(0).distance();
    }
}
