package org.convzoo.course.facesandart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelCard;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Image;
import org.convzoo.facenet.FaceEmbedder;
import org.convzoo.facenet.Gallery;
import org.convzoo.facenet.Identification;

/**
 * The course's assignment: a door that asks for a name and a look at the visitor (verification), and one that asks for the look alone (recognition). What
 * {@code zoo face verify}, {@code enroll} and {@code identify} do with pictures of people, on drawn faces.
 *
 * <p>Shapes: picture 3 x 96 x 96, embedding 128 of length 1, distance 0 to 2.
 *
 * <p>Source: as {@link org.convzoo.facenet.Nn4}, whose size the course uses; the weights are ConvZoo's own.
 */
public final class FaceRecognition {
    private static final int PEOPLE = 4, VISIT = 2;

    /** Persons and the names that they give: two tell the truth, two do not, one of whom nobody knows. */
    private static final int[][] VISITORS = {{0, 0}, {2, 2}, {1, 0}, {6, 3}};

    /** What the doors say. */
    record Answer(double distance, boolean isTheNamed, Identification who) {}

    private final FaceEmbedder net;
    private final double threshold;
    private final Map<String, List<Gallery.Picture>> people = new LinkedHashMap<>();

    private FaceRecognition(FaceEmbedder net) {
        this.net = net;
        this.threshold = DrawnPeople.threshold(net);
        for (int person = 0; person < PEOPLE; person++) {
            float[] embedding = net.embed(DrawnPeople.picture(person, 0));
            people.put(DrawnPeople.NAMES.get(person), List.of(new Gallery.Picture("0", embedding)));
        }
    }

    /** Verification and recognition of a visitor. */
    private Answer answer(Image visitor, String name) {
        float[] embedding = net.embed(visitor);
        double distance =
                FaceEmbedder.distance(embedding, people.get(name).get(0).embedding());
        return new Answer(distance, distance <= threshold, Identification.of(embedding, people, threshold));
    }

    /** What the doors say to each visitor. */
    static List<Answer> answers(Engine engine) {
        FaceRecognition door = new FaceRecognition(DrawnPeople.embedder(engine));
        List<Answer> answers = new ArrayList<>();
        for (int[] visitor : VISITORS) {
            answers.add(door.answer(DrawnPeople.picture(visitor[0], VISIT), DrawnPeople.NAMES.get(visitor[1])));
        }
        return answers;
    }

    /** The shipped weights' card, and four visitors at both doors. */
    public static Exhibit demonstrate() {
        return demonstrate(Engine.ONEDNN);
    }

    static Exhibit demonstrate(Engine engine) {
        ModelCard card = DrawnPeople.embedder(engine).model().card();
        NumberTable metrics = NumberTable.of(3, "WEIGHTS", "DATA", "PART", "FIGURE", "VALUE");
        for (ModelCard.Metric metric : card.metrics()) {
            metrics.row(
                    card.id(), metric.data(), metric.split(), metric.name(), NumberTable.decimals(metric.value(), 3));
        }
        NumberTable visits = NumberTable.of(2, "VISITOR", "SAYS", "DISTANCE", "VERIFIED", "RECOGNISED AS");
        List<Panel> panels = new ArrayList<>();
        for (int person = 0; person < PEOPLE; person++) {
            panels.add(new Panel(
                    DrawnPeople.shown(DrawnPeople.picture(person, 0)),
                    List.of(DrawnPeople.NAMES.get(person), "enrolled")));
        }
        List<Answer> answers = answers(engine);
        for (int i = 0; i < VISITORS.length; i++) {
            int[] visitor = VISITORS[i];
            Answer answer = answers.get(i);
            String says = DrawnPeople.NAMES.get(visitor[1]),
                    who = answer.who().name().orElse("nobody");
            visits.row(
                    DrawnPeople.NAMES.get(visitor[0]),
                    "I am " + says,
                    answer.distance(),
                    answer.isTheNamed() ? "yes" : "no",
                    who);
            panels.add(new Panel(
                    DrawnPeople.shown(DrawnPeople.picture(visitor[0], VISIT)),
                    List.of("\"I am " + says + "\"", (answer.isTheNamed() ? "yes" : "no") + ", it is " + who)));
        }
        return new Exhibit(
                metrics.text() + "trained by: " + card.provenance().command() + "\n\n" + visits.text(), PEOPLE, panels);
    }
}
